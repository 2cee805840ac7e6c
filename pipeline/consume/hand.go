package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"inflight/pipeline/event"
)

const (
	// handWait is how long a receive by hand waits for a message.
	handWait = 10 * time.Second
	// standingWait is how long it waits where the queue's clock stands: wall time.
	standingWait = 500 * time.Millisecond
	// maxInHand is how many messages a person may hold at once, and keepReceipts of how
	// many whose timeout ran out the receipts are kept.
	maxInHand    = 10
	keepReceipts = 32
)

// InHand is a message that a person received by hand. The zero InHand is none.
type InHand struct {
	MessageID string
	Receipt   string // handle of this receive
}

// hand is what the person at the keys has received by hand, under the name event.You.
// Nobody works on it and no heartbeat extends it: its countdown runs until the person
// extends it, gives it back or deletes it, or until it runs out. Consumers own it; any
// goroutine may call it, and it starts none but to give back what is held at the end.
type hand struct {
	*parts

	receiving sync.Mutex // one receive at a time

	mu    sync.Mutex
	holds []*grip // the latest last; also those whose timeout ran out: a receipt may do yet
}

// grip is a message in hand. One thing at a time is asked of it: who gives back what is
// just being given back would hear that its time had run out.
type grip struct {
	*delivery

	acting chan struct{} // full while something is done to it
}

// take begins to do something to it; false while something is being done.
func (g *grip) take() bool {
	select {
	case g.acting <- struct{}{}:
		return true
	default:
		return false
	}
}

// put ends that.
func (g *grip) put() { <-g.acting }

// Errors of what a person asks of a message in hand.
var (
	errReceiving = fmt.Errorf("a receive by hand is under way: it waits up to %s for a message", handWait)
	errHandFull  = fmt.Errorf("you hold %d messages already: give one back or delete it first", maxInHand)
	errNotInHand = errors.New("you do not hold that message any more")
	errActing    = errors.New("something is being done to that message already: wait for its answer")
	errRanOut    = errors.New("its visibility timeout has run out, and the next who receives has it: nothing is changed, for it may be theirs")
	errGone      = errors.New("it was deleted meanwhile, or the queue purged: there is nothing in your hand")
	errOldHandle = errors.New("its visibility timeout has run out, and a FIFO queue takes no receipt handle of a receive that is over")
)

// ReceiveByHand receives one message for the person at the keys, whoever else
// receives. It waits for a while; the zero InHand says that nothing came. Where the
// world is frozen it waits for nothing: what is visible comes at that instant.
func (c *Consumers) ReceiveByHand(ctx context.Context) (InHand, error) {
	c.mu.Lock()
	p := c.parts
	if p == nil || p.intake.ctx.Err() != nil {
		c.mu.Unlock()
		return InHand{}, ErrNotRunning
	}
	p.running.Add(1) // a stop waits for it
	c.mu.Unlock()
	defer p.running.Done()
	return p.hand.receive(ctx)
}

// ExtendInHand has the visibility timeout of a message in hand begin once more.
func (c *Consumers) ExtendInHand(ctx context.Context, messageID string) error {
	return c.inHand(messageID, func(h *hand, d *delivery) error { return h.extend(ctx, d) })
}

// GiveBackInHand makes a message in hand visible at once.
func (c *Consumers) GiveBackInHand(ctx context.Context, messageID string) error {
	return c.inHand(messageID, func(h *hand, d *delivery) error { return h.giveBack(ctx, d, event.GivenBack) })
}

// DeleteInHand deletes a message that is in hand, or was: a standard queue obeys the
// receipt of a receive that is over, whoever has the message meanwhile.
func (c *Consumers) DeleteInHand(ctx context.Context, messageID string) error {
	return c.inHand(messageID, func(h *hand, d *delivery) error { return h.delete(ctx, d) })
}

