package consume

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

const (
	// settleTime is how long the call may take that ends or returns a message.
	settleTime = 2 * time.Second
	// maxRetryDelay is the longest delay before another try.
	maxRetryDelay = time.Hour
)

// settler does with a message what has to be done when the work on it is over. A
// message belongs to whoever received it last: one whose visibility has run out may
// be in another's hand, and its visibility is no business of this program's any
// more. Its fields do not change, and many goroutines call it at once.
type settler struct {
	log        *event.Log
	world      *freeze.World
	clock      clock.Clock
	queue      Queue
	countdowns *countdowns
	failures   *failures
	deaths     *deaths
	knobs      *knobs
	fifo       bool
	unfinished *atomic.Int64 // counts what an interrupt gave back
}

// settle deletes a message that is done and gives back one that is not. It
// has a little time of its own, since the work's context may have ended. While the
// world is frozen it waits, unless it was interrupted. The error is that of a delete
// that failed.
func (s *settler) settle(work context.Context, worker string, m Message, ref event.ImageRef, err error, interrupted bool) error {
	if s.world.Enter(work) == nil {
		defer s.world.Leave()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(work), settleTime)
	defer cancel()
	switch {
	case err == nil:
		return s.delete(ctx, worker, m, ref)
	case interrupted && errors.Is(err, context.Canceled):
		s.unfinished.Add(1)
		s.giveBack(ctx, worker, m, 0, errInterrupted)
	default:
		s.failures.failed(m.MessageID, ref.Identity(), event.Reason(err))
		var foreign *event.ForeignError
		s.fail(ctx, worker, m, ref, err, errors.As(err, &foreign))
	}
	return nil
}

// errTooLate is why work that is done does not end its message on a FIFO queue,
// whose next message may be in another's hand already.
var errTooLate = errors.New("done after its visibility had run out: a FIFO queue keeps it, and it is done again")

// errInterrupted is why a message is given back whose work somebody stopped.
var errInterrupted = errors.New(event.Interrupted)

// delete ends a message. A standard queue allows that with the receipt of a
// receive whose visibility has run out, and the work is done: that is told as
// late. Should it fail, the countdown goes on, and whoever receives the message
// next finds the work done.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (s *settler) delete(ctx context.Context, worker string, m Message, ref event.ImageRef) error {
	if until, held := s.countdowns.held(m.Receipt); s.fifo {
		if !held {
			s.leaveToTimeout(worker, m, errTooLate)
			return nil
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.clock.Until(until))
		defer cancel()
	}
	if err := s.queue.Delete(ctx, m.Receipt); err != nil {
		s.leaveToTimeout(worker, m, fmt.Errorf("could not be deleted: %w", err))
		return err
	}
	running := s.countdowns.end(m.Receipt)
	s.failures.ended(m.MessageID)
	s.deaths.spare(m.MessageID)
	s.log.Emit(event.Event{MessageID: m.MessageID, Worker: worker, Key: ref.Key, Body: &event.MessageDeleted{Late: !running}})
	return nil
}

// fail gives a failed message back, to come again after a growing delay, or
// leaves it until its visibility timeout runs out. After the last try there is
// nothing to wait for, nor where time mends nothing: it is visible at once, for
// the queue to move it to the dead letters.
func (s *settler) fail(ctx context.Context, worker string, m Message, ref event.ImageRef, why error, hopeless bool) {
	first := s.knobs.now().RetryDelay
	if first == RetryByTimeout && !hopeless {
		s.leaveToTimeout(worker, m, why)
		return
	}
	last := s.deaths.isLast(m.ReceiveCount)
	delay := retryDelay(first, m.ReceiveCount)
	if last || hopeless {
		delay = 0
	}
	if s.giveBack(ctx, worker, m, delay, why) && last {
		s.deaths.infer(m.MessageID, ref.Key, m.ReceiveCount)
	}
}

// retryDelay is the delay before the try after the given one: it doubles.
func retryDelay(first time.Duration, try int) time.Duration {
	d := float64(first) * math.Pow(2, float64(max(try, 1)-1))
	return time.Duration(min(d, float64(maxRetryDelay)))
}

// giveBack makes a message visible again after delay, in whole seconds as SQS
// counts, if this program still has it. It reports whether that worked; if not,
// its countdown goes on.
func (s *settler) giveBack(ctx context.Context, worker string, m Message, delay time.Duration, why error) bool {
	delay = delay.Round(time.Second)
	// The countdown ends before the call: another worker may have the message
	// before the call returns, and that is no countdown lost.
	cd, until, held := s.countdowns.release(m.Receipt)
	if !held {
		s.leaveToTimeout(worker, m, why)
		return false
	}
	// A call that took longer could reach the queue when the message is
	// another's.
	ctx, cancel := context.WithTimeout(ctx, s.clock.Until(until))
	defer cancel()
	switch err := s.queue.ChangeVisibility(ctx, m.Receipt, delay); {
	case errors.Is(err, ErrNotInFlight) || errors.Is(err, ErrNoMessage):
		s.reportLate(worker, m, why)
		return false
	case err != nil:
		cd.uncertain = true // the queue may have obeyed and its answer be lost
		s.countdowns.start(m.Receipt, cd, cd.visibleAt)
		s.leaveToTimeout(worker, m, why)
		return false
	}
	s.log.Emit(event.Event{
		MessageID: m.MessageID, Worker: worker,
		Body: &event.MessageReturned{
			ReceiveCount: m.ReceiveCount,
			VisibleAt:    s.clock.Now().Add(delay), Reason: event.Reason(why), Missing: event.MissingIn(why),
		},
	})
	return true
}

// leaveToTimeout puts a message down without telling the queue: it comes back
// when its countdown runs out, or has done so already.
func (s *settler) leaveToTimeout(worker string, m Message, why error) {
	until, running := s.countdowns.until(m.Receipt)
	if !running {
		s.reportLate(worker, m, why)
		return
	}
	s.log.Emit(event.Event{
		MessageID: m.MessageID, Worker: worker,
		Body: &event.MessageReturned{
			ReceiveCount: m.ReceiveCount,
			VisibleAt:    until, Reason: event.Reason(why), Missing: event.MissingIn(why),
		},
	})
}

// reportLate reports a message that was put down and is this program's no more.
func (s *settler) reportLate(worker string, m Message, why error) {
	s.log.Emit(event.Event{
		MessageID: m.MessageID, Worker: worker,
		Body: &event.MessageReturned{ReceiveCount: m.ReceiveCount, Reason: event.Reason(why), Missing: event.MissingIn(why), Late: true},
	})
}
