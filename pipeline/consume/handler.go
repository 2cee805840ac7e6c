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
	visibility    time.Duration
	heartbeat     bool
	leaveOut      func(image event.ImageRef, receiveCount int) bool // nil: never
	inferRedrives bool
	pace          time.Duration
}

// handle works on one message and settles what becomes of it. What came when ctx,
// that of the work in hand, has ended already is given back untouched. A heartbeat
// runs in a goroutine meanwhile, and has ended when handle returns. The error is
// that of a delete that failed.
func (h *handler) handle(work context.Context, worker string, m Message) error {
	content, perr := event.ParseMessage(m.Body)
	ref := content.First()
	h.received(worker, m, ref)
	work = event.ForWork(work, event.Work{Worker: worker, MessageID: m.MessageID, Key: ref.Key})
	if err := work.Err(); err != nil {
		return h.settler.settle(work, worker, m, ref, err, true)
	}

	ctx, release := context.WithCancel(work)
	var beats sync.WaitGroup
	if h.heartbeat && !h.leftOut(worker, m, ref) {
		beats.Go(func() { h.extender.run(ctx, worker, m) })
	}
	err := perr
	switch {
	case err == nil:
		err = h.process(ctx, worker, m, content)
	case h.clock.Wait(ctx, h.pace) != nil:
		err = ctx.Err()
	}
	interrupted := work.Err() != nil
	release()
	beats.Wait()
	return h.settler.settle(work, worker, m, ref, err, interrupted)
}

// leftOut tells whether this receive gets no heartbeat on purpose, and says so.
func (h *handler) leftOut(worker string, m Message, ref event.ImageRef) bool {
	if h.leaveOut == nil || !h.leaveOut(ref, m.ReceiveCount) {
		return false
	}
	h.log.Emit(event.Event{Type: event.FaultInjected, Fault: event.HeartbeatLost, MessageID: m.MessageID, Key: ref.Key, Worker: worker})
	return true
}

// received reports the receive and starts the countdown.
func (h *handler) received(worker string, m Message, ref event.ImageRef) {
	h.countdowns.supersede(m.MessageID)
	now := h.clock.Now()
	until := now.Add(h.visibility)
	if h.inferRedrives {
		if previous, ok := h.failures.redriven(ref.Identity(), m.MessageID); ok {
			h.log.Emit(event.Event{Type: event.MessageRedriven, MessageID: m.MessageID, Key: ref.Key, Bucket: ref.Bucket, PreviousID: previous})
		}
	}
	h.log.Emit(event.Event{
		Type: event.MessageReceived, Time: now, MessageID: m.MessageID, Bucket: ref.Bucket, Key: ref.Key, ETag: ref.ETag,
		Worker: worker, ReceiveCount: m.ReceiveCount, SentAt: m.SentAt, VisibleAt: until, Body: event.Preview(m.Body),
		Attributes: m.Attributes, MessageAttributes: m.MessageAttributes,
	})
	h.countdowns.start(m.Receipt, countdown{messageID: m.MessageID, key: ref.Key, worker: worker, try: m.ReceiveCount}, until)
}

// process does the work on all that a message asks for. It fails if any image of
// it does; the others are done all the same, and found again on the next try.
func (h *handler) process(ctx context.Context, worker string, m Message, content event.Content) error {
	if len(content.Images) == 0 {
		h.log.Emit(event.Event{Type: event.MessageAcknowledged, MessageID: m.MessageID, Worker: worker, Reason: event.OneLine(content.Note, event.ReasonLimit)})
		return nil
	}
	var failed error
	for i, ref := range content.Images {
		if err := ctx.Err(); err != nil {
			return errors.Join(failed, err)
		}
		err := h.makeThumbnail(ctx, worker, m, ref)
		if err != nil && len(content.Images) > 1 {
			err = fmt.Errorf("image %d of %d, %s: %w", i+1, len(content.Images), ref.Key, err)
		}
		failed = errors.Join(failed, err)
	}
	return failed
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
	err = h.stages.run(ctx, &imageWork{worker: worker, messageID: m.MessageID, sentAt: m.SentAt, ref: ref})
	if gone := (*goneError)(nil); errors.As(err, &gone) {
		h.log.Emit(event.Event{
			Type: event.ImageGone, MessageID: m.MessageID, Worker: worker, Bucket: ref.Bucket, Key: ref.Key, Reason: event.Reason(gone),
		})
		return nil
	}
	return err
}
