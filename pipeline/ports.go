package pipeline

import (
	"context"
	"time"
)

// Counts are what a queue says of itself, approximately.
type Counts struct {
	Visible, InFlight, Delayed int
}

// QueueControl is what a person at the keys needs of the queues.
type QueueControl interface {
	// Counts asks the queue, or its dead-letter queue, for its counts.
	Counts(ctx context.Context, queue string) (Counts, error)
	// Purge throws away everything in the queue of that name.
	Purge(ctx context.Context, queue string) error
}

// Pulse knows when AWS last answered. Implementations are safe for use by many
// goroutines.
type Pulse interface {
	// Answered is how many answers came to anybody, or parts of them, whatever
	// they said, and when the last one did.
	Answered() (n uint64, last time.Time)
	// Fault is why the last attempt since then had no answer, "" where none has
	// failed.
	Fault(since time.Time) string
	// Sending tells whether bytes of a request have gone out since then.
	Sending(since time.Time) bool
}
