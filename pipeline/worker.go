package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// Waits of a worker whose receive fails, and the time it has to say what
// became of a message when its own context has ended.
const (
	firstReceiveRetry = time.Second
	maxReceiveRetry   = 20 * time.Second
	settleTime        = 2 * time.Second
	maxRetryDelay     = time.Hour
)

// worker is one consumer goroutine.
type worker struct {
	*Consumers
	name  string
	leave context.CancelFunc // ends the receive loop after what is in hand
}

// loop receives and works until ctx, the worker's intake, ends.
func (w *worker) loop(ctx context.Context) {
	w.Log.Emit(Event{Type: WorkerStarted, Worker: w.name})
	defer w.Log.Emit(Event{Type: WorkerStopped, Worker: w.name})
	wait := firstReceiveRetry
	for {
		polls, err := w.gate(ctx)
		if err != nil {
			return
		}
		deliveries, err := w.receive(ctx, polls)
		switch {
		case ctx.Err() != nil && len(deliveries) == 0:
			return
		case err == nil:
			wait = firstReceiveRetry
		case polls.Err() == nil:
			w.Log.Emit(Event{
				Type: ActionTaken, Text: fmt.Sprintf("worker %s cannot receive; it tries again in %s", w.name, wait),
				Error: Reason(err),
			})
			if pause(ctx, wait) != nil {
				return
			}
			wait = min(2*wait, maxReceiveRetry)
		}
		for _, d := range deliveries {
			w.handle(d)
		}
	}
}

// receive waits for one message. A worker takes no more than it works on: what
// it held beyond that would sit in flight, its countdown running.
func (w *worker) receive(ctx, polls context.Context) ([]Delivery, error) {
	poll, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(polls, cancel)()
	w.Log.Emit(Event{Type: WorkerPolling, Worker: w.name})
	return w.Queue.Receive(poll, 1, w.Wait, w.Visibility)
}

// handle works on one message and settles what becomes of it.
func (w *worker) handle(d Delivery) {
	ref, perr := ParseImageRef(d.Body)
	w.tellReceived(d, ref)

	ctx, release := context.WithCancel(w.work)
	var beats sync.WaitGroup
	if w.Heartbeat {
		beats.Go(func() { w.heartbeat(ctx, w.name, d) })
	}
	err := perr
	if err == nil {
		err = w.process(ctx, d, ref)
	} else if pause(ctx, w.Pace) != nil {
		err = ctx.Err()
	}
	interrupted := w.work.Err() != nil
	release()
	beats.Wait()
	w.settle(d, ref, err, interrupted)
}

// tellReceived tells of the receive and starts the countdown.
func (w *worker) tellReceived(d Delivery, ref ImageRef) {
	w.countdowns.supersede(d.MessageID)
	now := time.Now()
	until := now.Add(w.Visibility)
	if !w.ToldOfDeaths {
		if previous, ok := w.fates.redriven(ref.Identity(), d.MessageID); ok {
			w.Log.Emit(Event{Type: MessageRedriven, MessageID: d.MessageID, Key: ref.Key, Bucket: ref.Bucket, PreviousID: previous})
		}
	}
	w.Log.Emit(Event{
		Type: MessageReceived, Time: now, MessageID: d.MessageID, Bucket: ref.Bucket, Key: ref.Key, ETag: ref.ETag,
		Worker: w.name, ReceiveCount: d.ReceiveCount, SentAt: d.SentAt, VisibleAt: until, Body: Preview(d.Body),
		Attributes: d.Attributes,
	})
	w.countdowns.start(d.Receipt, countdown{MessageID: d.MessageID, Key: ref.Key, Worker: w.name, Try: d.ReceiveCount}, until)
}

// process does the work; a panic in it is that message's failure.
func (w *worker) process(ctx context.Context, d Delivery, ref ImageRef) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a fault in the program: %v", p)
		}
	}()
	j := job{Consumers: w.Consumers, worker: w.name, id: d.MessageID, sentAt: d.SentAt, ref: ref}
	return j.run(ctx)
}

// settle deletes a message that is done and gives back one that is not. It
// has a little time of its own, since the work's context may have ended.
func (w *worker) settle(d Delivery, ref ImageRef, err error, interrupted bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.work), settleTime)
	defer cancel()
	switch {
	case err == nil:
		w.delete(ctx, d, ref)
	case interrupted && errors.Is(err, context.Canceled):
		w.giveBack(ctx, d, 0, "interrupted")
	default:
		reason := Reason(err)
		w.fates.failed(d.MessageID, ref.Identity(), reason)
		w.fail(ctx, d, ref, reason)
	}
}

// delete ends a message. Should that fail, its countdown goes on, and whoever
// receives it next finds the work done.
func (w *worker) delete(ctx context.Context, d Delivery, ref ImageRef) {
	if err := w.Queue.Delete(ctx, d.Receipt); err != nil {
		w.leaveToTimeout(d, "could not be deleted: "+Reason(err))
		return
	}
	w.countdowns.end(d.Receipt)
	w.fates.ended(d.MessageID)
	w.Log.Emit(Event{Type: MessageDeleted, MessageID: d.MessageID, Worker: w.name, Key: ref.Key})
}

// fail gives a failed message back, to come again after a growing delay, or
// leaves it until its visibility timeout runs out. After the last try there is
// nothing to wait for: it is visible at once, for the queue to move it to the
// dead letters.
func (w *worker) fail(ctx context.Context, d Delivery, ref ImageRef, reason string) {
	if w.RetryDelay == RetryByTimeout {
		w.leaveToTimeout(d, reason)
		return
	}
	last := d.ReceiveCount >= w.MaxReceives
	delay := retryDelay(w.RetryDelay, d.ReceiveCount)
	if last {
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
// counts. It reports whether that worked; if not, its countdown goes on.
func (w *worker) giveBack(ctx context.Context, d Delivery, delay time.Duration, reason string) bool {
	delay = delay.Round(time.Second)
	// The countdown ends before the call: another worker may have the message
	// before the call returns, and that is no countdown lost.
	cd, running := w.countdowns.end(d.Receipt)
	if err := w.Queue.ChangeVisibility(ctx, d.Receipt, delay); err != nil {
		if running {
			w.countdowns.start(d.Receipt, cd, cd.visibleAt)
		}
		w.leaveToTimeout(d, reason)
		return false
	}
	w.Log.Emit(Event{
		Type: MessageReturned, MessageID: d.MessageID, Worker: w.name, ReceiveCount: d.ReceiveCount,
		VisibleAt: time.Now().Add(delay), Reason: reason,
	})
	return true
}

// leaveToTimeout puts a message down without telling the queue: it comes back
// when its countdown runs out.
func (w *worker) leaveToTimeout(d Delivery, reason string) {
	until, _ := w.countdowns.until(d.Receipt)
	w.Log.Emit(Event{
		Type: MessageReturned, MessageID: d.MessageID, Worker: w.name, ReceiveCount: d.ReceiveCount,
		VisibleAt: until, Reason: reason,
	})
}
