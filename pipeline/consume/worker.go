package consume

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
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

// loop receives and works until ctx, the worker's intake, ends, or the queue
// refuses for good.
func (w *worker) loop(ctx context.Context) {
	w.Log.Emit(event.Event{Type: event.WorkerStarted, Worker: w.name})
	defer w.Log.Emit(event.Event{Type: event.WorkerStopped, Worker: w.name})
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
		case w.refused("receive", err):
			return
		case polls.Err() == nil:
			w.Log.Emit(event.Event{
				Type: event.ActionTaken, Text: fmt.Sprintf("worker %s cannot receive; it tries again in %s", w.name, wait),
				Error: event.Reason(err),
			})
			if clock.Wait(ctx, wait) != nil {
				return
			}
			wait = min(2*wait, maxReceiveRetry)
		}
		for _, d := range deliveries {
			w.handle(d)
		}
	}
}

// refused takes an error that the next call would meet, too, where somebody
// wants to know: then the worker cannot go on.
func (w *worker) refused(doing string, err error) bool {
	if w.Refused == nil || !errors.Is(err, ErrRefused) {
		return false
	}
	w.Log.Emit(event.Event{Type: event.ActionTaken, Text: fmt.Sprintf("worker %s ends: it may not %s", w.name, doing), Error: event.Reason(err)})
	w.Refused(err)
	return true
}

// receive waits for one message. A worker takes no more than it works on: what
// it held beyond that would sit in flight, its countdown running.
func (w *worker) receive(ctx, polls context.Context) ([]Delivery, error) {
	poll, done := w.poll(ctx, polls)
	defer done()
	w.Log.Emit(event.Event{Type: event.WorkerPolling, Worker: w.name})
	return w.Queue.Receive(poll, 1, w.Wait, w.Visibility)
}

// handle works on one message and settles what becomes of it. What came when
// there is no time left to work on it is given back untouched.
func (w *worker) handle(d Delivery) {
	content, perr := event.ParseMessage(d.Body)
	ref := content.First()
	w.tellReceived(d, ref)
	if err := w.work.Err(); err != nil {
		w.settle(d, ref, err, true)
		return
	}

	ctx, release := context.WithCancel(w.work)
	var beats sync.WaitGroup
	if w.Heartbeat && !w.leftOut(d, ref) {
		beats.Go(func() { w.heartbeat(ctx, w.name, d) })
	}
	err := perr
	switch {
	case err == nil:
		err = w.process(ctx, d, content)
	case clock.Wait(ctx, w.Pace) != nil:
		err = ctx.Err()
	}
	interrupted := w.work.Err() != nil
	release()
	beats.Wait()
	w.settle(d, ref, err, interrupted)
}

// leftOut tells whether this receive gets no heartbeat on purpose, and says so.
func (w *worker) leftOut(d Delivery, ref event.ImageRef) bool {
	if w.LeaveOut == nil || !w.LeaveOut(ref, d.ReceiveCount) {
		return false
	}
	w.Log.Emit(event.Event{Type: event.FaultInjected, Fault: event.HeartbeatLost, MessageID: d.MessageID, Key: ref.Key, Worker: w.name})
	return true
}

// tellReceived reports the receive and starts the countdown.
func (w *worker) tellReceived(d Delivery, ref event.ImageRef) {
	w.countdowns.supersede(d.MessageID)
	now := time.Now()
	until := now.Add(w.Visibility)
	if !w.ToldOfDeaths {
		if previous, ok := w.failures.redriven(ref.Identity(), d.MessageID); ok {
			w.Log.Emit(event.Event{Type: event.MessageRedriven, MessageID: d.MessageID, Key: ref.Key, Bucket: ref.Bucket, PreviousID: previous})
		}
	}
	w.Log.Emit(event.Event{
		Type: event.MessageReceived, Time: now, MessageID: d.MessageID, Bucket: ref.Bucket, Key: ref.Key, ETag: ref.ETag,
		Worker: w.name, ReceiveCount: d.ReceiveCount, SentAt: d.SentAt, VisibleAt: until, Body: event.Preview(d.Body),
		Attributes: d.Attributes, MessageAttributes: d.MessageAttributes,
	})
	w.countdowns.start(d.Receipt, countdown{MessageID: d.MessageID, Key: ref.Key, Worker: w.name, Try: d.ReceiveCount}, until)
}

// process does the work on all that a message asks for. It fails if any image of
// it does; the others are done all the same, and found again on the next try.
func (w *worker) process(ctx context.Context, d Delivery, content event.Content) error {
	if len(content.Images) == 0 {
		w.Log.Emit(event.Event{Type: event.MessageAcknowledged, MessageID: d.MessageID, Worker: w.name, Reason: event.OneLine(content.Note, event.ReasonLimit)})
		return nil
	}
	var failed error
	for i, ref := range content.Images {
		if err := ctx.Err(); err != nil {
			return errors.Join(failed, err)
		}
		err := w.one(ctx, d, ref)
		if err != nil && len(content.Images) > 1 {
			err = fmt.Errorf("image %d of %d, %s: %w", i+1, len(content.Images), ref.Key, err)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// one does the work on one image; a panic in it is that message's failure. An
// image that is gone is done with.
func (w *worker) one(ctx context.Context, d Delivery, ref event.ImageRef) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a fault in the program: %v", p)
		}
	}()
	j := &job{Consumers: w.Consumers, worker: w.name, id: d.MessageID, sentAt: d.SentAt, ref: ref}
	err = j.run(ctx)
	if gone := (*goneError)(nil); errors.As(err, &gone) {
		w.Log.Emit(event.Event{
			Type: event.ImageGone, MessageID: d.MessageID, Worker: w.name, Bucket: ref.Bucket, Key: ref.Key, Reason: event.Reason(gone),
		})
		return nil
	}
	return err
}
