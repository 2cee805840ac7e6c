package consume

import (
	"context"
	"errors"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// extender asks the queue for more time for messages in work. Its fields do not
// change, and many goroutines call it at once.
type extender struct {
	log        *event.Log
	world      *freeze.World
	clock      clock.Clock
	queue      Queue
	countdowns *countdowns
	knobs      *knobs
}

// run is the heartbeat of one message: it extends the message's visibility, each time
// at half of it, until the context ends: so the message stays with its worker however
// long the work takes, and comes back soon when the worker is gone. While the heartbeat
// is turned off it extends nothing. It stops when the countdown has been lost: the
// message may be another's then.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func (e *extender) run(ctx context.Context, d *delivery) {
	every := e.clock.Until(e.due(d)) // it may have been held for a while
	for e.await(ctx, e.clock.Now().Add(every)) == nil && e.world.Enter(ctx) == nil {
		on, goesOn, failed := e.knobs.now().Heartbeat, true, false // it may be turned off in a frozen world
		if on {
			goesOn, failed = e.beat(ctx, d)
		}
		e.world.Leave()
		switch {
		case !goesOn:
			return
		case !on:
			every = 0
		case failed:
			every = max(every/4, minHeartbeat)
		default:
			every = max(e.clock.Until(e.due(d)), minHeartbeat) // half of what it was just given, if nobody has turned that
		}
	}
}

// whenever is how long is waited for something that may never be.
const whenever = 24 * time.Hour

// await waits until a time has come and the heartbeat is on, or until the context ends.
func (e *extender) await(ctx context.Context, at time.Time) error {
	for ctx.Err() == nil {
		left := whenever
		now, turned := e.knobs.look()
		if now.Heartbeat {
			left = e.clock.Until(at)
		}
		if left <= 0 {
			return nil
		}
		_ = e.clock.WaitFor(ctx, turned, left) // it looks at ctx above
	}
	return ctx.Err()
}

// beat extends the message once. It goes on as long as the message is this program's,
// sooner where the call failed.
func (e *extender) beat(ctx context.Context, d *delivery) (goesOn, failed bool) {
	until, held := e.countdowns.held(d.Receipt)
	if !held {
		return false, false
	}
	again, err := e.extend(ctx, d.Receipt, until, e.knobs.now().Visibility)
	switch {
	case errors.Is(err, ErrNotInFlight): // AWS's clock was ahead of ours
		e.countdowns.lose(d.Receipt)
		return false, true
	case errors.Is(err, ErrNoMessage): // somebody deleted it, or purged the queue
		e.countdowns.annul(d.Receipt)
		return false, true
	case err != nil: // the API call's event says why; the countdown goes on
		return true, true
	}
	if !e.countdowns.extend(d.Receipt, again) {
		return false, false
	}
	e.tellExtended(d, again)
	return true, false
}

// due is when a message is to be extended: when half of its visibility is left.
func (e *extender) due(d *delivery) time.Time {
	return e.countdowns.ends(d.Receipt).Add(-e.knobs.now().Visibility / 2)
}

// tellExtended tells that a message stays with who has it.
func (e *extender) tellExtended(d *delivery, until time.Time) {
	d.tell(func(worker string) {
		e.log.Emit(event.Event{MessageID: d.MessageID, Worker: worker, Body: &event.MessageExtended{VisibleAt: until}})
	})
}

// extend asks the queue for more time, so long from now. The call outlives the work, so that it
// cannot overtake what then becomes of the message; but it ends before the
// message is lost. The new time counts from before the call, since nobody knows
// when between call and answer the queue counted.
func (e *extender) extend(ctx context.Context, receipt string, until time.Time, visibility time.Duration) (time.Time, error) {
	begun := e.clock.Now()
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(until.Sub(begun), settleTime))
	defer cancel()
	err := e.queue.ChangeVisibility(call, receipt, visibility)
	return begun.Add(visibility), err
}

// minHeartbeat is the shortest time between two tries to extend.
const minHeartbeat = 100 * time.Millisecond
