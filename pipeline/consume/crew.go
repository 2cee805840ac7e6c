package consume

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	"inflight/pipeline/event"
)

// crew are the goroutines of one model, from the switch to it to the switch away from
// it; then they finish what they have begun. Its fields do not change.
type crew struct {
	*parts

	mine context.Context //nolint:containedctx // ended by the switch to another model, and with the work: owns what is not begun
	end  context.CancelFunc
	asks context.Context //nolint:containedctx // as mine, and ended by a stop too: owns the receives
}

// newCrew is one without goroutines.
func (p *parts) newCrew() *crew {
	c := &crew{parts: p}
	var endAsks context.CancelFunc
	c.mine, c.end = context.WithCancel(p.intake.work)
	c.asks, endAsks = context.WithCancel(p.intake.ctx)
	context.AfterFunc(c.mine, endAsks)
	return c
}

// hire starts a goroutine that does job. Its name is the first that is free of kind-1,
// kind-2 and so on; without a kind it is a number.
func (c *crew) hire(kind string, job func(*worker)) *worker {
	w := &worker{crew: c, name: c.names.take(kind), pause: firstReceiveRetry}
	w.ctx, w.leave = context.WithCancel(context.WithoutCancel(c.intake.work))
	var endAsks, endWaits context.CancelFunc
	w.asks, endAsks = context.WithCancel(c.asks)
	w.waits, endWaits = context.WithCancel(c.intake.work)
	unbind := context.AfterFunc(w.ctx, func() { endAsks(); endWaits() })
	c.log.Emit(event.Event{Worker: w.name, Body: &event.WorkerStarted{}})
	c.running.Go(func() {
		defer c.names.free(w.name)
		defer func() { unbind(); endAsks(); endWaits(); w.leave() }()
		defer c.intake.world.Within(w.ctx, func() { c.log.Emit(event.Event{Worker: w.name, Body: &event.WorkerStopped{}}) })
		job(w)
	})
	return w
}

// team are goroutines of a crew that all do the same. It belongs to whoever resizes it.
type team struct {
	crew *crew
	kind string
	job  func(*worker)
	last func() // called by the last of them that ends; nil: nothing

	workers []*worker
	wanted  atomic.Int64 // as many as there are to be
	at      atomic.Int64 // as many as there are, with those that are leaving
}

// resize starts and ends goroutines. Those that are too many finish what they have in
// hand first.
func (t *team) resize(n int) {
	t.wanted.Store(int64(n))
	for len(t.workers) > n {
		last := t.workers[len(t.workers)-1]
		t.workers = t.workers[:len(t.workers)-1]
		last.leave()
	}
	for len(t.workers) < n {
		t.at.Add(1)
		t.workers = append(t.workers, t.crew.hire(t.kind, func(w *worker) {
			t.job(w)
			if t.at.Add(-1) == 0 && t.last != nil {
				t.last()
			}
		}))
	}
}

// receiving is the kind of a goroutine that receives for others.
const receiving = "receiver"

// names are those of the goroutines that are at work, of every crew. It is safe for use
// by many goroutines.
type names struct {
	mu    sync.Mutex
	taken map[string]bool
}

// take is the first name of that kind that nobody bears.
func (n *names) take(kind string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := 1; ; i++ {
		name := strconv.Itoa(i)
		switch {
		case kind == "":
		case i == 1 && kind == receiving: // there is one as a rule
			name = kind
		default:
			name = kind + "-" + name
		}
		if !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}

// free gives back the name of a goroutine that has ended.
func (n *names) free(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.taken, name)
}
