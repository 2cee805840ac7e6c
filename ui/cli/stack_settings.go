package cli

import (
	"time"

	"github.com/spf13/pflag"

	"inflight/aws"
)

// stackSettings are the flags of every command with a stack: on which AWS it
// is, and what it is like.
type stackSettings struct {
	aws      bool
	endpoint string

	bus          string
	bucketSuffix string
	emails       []string

	visibility  time.Duration
	maxReceives int
	wait        time.Duration
	delay       time.Duration
}

// defaultWait is how long a receive waits: as long as SQS allows, which is what
// costs least.
const defaultWait = 20 * time.Second

// bind adds the flags.
func (s *stackSettings) bind(f *pflag.FlagSet) {
	f.BoolVar(&s.aws, "aws", false, "use the AWS account of the environment (it costs money)")
	f.StringVar(&s.endpoint, "endpoint", "", "use any `URL` that speaks the AWS protocols")
	f.StringVar(&s.bus, "bus", "", "use an event bus of one's own with this `name`, fed by the default bus")
	f.StringVar(&s.bucketSuffix, "bucket-suffix", "", "put this `text` after both bucket names: all accounts of AWS share the names")
	f.StringSliceVar(&s.emails, "email", nil, "subscribe this `address` to the announcements")
	f.DurationVar(&s.visibility, "visibility-timeout", 30*time.Second, "how long a received message stays invisible")
	f.IntVar(&s.maxReceives, "max-receives", 3, "receives before a message goes to the dead-letter queue")
	f.DurationVar(&s.wait, "wait", defaultWait, "long polling: how long a receive waits, 0 to 20s")
	f.DurationVar(&s.delay, "delay", 0, "how long the queue holds a new message back, 0 to 15m")
}

// embedded tells whether no AWS is named: then it is the embedded one.
func (s *stackSettings) embedded() bool { return !s.aws && s.endpoint == "" }

// check says what is wrong with a value, in the words of the flag.
func (s *stackSettings) check() error {
	switch {
	case s.aws && s.endpoint != "":
		return usagef("--aws and --endpoint exclude each other: choose one")
	case s.maxReceives < 1 || s.maxReceives > 1000:
		return usagef("--max-receives %d: SQS takes 1 to 1000", s.maxReceives)
	}
	for _, d := range []struct {
		flag            string
		value, min, max time.Duration
	}{
		{"visibility-timeout", s.visibility, time.Second, 12 * time.Hour},
		{"wait", s.wait, 0, 20 * time.Second},
		{"delay", s.delay, 0, 15 * time.Minute},
	} {
		switch {
		case d.value < d.min || d.value > d.max:
			return usagef("--%s %s: it has to be %s to %s", d.flag, d.value, d.min, d.max)
		case d.value%time.Second != 0:
			return usagef("--%s %s: SQS counts in whole seconds", d.flag, d.value)
		}
	}
	return nil
}

// stack is the stack with these settings.
func (s *stackSettings) stack() aws.Stack {
	stack := aws.DefaultStack()
	if s.bucketSuffix != "" {
		stack.SourceBucket += "-" + s.bucketSuffix
		stack.ThumbnailBucket += "-" + s.bucketSuffix
	}
	stack.VisibilityTimeout, stack.Wait, stack.Delay = s.visibility, s.wait, s.delay
	stack.MaxReceives, stack.Bus, stack.Emails = s.maxReceives, s.bus, s.emails
	return stack
}
