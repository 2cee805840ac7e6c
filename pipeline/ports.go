package pipeline

import (
	"context"
	"time"

	"inflight/pipeline/event"
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

// QueueKnobs are the settings of the one queue that a person may turn. Implementations
// are safe for use by many goroutines.
type QueueKnobs interface {
	// Settings asks AWS what the queue is set to, and whose it is.
	Settings(ctx context.Context) (QueueSettings, error)
	// Set asks AWS to set one of them, to a value that package setting has checked. It is
	// called for a queue alone that is ours.
	Set(ctx context.Context, name event.Setting, value string) error
}

// QueueSettings are what AWS says that a queue is set to.
type QueueSettings struct {
	Values map[event.Setting]string // as their flags take them; what is not told is missing
	// Foreign says why the queue is not ours to change; empty: it is ours.
	Foreign string
}

// Shares are those of the drawn images that are damaged, or take long. It may be set
// while images are drawn.
type Shares interface{ SetShares(broken, slow float64) }

// Engines take another engine, or one that fills the square otherwise, for the images
// that come. Where that cannot be, the one at work stays.
type Engines interface {
	Take(engine, fit string) error
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
