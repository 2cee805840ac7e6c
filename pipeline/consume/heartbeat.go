package consume

import (
	"context"
	"errors"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
)

// extender asks the queue for more time for messages in work. Its fields do not
// change, and many goroutines call it at once.
type extender struct {
	log        *event.Log
	clock      clock.Clock
	queue      Queue
	countdowns *countdowns
	visibility time.Duration
}

// run is the heartbeat of one message: it extends the message's visibility, each time at half of it, until the
// context ends: so the message stays with its worker however long the work
// takes, and comes back soon when the worker is gone. It stops when the
// countdown has been lost: the message may be another's then.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func (e *extender) run(ctx context.Context, worker string, m Message) {
	every := e.visibility / 2
	for e.clock.Wait(ctx, every) == nil {
		until, held := e.countdowns.held(m.Receipt)
		if !held {
			return
		}
		again, err := e.extend(ctx, m.Receipt, until)
		switch {
		case errors.Is(err, ErrNotInFlight): // AWS's clock was ahead of ours
			e.countdowns.lose(m.Receipt)
			return
		case errors.Is(err, ErrNoMessage): // somebody deleted it, or purged the queue
			e.countdowns.annul(m.Receipt)
			return
		case err != nil: // the API call's event says why; the countdown goes on
			every = max(every/4, minHeartbeat)
			continue
		}
		every = e.visibility / 2
		if !e.countdowns.extend(m.Receipt, again) {
			return
		}
		e.log.Emit(event.Event{Type: event.MessageExtended, MessageID: m.MessageID, Worker: worker, VisibleAt: again})
	}
}

// extend asks the queue for more time. The call outlives the work, so that it
// cannot overtake what then becomes of the message; but it ends before the
// message is lost. The new time counts from before the call, since nobody knows
// when between call and answer the queue counted.
func (e *extender) extend(ctx context.Context, receipt string, until time.Time) (time.Time, error) {
	begun := e.clock.Now()
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(until.Sub(begun), settleTime))
	defer cancel()
	err := e.queue.ChangeVisibility(call, receipt, e.visibility)
	return begun.Add(e.visibility), err
}

// minHeartbeat is the shortest time between two tries to extend.
const minHeartbeat = 100 * time.Millisecond
