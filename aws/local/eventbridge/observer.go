package eventbridge

import "context"

// Observer hears what rules did, after the fact and outside of locks. Calls
// may come from several goroutines and must be quick.
type Observer interface {
	EventMatched(ctx context.Context, m EventMatched)
	EventUnmatched(ctx context.Context, u EventUnmatched)
	EventFailed(ctx context.Context, f EventFailed)
}

// EventMatched says that a rule matched an event and sends it to its targets.
type EventMatched struct {
	Rule, Bus string
	Event     Event
}

// EventUnmatched says that no enabled rule of a bus matched an event, which goes
// nowhere then.
type EventUnmatched struct {
	Bus   string
	Event Event
}

// EventFailed says that a target will not have an event.
type EventFailed struct {
	Rule, Bus string
	TargetARN string
	Reason    string
	// Code is that of the target's error, such as QueueDoesNotExist; "" if it has none.
	Code string
	// DeadLetterQueue is the ARN of the queue that has it instead, "" if it is
	// lost.
	DeadLetterQueue string
	Event           Event
}

// nobody is the Observer of a Service that has none.
type nobody struct{}

// EventMatched does nothing.
func (nobody) EventMatched(context.Context, EventMatched) {}

// EventUnmatched does nothing.
func (nobody) EventUnmatched(context.Context, EventUnmatched) {}

// EventFailed does nothing.
func (nobody) EventFailed(context.Context, EventFailed) {}
