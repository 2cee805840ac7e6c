package sqs

import (
	"context"
	"sync"
	"time"
)

// Observer hears what happened to messages, right after it happened and before
// the caller has its answer. Calls come one at a time, in the order of the
// changes, with the context of the caller who made the change (a move task has
// the one of whoever started it). They must be quick, may look with Peek, and
// must not change queues: that would wait for itself.
type Observer interface {
	MessageSent(ctx context.Context, e MessageSent)
	MessageReceived(ctx context.Context, e MessageReceived)
	MessageDeleted(ctx context.Context, e MessageDeleted)
	VisibilityChanged(ctx context.Context, e VisibilityChanged)
	MessageDeadLettered(ctx context.Context, e MessageDeadLettered)
	MessageRedriven(ctx context.Context, e MessageRedriven)
	MessageDropped(ctx context.Context, e MessageDropped)
	QueuePurged(ctx context.Context, e QueuePurged)
}

// MessageSent says that a queue has a new message.
type MessageSent struct {
	QueueName, QueueARN string
	MessageID           string
	Body                string
	SentAt              time.Time
	VisibleAt           time.Time // later than SentAt for a delayed message
}

// MessageReceived says that somebody received a message.
type MessageReceived struct {
	QueueName, QueueARN string
	MessageID           string
	Body                string
	SentAt              time.Time
	ReceiveCount        int
	VisibleAt           time.Time // when its visibility timeout runs out
}

// MessageDeleted says that a message was deleted by its receipt handle.
type MessageDeleted struct {
	QueueName, QueueARN string
	MessageID           string
}

// VisibilityChanged says that a receiver moved the end of a message's
// visibility timeout.
type VisibilityChanged struct {
	QueueName, QueueARN string
	MessageID           string
	ReceiveCount        int
	VisibleAt           time.Time
}

// MessageDeadLettered says that a message was received too often and is in the
// dead-letter queue now.
type MessageDeadLettered struct {
	Queue, DeadLetterQueue string // names
	MessageID              string
	Body                   string
	ReceiveCount           int
}

// MessageRedriven says that a move task made a new message of a dead letter.
type MessageRedriven struct {
	From, To     string // names of queues
	OldID, NewID string
	Body         string
}

// MessageDropped says that a message was in a queue for longer than the queue
// keeps messages, and is gone. Nobody did that: the context is that of whoever came
// next.
type MessageDropped struct {
	QueueName, QueueARN string
	MessageID           string
	Body                string
}

// QueuePurged says that a queue was emptied.
type QueuePurged struct {
	QueueName, QueueARN string
	Messages            int // how many there were
}

// notice is one call of the Observer that is still to be made.
type notice func(Observer)

// outbox holds what the Observer is still to hear.
type outbox struct {
	observer Observer // nil: nobody listens

	mu      sync.Mutex // guards pending; held for moments, inside the service's lock
	pending []notice

	telling sync.Mutex // held while the Observer is called, so that it hears things in order
}

// add puts a notice in. The service's lock is held, which makes the order.
func (o *outbox) add(n notice) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pending = append(o.pending, n)
}

// deliver calls the Observer with what is pending. When it returns, everything
// added before has been told, by this call or another.
func (o *outbox) deliver() {
	if o.observer == nil {
		return
	}
	o.telling.Lock()
	defer o.telling.Unlock()
	o.mu.Lock()
	notices := o.pending
	o.pending = nil
	o.mu.Unlock()
	for _, n := range notices {
		n(o.observer)
	}
}

// notify tells the Observer about an event of this transaction, once the lock is free.
// It is a function and not a method because methods have no type parameters.
func notify[E any](t *transaction, tell func(Observer, context.Context, E), event E) {
	if t.service.outbox.observer == nil {
		return
	}
	ctx := t.ctx
	t.service.outbox.add(func(o Observer) { tell(o, ctx, event) })
}
