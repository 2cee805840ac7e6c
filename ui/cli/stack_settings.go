package cli

import (
	"time"

	"github.com/spf13/pflag"

	"inflight/aws"
)

// stackSettings are the flags of every command that makes a stack or looks at
// it: where it is, and what it is like.
type stackSettings struct {
	place

	bus    string
	emails []string

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
	s.place.bind(f)
	f.StringVar(&s.bus, "bus", "", "use an event bus of this name, fed by the default bus")
	f.StringSliceVar(&s.emails, "email", nil, "subscribe this address to the announcements")
	f.DurationVar(&s.visibility, "visibility-timeout", 30*time.Second, "how long a received message stays invisible")
	f.IntVar(&s.maxReceives, "max-receives", 3, "receives before a message is a dead letter")
	f.DurationVar(&s.wait, "wait", defaultWait, "long polling: how long a receive waits, 0 to 20s")
	f.DurationVar(&s.delay, "delay", 0, "hold new messages back for this long, to 15m")
}

// check says what is wrong with a value, in the words of the flag.
func (s *stackSettings) check() error {
	if err := s.place.check(); err != nil {
		return err
	}
	if s.maxReceives < 1 || s.maxReceives > 1000 {
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
	stack := s.place.stack()
	stack.VisibilityTimeout, stack.Wait, stack.Delay = s.visibility, s.wait, s.delay
	stack.MaxReceives, stack.Bus, stack.Emails = s.maxReceives, s.bus, s.emails
	return stack
}