// inHand does something with a message that a person holds.
func (c *Consumers) inHand(messageID string, do func(*hand, *delivery) error) error {
	p := c.started()
	if p == nil {
		return ErrNotRunning
	}
	g := p.hand.find(messageID)
	switch {
	case g == nil:
		return errNotInHand
	case !g.take():
		return errActing
	}
	defer g.put()
	if p.hand.find(messageID) != g { // what was being done to it is done
		return errNotInHand
	}
	return do(p.hand, g.delivery)
}

// receive is ReceiveByHand.
func (h *hand) receive(ctx context.Context) (InHand, error) {
	ctx = event.ForWork(ctx, event.Work{Worker: event.You})
	if !h.receiving.TryLock() {
		return InHand{}, errReceiving
	}
	defer h.receiving.Unlock()
	if h.held() >= maxInHand {
		return InHand{}, errHandFull
	}
	visibility := h.timeout()
	messages, err := h.ask(ctx, visibility)
	if len(messages) == 0 {
		return InHand{}, err
	}
	m := messages[0]
	h.keep(h.messages.received(event.You, m, visibility, nil))
	return InHand{MessageID: m.MessageID, Receipt: m.Receipt}, nil
}

// timeout is the visibility timeout that a person's receive asks for: longer than the
// queue's, where that is too short to read a message in.
func (h *hand) timeout() time.Duration { return event.HandTimeout(h.knobs.now().Visibility) }

// ask receives one message. A call that a freeze or a stop ended brought nothing.
func (h *hand) ask(ctx context.Context, visibility time.Duration) (messages []Message, err error) {
	if h.intake.world.Stands() {
		return h.askStanding(ctx, visibility)
	}
	call, end := h.intake.begin(ctx, h.intake.ctx)
	defer func() { end(err) }()
	call = event.ForWork(call, event.Work{Worker: event.You}) // it need not be of ctx
	messages, err = h.queue.Receive(call, 1, handWait, visibility)
	if len(messages) == 0 && call.Err() != nil && ctx.Err() == nil {
		return nil, nil
	}
	return messages, err
}

// askStanding receives while the world stands, without its gate: what a person asks for
// is done. In process the queue's clock stands too, and a wait would have no end.
func (h *hand) askStanding(ctx context.Context, visibility time.Duration) (messages []Message, err error) {
	end := h.intake.ask(ctx)
	defer func() { end(err) }()
	if h.intake.grace > 0 {
		return h.queue.Receive(ctx, 1, handWait, visibility)
	}
	call, cancel := context.WithTimeout(ctx, standingWait)
	defer cancel()
	messages, err = h.queue.Receive(call, 1, handWait, visibility)
	if len(messages) == 0 && call.Err() != nil && ctx.Err() == nil {
		return nil, nil
	}
	return messages, err
}

// extend asks for the whole visibility timeout of a person's receive again.
func (h *hand) extend(ctx context.Context, d *delivery) error {
	until, held := h.countdowns.held(d.Receipt)
	if !held {
		return errRanOut
	}
	again, err := h.messages.extender.extend(byHand(ctx, d), d.Receipt, until, h.timeout())
	if err != nil {
		return h.missed(d, err)
	}
	if !h.countdowns.extend(d.Receipt, again) {
		return errRanOut
	}
	h.messages.extender.tellExtended(d, again)
	return nil
}

// giveBack makes the message visible at once. As a worker does it asks for no change
// of a message that may be another's already.
func (h *hand) giveBack(ctx context.Context, d *delivery, why string) error {
	cd, until, held := h.countdowns.release(d.Receipt)
	if !held {
		return errRanOut
	}
	ctx, cancel := context.WithTimeout(byHand(ctx, d), min(h.clock.Until(until), settleTime))
	defer cancel()
	if err := h.queue.ChangeVisibility(ctx, d.Receipt, 0); err != nil {
		cd.uncertain = true // the queue may have obeyed and its answer be lost
		h.countdowns.start(d.Receipt, cd, cd.visibleAt)
		return h.missed(d, err)
	}
	h.forget(d)
	h.messages.failures.failed(d.MessageID, d.ref.Identity(), why)
	h.log.Emit(event.Event{
		MessageID: d.MessageID, Worker: event.You, Key: d.ref.Key,
		Body: &event.MessageReturned{ReceiveCount: d.ReceiveCount, VisibleAt: h.clock.Now(), Reason: why},
	})
	if deaths := h.messages.settler.deaths; deaths.isLast(d.ReceiveCount) {
		deaths.infer(d.MessageID, d.ref.Key, d.ReceiveCount)
	}
	return nil
}

