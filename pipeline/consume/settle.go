package consume

import (
	"context"
	"errors"
	"math"
	"time"

	"inflight/pipeline/event"
)

// What a worker does with a message when its work is over. A message belongs to
// whoever received it last: one whose visibility has run out may be in another's
// hand, and its visibility is no business of this worker's any more.

// settle deletes a message that is done and gives back one that is not. It
// has a little time of its own, since the work's context may have ended.
func (w *worker) settle(d Delivery, ref event.ImageRef, err error, interrupted bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.work), settleTime)
	defer cancel()
	switch {
	case err == nil:
		w.delete(ctx, d, ref)
	case interrupted && errors.Is(err, context.Canceled):
		w.unfinished.Add(1)
		w.giveBack(ctx, d, 0, event.Interrupted)
	default:
		reason := event.Reason(err)
		w.failures.failed(d.MessageID, ref.Identity(), reason)
		var foreign *event.ForeignError
		w.fail(ctx, d, ref, reason, errors.As(err, &foreign))
	}
}

// tooLate is why work that is done does not end its message on a FIFO queue,
// whose next message may be in another's hand already.
const tooLate = "done after its visibility had run out: a FIFO queue keeps it, and it is done again"

// delete ends a message. A standard queue allows that with the receipt of a
// receive whose visibility has run out, and the work is done: that is told as
// late. Should it fail, the countdown goes on, and whoever receives the message
// next finds the work done.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (w *worker) delete(ctx context.Context, d Delivery, ref event.ImageRef) {
	if until, held := w.countdowns.held(d.Receipt); w.FIFO {
		if !held {
			w.leaveToTimeout(d, tooLate)
			return
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, until)
		defer cancel()
	}
	if err := w.Queue.Delete(ctx, d.Receipt); err != nil {
		w.leaveToTimeout(d, "could not be deleted: "+event.Reason(err))
		if w.refused("delete", err) {
			w.leave()
		}
		return
	}
	running := w.countdowns.end(d.Receipt)
	w.failures.ended(d.MessageID)
	w.Log.Emit(event.Event{Type: event.MessageDeleted, MessageID: d.MessageID, Worker: w.name, Key: ref.Key, Late: !running})
}

// fail gives a failed message back, to come again after a growing delay, or
// leaves it until its visibility timeout runs out. After the last try there is
// nothing to wait for, nor where time mends nothing: it is visible at once, for
// the queue to move it to the dead letters.
func (w *worker) fail(ctx context.Context, d Delivery, ref event.ImageRef, reason string, hopeless bool) {
	if w.RetryDelay == RetryByTimeout && !hopeless {
		w.leaveToTimeout(d, reason)
		return
	}
	last := w.isLast(d.ReceiveCount)
	delay := retryDelay(w.RetryDelay, d.ReceiveCount)
	if last || hopeless {
		delay = 0
	}
	if w.giveBack(ctx, d, delay, reason) && last {
		w.inferDeath(d.MessageID, ref.Key, d.ReceiveCount)
	}
}

// retryDelay is the delay before the try after the given one: it doubles.
func retryDelay(first time.Duration, try int) time.Duration {
	d := float64(first) * math.Pow(2, float64(max(try, 1)-1))
	return time.Duration(min(d, float64(maxRetryDelay)))
}

// giveBack makes a message visible again after delay, in whole seconds as SQS
// counts, if this worker still has it. It reports whether that worked; if not,
// its countdown goes on.
func (w *worker) giveBack(ctx context.Context, d Delivery, delay time.Duration, reason string) bool {
	delay = delay.Round(time.Second)
	// The countdown ends before the call: another worker may have the message
	// before the call returns, and that is no countdown lost.
	cd, until, held := w.countdowns.release(d.Receipt)
	if !held {
		w.leaveToTimeout(d, reason)
		return false
	}
	// A call that took longer could reach the queue when the message is
	// another's.
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	switch err := w.Queue.ChangeVisibility(ctx, d.Receipt, delay); {
	case errors.Is(err, ErrNotInFlight) || errors.Is(err, ErrNoMessage):
		w.tellLate(d, reason)
		return false
	case err != nil:
		cd.uncertain = true // the queue may have obeyed and its answer be lost
		w.countdowns.start(d.Receipt, cd, cd.visibleAt)
		w.leaveToTimeout(d, reason)
		return false
	}
	w.Log.Emit(event.Event{
		Type: event.MessageReturned, MessageID: d.MessageID, Worker: w.name, ReceiveCount: d.ReceiveCount,
		VisibleAt: time.Now().Add(delay), Reason: reason,
	})
	return true
}

// leaveToTimeout puts a message down without telling the queue: it comes back
// when its countdown runs out, or has done so already.
func (w *worker) leaveToTimeout(d Delivery, reason string) {
	until, running := w.countdowns.until(d.Receipt)
	if !running {
		w.tellLate(d, reason)
		return
	}
	w.Log.Emit(event.Event{
		Type: event.MessageReturned, MessageID: d.MessageID, Worker: w.name, ReceiveCount: d.ReceiveCount,
		VisibleAt: until, Reason: reason,
	})
}

// tellLate tells that a message was put down that is this worker's no more.
func (w *worker) tellLate(d Delivery, reason string) {
	w.Log.Emit(event.Event{
		Type: event.MessageReturned, MessageID: d.MessageID, Worker: w.name, ReceiveCount: d.ReceiveCount, Reason: reason, Late: true,
	})
}
