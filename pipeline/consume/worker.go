package consume

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
)

// Waits of a worker whose receive fails.
const (
	firstReceiveRetry = time.Second
	maxReceiveRetry   = 20 * time.Second
)

// worker is one of a pool: a goroutine that receives a message, works on it and
// settles it before it receives the next. Its loop runs on that goroutine, which
// Consumers start and wait for; leave is called by anybody.
type worker struct {
	name       string
	leave      context.CancelFunc // ends the receive loop after what is in hand
	log        *event.Log
	clock      clock.Clock
	intake     *intake
	messages   *handler
	queue      Queue
	wait       time.Duration // of a long poll
	visibility time.Duration
	giveUp     func(error) // nil: it never does
}

// loop receives and works until ctx, the worker's intake, ends, or the queue
// refuses for good.
func (w *worker) loop(ctx context.Context) {
	w.log.Emit(event.Event{Type: event.WorkerStarted, Worker: w.name})
	defer w.log.Emit(event.Event{Type: event.WorkerStopped, Worker: w.name})
	wait := firstReceiveRetry
	for {
		polls, err := w.intake.gate(ctx)
		if err != nil {
			return
		}
		messages, err := w.receive(ctx, polls)
		switch {
		case ctx.Err() != nil && len(messages) == 0:
			return
		case err == nil:
			wait = firstReceiveRetry
		case w.refused("receive", err):
			return
		case polls.Err() == nil:
			w.log.Emit(event.Event{
				Type: event.ActionTaken, Text: fmt.Sprintf("worker %s cannot receive; it tries again in %s", w.name, wait),
				Error: event.Reason(err),
			})
			if w.clock.Wait(ctx, wait) != nil {
				return
			}
			wait = min(2*wait, maxReceiveRetry)
		}
		for _, m := range messages {
			if err := w.messages.handle(w.intake.work, w.name, m); w.refused("delete", err) {
				w.leave()
			}
		}
	}
}

// refused takes an error that the next call would meet, too, where somebody
// wants to know: then the worker cannot go on.
func (w *worker) refused(doing string, err error) bool {
	if w.giveUp == nil || !errors.Is(err, ErrRefused) {
		return false
	}
	w.log.Emit(event.Event{Type: event.ActionTaken, Text: fmt.Sprintf("worker %s ends: it may not %s", w.name, doing), Error: event.Reason(err)})
	w.giveUp(err)
	return true
}

// receive waits for one message. A worker takes no more than it works on: what
// it held beyond that would sit in flight, its countdown running.
func (w *worker) receive(ctx, polls context.Context) ([]Message, error) {
	call, done := w.intake.begin(ctx, polls)
	defer done()
	w.log.Emit(event.Event{Type: event.WorkerPolling, Worker: w.name})
	return w.queue.Receive(event.ForWork(call, event.Work{Worker: w.name}), 1, w.wait, w.visibility)
}