// delete ends the message.
func (h *hand) delete(ctx context.Context, d *delivery) error {
	ctx, cancel := context.WithTimeout(byHand(ctx, d), settleTime)
	defer cancel()
	if err := h.queue.Delete(ctx, d.Receipt); err != nil {
		if errors.Is(err, ErrNotInFlight) {
			err = errOldHandle
		}
		return err
	}
	running := h.countdowns.end(d.Receipt)
	h.forget(d)
	h.messages.failures.ended(d.MessageID)
	h.messages.settler.deaths.spare(d.MessageID)
	h.log.Emit(event.Event{MessageID: d.MessageID, Worker: event.You, Key: d.ref.Key, Body: &event.MessageDeleted{Late: !running}})
	return nil
}

// byHand marks the calls for a message as a person's.
func byHand(ctx context.Context, d *delivery) context.Context {
	return event.ForWork(ctx, event.Work{Worker: event.You, MessageID: d.MessageID, Key: d.ref.Key})
}

// missed takes why the visibility of a message could not be changed, and returns what
// a person is told.
func (h *hand) missed(d *delivery, err error) error {
	switch {
	case errors.Is(err, ErrNotInFlight): // AWS's clock was ahead of ours
		h.countdowns.lose(d.Receipt)
		return errRanOut
	case errors.Is(err, ErrNoMessage):
		h.countdowns.end(d.Receipt)
		h.forget(d)
		h.log.Emit(event.Event{
			MessageID: d.MessageID, Worker: event.You,
			Body: &event.MessageReturned{ReceiveCount: d.ReceiveCount, Reason: event.Reason(errGone), Late: true},
		})
		return errGone
	}
	return err
}

// find is what is held, or was, of a message; nil where that is not known.
func (h *hand) find(messageID string) *grip {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range slices.Backward(h.holds) {
		if g.MessageID == messageID {
			return g
		}
	}
	return nil
}

// held is how many messages are in hand whose countdown runs.
func (h *hand) held() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.holds {
		if _, running := h.countdowns.held(d.Receipt); running {
			n++
		}
	}
	return n
}

// keep takes a message in hand, instead of an earlier receive of it. Of what has run
// out the oldest are forgotten.
func (h *hand) keep(d *delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds = slices.DeleteFunc(h.holds, func(o *grip) bool { return o.MessageID == d.MessageID })
	h.holds = append(h.holds, &grip{delivery: d, acting: make(chan struct{}, 1)})
	for i := 0; len(h.holds) > keepReceipts && i < len(h.holds); {
		if _, running := h.countdowns.held(h.holds[i].Receipt); running {
			i++
			continue
		}
		h.holds = slices.Delete(h.holds, i, i+1)
	}
}

// forget lets go of a receive.
func (h *hand) forget(d *delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds = slices.DeleteFunc(h.holds, func(o *grip) bool { return o.delivery == d })
}

// letGo gives back what is held, at the end of the run. It waits for what is being done
// to it, which takes no longer than a call may.
func (h *hand) letGo(ctx context.Context) {
	h.mu.Lock()
	rest := slices.Clone(h.holds)
	h.mu.Unlock()
	var calls sync.WaitGroup
	defer calls.Wait()
	for _, g := range rest {
		calls.Go(func() {
			g.acting <- struct{}{}
			defer g.put()
			_ = h.giveBack(ctx, g.delivery, event.Interrupted) // where it fails, its timeout brings it back
		})
	}
}
