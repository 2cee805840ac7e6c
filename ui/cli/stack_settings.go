package cli

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"inflight/aws"
)

// stackSettings are the flags of every command that makes a stack or looks at
// it: where it is, and what it is like.
type stackSettings struct {
	target

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
	s.bindNames(f)
	f.StringSliceVar(&s.emails, "email", nil, "subscribe this address to the announcements")
	s.bindReceive(f)
	f.DurationVar(&s.delay, "delay", 0, "hold new messages back for this long, to 15m")
}

// bindNames adds the flags about where the stack is and what it is called, with
// which it can be found and deleted.
func (s *stackSettings) bindNames(f *pflag.FlagSet) {
	s.target.bind(f)
	f.StringVar(&s.bus, "bus", "", "use an event bus of this name, fed by the default bus")
	s.visibility, s.maxReceives, s.wait = 30*time.Second, 3, defaultWait
}

// bindReceive adds the flags about receiving.
func (s *stackSettings) bindReceive(f *pflag.FlagSet) {
	f.DurationVar(&s.visibility, "visibility-timeout", 30*time.Second, "how long a received message stays invisible")
	f.IntVar(&s.maxReceives, "max-receives", 3, "receives before a message is a dead letter")
	f.DurationVar(&s.wait, "wait", defaultWait, "long polling: how long a receive waits, 0 to 20s")
}

// validate says what is wrong with a value, in the words of the flag.
func (s *stackSettings) validate() error {
	if err := s.target.validate(); err != nil {
		return err
	}
	if s.maxReceives < 1 || s.maxReceives > 1000 {
		return usagef("--max-receives %d: SQS takes 1 to 1000", s.maxReceives)
	}
	for _, d := range []struct {
		flag            string
		value, min, max time.Duration
		says            string // min and max, as one writes them
	}{
		{"visibility-timeout", s.visibility, time.Second, 12 * time.Hour, "1s to 12h"},
		{"wait", s.wait, 0, 20 * time.Second, "0s to 20s"},
		{"delay", s.delay, 0, 15 * time.Minute, "0s to 15m"},
	} {
		switch {
		case d.value < d.min || d.value > d.max:
			return usagef("--%s %s: it has to be %s", d.flag, d.value, d.says)
		case d.value%time.Second != 0:
			return usagef("--%s %s: SQS counts in whole seconds", d.flag, d.value)
		}
	}
	if err := s.stack().Validate(); err != nil {
		return usagef("--bus: %w", err) // the other names are checked already
	}
	return nil
}

// stack is the stack with these settings.
func (s *stackSettings) stack() aws.Stack {
	stack := s.unnamed()
	stack.VisibilityTimeout, stack.Wait, stack.Delay = s.visibility, s.wait, s.delay
	stack.MaxReceives, stack.Bus, stack.Emails = s.maxReceives, s.bus, s.emails
	return stack.Named()
}

// givenIn tells whether a flag was given for this command: one's own settings
// file says nothing of a queue that is there already.
func givenIn(f *pflag.FlagSet) func(flag string) bool {
	return func(flag string) bool { return f.Changed(flag) && !fromFile(f.Lookup(flag)) }
}

// goByQueue takes from the queue itself what was not said, and refuses what was
// said and only the queue can do: it is as it is, and stays so.
func (s *settings) goByQueue(name string, queue aws.QueueSettings) error {
	differs := func(flag string, asked, has any) error {
		return fmt.Errorf("--%s %v: the queue %s has %v, and stays as it is; `inflight up` with that flag shows the change and makes it", flag, asked, name, has)
	}
	switch {
	case s.given("max-receives") && queue.MaxReceives == 0:
		return fmt.Errorf("--max-receives %d: the queue %s has no dead-letter queue, and keeps what fails", s.maxReceives, name)
	case s.given("max-receives") && s.maxReceives != queue.MaxReceives:
		return differs("max-receives", s.maxReceives, queue.MaxReceives)
	case s.given("delay") && s.delay != queue.Delay:
		return differs("delay", s.delay, queue.Delay)
	case s.given("wait") && s.wait == 0 && queue.Wait > 0: // a receive that waits for nothing goes by the queue
		return differs("wait", s.wait, queue.Wait)
	}
	set(s.given("visibility-timeout"), &s.visibility, max(queue.VisibilityTimeout, time.Second))
	s.maxReceives, s.delay = queue.MaxReceives, queue.Delay
	return nil
}
