package consume

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"inflight/pipeline/event"
)

// held are the messages that were received and that nobody works on: they wait in a
// channel, in the hand of who received them, or for the model that takes over from
// another. It extends them together, so that none is lost while it waits: up to ten
// with one call. That is the price of receiving ahead, and nobody works meanwhile.
//
// A message is begun by who owns it; a switch takes all that are held from the model
// that had them, at once. Consumers own it and run its loop; any goroutine may call it.
type held struct {
	extender *extender
	changed  chan struct{} // has an element when there is something to look at

	mu   sync.Mutex
	next map[*delivery]time.Time // when each is to be extended
	line []*delivery             // those that the last switch left, in the order of their receives
}

func newHeld(e *extender) *held {
	return &held{extender: e, changed: make(chan struct{}, 1), next: map[*delivery]time.Time{}}
}

// add holds a message until it is begun.
func (h *held) add(d *delivery) {
	due := h.extender.due(d)
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, known := h.next[d]; !known {
		h.next[d] = due
		h.wake()
	}
}

// begin takes a message out, for a crew to work on it. It reports false where
// another model has taken over, and with it the message.
func (h *held) begin(d *delivery, by *crew) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d.owner != by {
		return false
	}
	delete(h.next, d)
	return true
}

// owns tells whether a message is still the crew's.
func (h *held) owns(d *delivery, by *crew) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return d.owner == by
}

// pass takes all that are held from their crew, for the next to take up.
func (h *held) pass() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.line = slices.SortedFunc(maps.Keys(h.next), func(a, b *delivery) int { return a.received.Compare(b.received) })
	for _, d := range h.line {
		d.owner = nil
	}
}

// takeUp is the next of those that another model left: now the crew's.
func (h *held) takeUp(by *crew) *delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.line) == 0 {
		return nil
	}
	d := h.line[0]
	h.line = h.line[1:]
	d.owner = by
	return d
}

// rest takes out all that are held.
func (h *held) rest() []*delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	rest := slices.Collect(maps.Keys(h.next))
	clear(h.next)
	h.line = nil
	return rest
}

// wake has the loop look again. The lock is held.
func (h *held) wake() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

// look has the loop look again, for the knobs are turned.
func (h *held) look() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wake()
}

// loop extends what is held until ctx ends. While the heartbeat is off it does nothing:
// then the countdown of what waits too long wins.
func (h *held) loop(ctx context.Context) {
	for ctx.Err() == nil {
		first := whenever
		now := h.extender.clock.Now()
		h.mu.Lock()
		if h.extender.knobs.now().Heartbeat {
			for _, at := range h.next {
				first = min(first, at.Sub(now))
			}
		}
		h.mu.Unlock()
		if first > 0 {
			_ = h.extender.clock.WaitFor(ctx, h.changed, first) // it looks at ctx above
			continue
		}
		h.extend(ctx)
	}
}

// most is how many messages one call of ChangeMessageVisibilityBatch takes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
const most = 10

// extend extends those whose time has come, and with them those whose time comes soon:
// a call costs as much for ten as for one. It waits at the gate of the world first:
// whoever settles one of them waits, inside, until it is extended.
func (h *held) extend(ctx context.Context) {
	if h.extender.world.Enter(ctx) != nil {
		return
	}
	defer h.extender.world.Leave()
	if !h.extender.knobs.now().Heartbeat { // turned off while the world was frozen
		return
	}
	var calls sync.WaitGroup
	defer calls.Wait()
	for some := range slices.Chunk(h.dueBy(h.extender.clock.Now().Add(h.extender.knobs.now().Visibility/4)), most) {
		calls.Go(func() {
			for _, again := range h.extender.extendAll(ctx, some) {
				h.put(again.d, again.at)
			}
		})
	}
}

// dueBy are the messages that are to be extended by a time, the most urgent first.
// Until extendAll is done with them nobody settles them.
func (h *held) dueBy(at time.Time) (due []*delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for d, next := range h.next {
		if !next.After(at) {
			due = append(due, d)
			d.extending.Add(1)
		}
	}
	slices.SortFunc(due, func(a, b *delivery) int { return h.next[a].Compare(h.next[b]) })
	return due
}

// put says when a message is to be extended again, if it is held still: the zero time
// is never, for it is lost.
func (h *held) put(d *delivery, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, is := h.next[d]; !is {
		return
	}
	if at.IsZero() {
		at = d.received.Add(never)
	}
	h.next[d] = at
}

// never is later than any message is held.
const never = 365 * 24 * time.Hour

// extension is when a message is to be extended again; zero: never.
type extension struct {
	d  *delivery
	at time.Time
}

// extendAll extends up to ten messages with one call, and says when each is due again.
// What is not surely this program's any more is left alone.
func (e *extender) extendAll(ctx context.Context, some []*delivery) (again []extension) {
	begun, visibility := e.clock.Now(), e.knobs.now().Visibility
	patience := settleTime
	var mine []*delivery
	var receipts []string
	for _, d := range some {
		defer d.extending.Done()
		until, held := e.countdowns.held(d.Receipt)
		if !held {
			again = append(again, extension{d: d})
			continue
		}
		patience = min(patience, until.Sub(begun))
		mine, receipts = append(mine, d), append(receipts, d.Receipt)
	}
	if len(mine) == 0 {
		return again
	}
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	errs := e.queue.ChangeVisibilities(event.ForWork(call, event.Work{Worker: mine[0].inHandOf()}), receipts, visibility)
	until := begun.Add(visibility)
	for i, d := range mine {
		next := extension{d: d}
		switch err := errs[i]; {
		case errors.Is(err, ErrNotInFlight):
			e.countdowns.lose(d.Receipt)
		case errors.Is(err, ErrNoMessage):
			e.countdowns.annul(d.Receipt)
		case err != nil: // the API call's event says why; the countdown goes on
			next.at = e.clock.Now().Add(max(visibility/8, minHeartbeat))
		case e.countdowns.extend(d.Receipt, until):
			next.at = until.Add(-visibility / 2)
			e.tellExtended(d, until)
		}
		again = append(again, next)
	}
	return again
}
