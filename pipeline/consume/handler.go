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

// handler does all that has to be done with a message from its receive to its end,
// for any worker of any model. Its fields do not change, and many goroutines call
// it at once.
type handler struct {
	log           *event.Log
	clock         clock.Clock
	countdowns    *countdowns
	failures      *failures
	stages        *stages
	settler       *settler
	extender      *extender
	knobs         *knobs
	leaveOut      func(image event.ImageRef, receiveCount int) (why string, out bool) // nil: never
	inferRedrives bool
}

// handle works on one message and settles what becomes of it. What came when ctx,
// that of the work in hand, has ended already is given back untouched. A heartbeat
// runs in a goroutine meanwhile, and has ended when handle returns. The error is
// that of a delete that failed.
func (h *handler) handle(work context.Context, worker string, d *delivery) error {
	h.settler.world.Within(work, func() { h.give(worker, d) })
	if work.Err() != nil {
		return h.giveBack(work, d)
	}
	var t *task
	h.settler.world.Within(work, func() { t = h.begin(work, d) })
	err := d.invalid
	switch {
	case err == nil:
		err = h.process(t.ctx, worker, d)
	case h.clock.Wait(t.ctx, h.knobs.now().Pace) != nil:
		err = t.ctx.Err()
	}
	return t.end(err)
}

// giveBack gives a message back that was not begun, because of a stop.
func (h *handler) giveBack(work context.Context, d *delivery) error {
	d.extending.Wait()
	work = event.ForWork(work, event.Work{Worker: d.inHandOf(), MessageID: d.MessageID, Key: d.ref.Key})
	return h.settler.settle(work, d.inHandOf(), d.Message, d.ref, context.Canceled, true)
}

// task is the work on one message, from its begin to its end.
type task struct {
	*delivery
	handler *handler
	work    context.Context //nolint:containedctx // of all work in hand: whether that ended says whether this was interrupted
	ctx     context.Context //nolint:containedctx // of this work, and of what it asks of AWS
	release context.CancelFunc
	beats   sync.WaitGroup
}

// begin begins the work on a message, and its heartbeat.
func (h *handler) begin(work context.Context, d *delivery) *task {
	worker := d.inHandOf()
	work = event.ForWork(work, event.Work{Worker: worker, MessageID: d.MessageID, Key: d.ref.Key})
	t := &task{delivery: d, handler: h, work: work}
	t.ctx, t.release = context.WithCancel(work)
	on := h.knobs.now().Heartbeat
	if on && h.leftOut(worker, d.Message, d.ref) {
		return t
	}
	t.beats.Go(func() {
		if on || h.beatsLater(t.ctx, d) {
			h.extender.run(t.ctx, d)
		}
	})
	return t
}

// beatsLater waits until the heartbeat is turned on, for a message that was begun without
// it. It reports false where the work is over before, or this receive gets none.
func (h *handler) beatsLater(ctx context.Context, d *delivery) (beats bool) {
	if h.extender.await(ctx, h.clock.Now()) == nil && h.settler.world.Enter(ctx) == nil {
		beats = !h.leftOut(d.inHandOf(), d.Message, d.ref)
		h.settler.world.Leave()
	}
	return beats
}

// end settles what becomes of the message, when nothing extends it any more. The
// error is that of a delete that failed.
func (t *task) end(err error) error {
	interrupted := t.work.Err() != nil
	t.release()
	t.beats.Wait()
	t.extending.Wait()
	worker := t.inHandOf()
	work := event.ForWork(t.work, event.Work{Worker: worker, MessageID: t.MessageID, Key: t.ref.Key})
	return t.handler.settler.settle(work, worker, t.Message, t.ref, err, interrupted)
}

// leftOut tells whether this receive gets no heartbeat on purpose, and says so.
func (h *handler) leftOut(worker string, m Message, ref event.ImageRef) bool {
	if h.leaveOut == nil {
		return false
	}
	why, out := h.leaveOut(ref, m.ReceiveCount)
	if !out {
		return false
	}
	h.log.Emit(event.Event{MessageID: m.MessageID, Key: ref.Key, Worker: worker, Body: &event.FaultInjected{Fault: event.HeartbeatLost, Reason: why}})
	return true
}

