package consume

import (
	"context"
	"errors"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
)

// heartbeat extends a message's visibility, each time at half of it, until the
// context ends: so the message stays with its worker however long the work
// takes, and comes back soon when the worker is gone. It stops when the
// countdown has been lost: the message may be another's then.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func (c *Consumers) heartbeat(ctx context.Context, worker string, d Delivery) {
	every := c.Visibility / 2
	for clock.Wait(ctx, every) == nil {
		until, held := c.countdowns.held(d.Receipt)
		if !held {
			return
		}
		again, err := c.extend(ctx, d.Receipt, until)
		switch {
		case errors.Is(err, ErrNotInFlight): // AWS's clock was ahead of ours
			c.countdowns.lose(d.Receipt)
			return
		case errors.Is(err, ErrNoMessage): // somebody deleted it, or purged the queue
			c.countdowns.annul(d.Receipt)
			return
		case err != nil: // the API call's event says why; the countdown goes on
			every = max(every/4, minHeartbeat)
			continue
		}
		every = c.Visibility / 2
		if !c.countdowns.extend(d.Receipt, again) {
			return
		}
		c.Log.Emit(event.Event{Type: event.MessageExtended, MessageID: d.MessageID, Worker: worker, VisibleAt: again})
	}
}

// extend asks the queue for more time. The call outlives the work, so that it
// cannot overtake what then becomes of the message; but it ends before the
// message is lost. The new time counts from before the call, since nobody knows
// when between call and answer the queue counted.
func (c *Consumers) extend(ctx context.Context, receipt string, until time.Time) (time.Time, error) {
	begun := time.Now()
	call, cancel := context.WithDeadline(context.WithoutCancel(ctx), earlier(until, begun.Add(settleTime)))
	defer cancel()
	err := c.Queue.ChangeVisibility(call, receipt, c.Visibility)
	return begun.Add(c.Visibility), err
}

// earlier is the first of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// minHeartbeat is the shortest time between two tries to extend.
const minHeartbeat = 100 * time.Millisecond
