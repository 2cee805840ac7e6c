package consume

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// Waits of a worker whose receive fails.
const (
	firstReceiveRetry = time.Second
	maxReceiveRetry   = 20 * time.Second
)

// worker is one goroutine of a model, with what each of them can do: receive, hold
// what it does not begin, work. Its methods are called on that goroutine alone, but
// for leave, which anybody may call.
type worker struct {
	*crew
	name  string
	ctx   context.Context //nolint:containedctx // ended when there are to be fewer workers
	leave context.CancelFunc
	asks  context.Context //nolint:containedctx // as ctx, and ended by a stop and a switch too: owns its receives
	waits context.Context //nolint:containedctx // as ctx, and ended with the work too: owns its waits for a permit
	pause time.Duration   // after the next receive that fails
}

// receive brings what is to be worked on next: a message that another model left, or
// else up to --batch new ones, for which it waits. It reports false when the worker is
// to receive no more; what it still brings is to be worked on.
func (w *worker) receive() (batch []*delivery, more bool) {
	for {
		if w.ctx.Err() != nil || w.mine.Err() != nil { // asks may not have heard of it yet
			return nil, false
		}
		if d := w.held.takeUp(w.crew); d != nil {
			return []*delivery{d}, true
		}
		polls, err := w.intake.gate(w.asks)
		if err != nil {
			return nil, false
		}
		batch, rest, more := w.ask(polls)
		if len(batch) > 0 || !more || rest > 0 && w.clock.Wait(w.asks, rest) != nil {
			return batch, more && len(batch) > 0
		}
	}
}

// ask makes the call, and returns what came, or for how long to rest before the next; no
// more: the worker asks no more. A freeze waits until all of that is told.
func (w *worker) ask(polls context.Context) (batch []*delivery, rest time.Duration, more bool) {
	k := w.knobs.now()
	var err error
	call, done := w.intake.begin(w.asks, polls)
	defer func() { done(err) }()
	w.log.Emit(event.Event{Worker: w.name, Body: &event.WorkerPolling{}})
	messages, err := w.queue.Receive(event.ForWork(call, event.Work{Worker: w.name}), k.Batch, k.Wait, k.Visibility)
	switch {
	case w.asks.Err() != nil:
		return w.received(messages, k), 0, false
	case err == nil:
		w.pause = firstReceiveRetry
		if len(messages) == 0 && k.Wait == 0 {
			rest = w.shortPoll
		}
		return w.received(messages, k), rest, true
	case call.Err() != nil, polls.Err() != nil: // a freeze or a pause gave it up: nothing is wrong
		return nil, 0, true
	case w.refused("receive", err):
		return nil, 0, false
	}
	rest = w.pause
	w.pause = min(2*w.pause, maxReceiveRetry)
	w.log.Emit(event.Event{
		Body: &event.ActionTaken{
			Text:  fmt.Sprintf("worker %s cannot receive; it tries again in %s", w.name, rest),
			Error: event.Reason(err),
		},
	})
	return nil, rest, true
}

// received reports what came. All but the first is held until it is begun.
func (w *worker) received(messages []Message, k *Knobs) (batch []*delivery) {
	for _, m := range messages {
		batch = append(batch, w.messages.received(w.name, m, k.Visibility, w.crew))
	}
	if len(batch) > 1 {
		w.hold(batch[1:]...)
	}
	return batch
}

// hold keeps messages in hand that it cannot begin yet.
func (w *worker) hold(batch ...*delivery) {
	for _, d := range batch {
		w.messages.hold(w.name, d, event.Download, 0, 0)
		w.held.add(d)
	}
}

// work works on a message to its end, as soon as no more than --workers are in work;
// unless another model has taken it over meanwhile.
func (w *worker) work(d *delivery) {
	if w.admit(d) {
		w.finish(d)
	}
}

// admit takes a permit for a message. It reports false where there is nothing to be
// done any more: another model has the message, or work has ended, and the message is
// given back with all that are held.
func (w *worker) admit(d *delivery) bool {
	if !w.held.owns(d, w.crew) {
		return false
	}
	err := w.permits.take(w.waits, func() {
		w.intake.world.Within(w.intake.work, func() {
			w.hold(d)
			w.waitsForPermit()
		})
	})
	switch {
	case err == nil:
	case w.intake.work.Err() != nil:
		w.held.add(d)
		return false
	default: // it is one too many, and finishes what it has in hand
		w.permits.overdraw()
	}
	if !w.held.begin(d, w.crew) {
		w.permits.free()
		return false
	}
	return true
}

// finish does all that is to be done with an admitted message, and gives its permit back.
func (w *worker) finish(d *delivery) {
	defer w.permits.free()
	w.settled(w.messages.handle(w.intake.work, w.name, d))
}

// settled takes the error of a delete: who may not delete ends.
func (w *worker) settled(err error) {
	if w.refused("delete", err) {
		w.leave()
	}
}

// refused takes an error that the next call would meet, too, where somebody
// wants to know: then the worker cannot go on.
func (w *worker) refused(doing string, err error) bool {
	if w.giveUp == nil || !errors.Is(err, ErrRefused) {
		return false
	}
	w.log.Emit(event.Event{Body: &event.ActionTaken{Text: fmt.Sprintf("worker %s ends: it may not %s", w.name, doing), Error: event.Reason(err)}})
	w.giveUp(err)
	return true
}

// waitsFor tells that it has nothing to go on with.
func (w *worker) waitsFor(what string) {
	w.log.Emit(event.Event{Worker: w.name, Body: &event.WorkerWaiting{Reason: what}})
}

// waitsForMessage tells that there is none to take.
func (w *worker) waitsForMessage() { w.waitsFor(event.ForMessage) }

// waitsForPlace tells that the channel is full.
func (w *worker) waitsForPlace() { w.waitsFor(event.ForPlace) }

// blockedForPermit is waitsForPermit for who is not inside.
func (w *worker) blockedForPermit() { w.intake.world.Within(w.intake.work, w.waitsForPermit) }

// waitsForPermit tells that as many images are in work as may be.
func (w *worker) waitsForPermit() { w.waitsFor(event.ForPermit) }