// received reports the receive and starts the countdown of the visibility that it asked
// for. The message is owner's.
func (h *handler) received(worker string, m Message, visibility time.Duration, owner *crew) *delivery {
	content, invalid := event.ParseMessage(m.Body)
	ref := content.First()
	h.countdowns.supersede(m.MessageID)
	h.settler.deaths.spare(m.MessageID)
	now := h.clock.Now()
	until := now.Add(visibility)
	if h.inferRedrives {
		if previous, ok := h.failures.redriven(ref.Identity(), m.MessageID); ok {
			h.log.Emit(event.Event{MessageID: m.MessageID, Key: ref.Key, Bucket: ref.Bucket, Body: &event.MessageRedriven{PreviousID: previous}})
		}
	}
	h.log.Emit(event.Event{
		Time: now, MessageID: m.MessageID, Bucket: ref.Bucket, Key: ref.Key,
		Worker: worker,
		Body: &event.MessageReceived{
			ETag: ref.ETag, ReceiveCount: m.ReceiveCount, SentAt: m.SentAt, VisibleAt: until, Body: event.Preview(m.Body),
			Attributes: m.Attributes, MessageAttributes: m.MessageAttributes,
		},
	})
	h.countdowns.start(m.Receipt, countdown{messageID: m.MessageID, key: ref.Key, worker: worker, try: m.ReceiveCount}, until)
	return &delivery{Message: m, content: content, ref: ref, invalid: invalid, received: now, owner: owner, worker: worker}
}

// hold tells that a message waits for a stage: in a channel of that size, now so full,
// or where there is none in the hand of the worker.
func (h *handler) hold(worker string, d *delivery, stage event.Stage, fill, size int) {
	h.handOver(&event.MessageHeld{ReceiveCount: d.ReceiveCount, Stage: stage, Count: fill, Total: size}, worker, d, size == 0)
}

// takeUp tells that a worker has taken a message out of a channel.
func (h *handler) takeUp(worker string, d *delivery, stage event.Stage, fill, size int) {
	h.handOver(&event.MessageTaken{ReceiveCount: d.ReceiveCount, Stage: stage, Count: fill, Total: size}, worker, d, false)
}

// give puts a message into the hand of a worker, and tells it if it had another.
func (h *handler) give(worker string, d *delivery) {
	if d.inHandOf() != worker || d.heldInHand() {
		h.handOver(&event.MessageTaken{ReceiveCount: d.ReceiveCount, Stage: event.Download}, worker, d, false)
	}
}

// handOver puts a message into the hand of a worker, where it may wait, and tells it.
func (h *handler) handOver(told event.Body, worker string, d *delivery, waits bool) {
	h.countdowns.handTo(d.Receipt, worker)
	d.goTo(worker, waits, func() {
		h.log.Emit(event.Event{MessageID: d.MessageID, Key: d.ref.Key, Worker: worker, Body: told})
	})
}

// process does the work on all that a message asks for. It fails if any image of
// it does; the others are done all the same, and found again on the next try.
func (h *handler) process(ctx context.Context, worker string, d *delivery) error {
	images := d.content.Images
	if len(images) == 0 {
		h.log.Emit(event.Event{MessageID: d.MessageID, Worker: worker, Body: &event.MessageAcknowledged{Reason: event.OneLine(d.content.Note, event.ReasonLimit)}})
		return nil
	}
	var failed error
	for i := range images {
		if err := ctx.Err(); err != nil {
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, nameImage(images, i, h.makeThumbnail(ctx, worker, d.Message, images[i])))
	}
	return failed
}

// nameImage says which of several images of a message it was that failed.
func nameImage(images []event.ImageRef, i int, err error) error {
	if err == nil || len(images) == 1 {
		return err
	}
	return fmt.Errorf("image %d of %d, %s: %w", i+1, len(images), images[i].Key, err)
}

// makeThumbnail does the work on one image; a panic in it is that message's
// failure. An image that is gone is done with.
func (h *handler) makeThumbnail(ctx context.Context, worker string, m Message, ref event.ImageRef) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a fault in the program: %v", p)
		}
	}()
	ctx = event.ForWork(ctx, event.Work{Worker: worker, MessageID: m.MessageID, Key: ref.Key}) // of several, this one
	w := &imageWork{worker: worker, messageID: m.MessageID, sentAt: m.SentAt, ref: ref}
	return h.unlessGone(w, h.stages.run(ctx, w))
}

// unlessGone is the error of an image, unless it is that the image is gone: then there
// is nothing to be done, and that is told.
func (h *handler) unlessGone(w *imageWork, err error) error {
	gone := (*goneError)(nil)
	if !errors.As(err, &gone) {
		return err
	}
	h.log.Emit(event.Event{
		MessageID: w.messageID, Worker: w.worker, Bucket: w.ref.Bucket, Key: w.ref.Key,
		Body: &event.ImageGone{Reason: event.Reason(gone)},
	})
	return nil
}
