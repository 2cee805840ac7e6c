package clock

import (
	"container/heap"
	"sync"
	"time"
)

// Controlled is a clock whose speed can be changed, that can be stopped, and
// that can be moved forward. It is safe for use by many goroutines.
//
// It keeps its own heap of timers and asks the underlying clock for one
// call at the time the earliest is due, so that a change of speed has a single
// real timer to move.
type Controlled struct {
	mu     sync.Mutex
	base   Clock
	anchor time.Time // base time at which virtual was true
	now    time.Time // time on this clock at anchor
	speed  float64
	timers timerHeap
	wake   Timer
}

// NewControlled returns a clock that starts at the base clock's present time
// and runs at speed times its pace; a speed of 0 stands still. A nil base is
// the wall clock.
func NewControlled(base Clock, speed float64) *Controlled {
	if base == nil {
		base = Real{}
	}
	now := base.Now()
	return &Controlled{base: base, anchor: now, now: now, speed: max(speed, 0)}
}

// Now is the present time on this clock.
func (c *Controlled) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at(c.base.Now())
}

// SetSpeed makes the clock run at speed times the base clock's pace from now
// on: 1 is normal, 0 stands still. A negative speed counts as 0.
func (c *Controlled) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rebase()
	c.speed = max(speed, 0)
	c.schedule()
}

// Speed is how many seconds pass on this clock in one of the base clock's.
func (c *Controlled) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// Advance moves the clock forward by d at once, and calls what fell due, in
// order of time, before it returns. A negative d does nothing: time does not
// run backwards.
func (c *Controlled) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	c.rebase()
	target := c.now.Add(d)
	for len(c.timers) > 0 && !c.timers[0].due.After(target) {
		t := heap.Pop(&c.timers).(*controlledTimer) //nolint:forcetypeassert // the heap holds nothing else
		if t.due.After(c.now) {
			c.now = t.due
		}
		c.mu.Unlock()
		t.call()
		c.mu.Lock()
		c.rebase()
	}
	if target.After(c.now) {
		c.now = target
	}
	c.schedule()
	c.mu.Unlock()
}

// AfterFunc calls f once d has passed on this clock. Advance calls it on the
// goroutine that advances; otherwise it runs on a goroutine of its own.
func (c *Controlled) AfterFunc(d time.Duration, f func()) Timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &controlledTimer{clock: c, call: f, index: -1}
	c.arm(t, d)
	return t
}

// at converts a time of the base clock. The lock is held.
func (c *Controlled) at(base time.Time) time.Time {
	return c.now.Add(time.Duration(float64(base.Sub(c.anchor)) * c.speed))
}

// rebase makes the present moment the anchor. The lock is held.
func (c *Controlled) rebase() {
	base := c.base.Now()
	c.now, c.anchor = c.at(base), base
}

// arm puts t in the heap, due in d. The lock is held.
func (c *Controlled) arm(t *controlledTimer, d time.Duration) {
	c.rebase()
	t.due = c.now.Add(max(d, 0))
	heap.Push(&c.timers, t)
	c.schedule()
}

// schedule sets the one real timer to the earliest due. The lock is held.
func (c *Controlled) schedule() {
	if c.wake != nil {
		c.wake.Stop()
		c.wake = nil
	}
	if len(c.timers) == 0 {
		return
	}
	wait := c.timers[0].due.Sub(c.now)
	switch {
	case wait <= 0:
		c.wake = c.base.AfterFunc(0, c.fire)
	case c.speed > 0:
		c.wake = c.base.AfterFunc(time.Duration(float64(wait)/c.speed)+1, c.fire)
	}
}

// fire calls everything that is due.
func (c *Controlled) fire() {
	c.mu.Lock()
	c.rebase()
	var due []*controlledTimer
	for len(c.timers) > 0 && !c.timers[0].due.After(c.now) {
		due = append(due, heap.Pop(&c.timers).(*controlledTimer)) //nolint:forcetypeassert // the heap holds nothing else
	}
	c.schedule()
	c.mu.Unlock()
	for _, t := range due {
		go t.call()
	}
}

// controlledTimer is one call promised by a Controlled clock.
type controlledTimer struct {
	clock *Controlled
	due   time.Time
	call  func()
	index int // place in the heap, -1 when not in it
}

// Stop takes the call back. It reports whether the call was still to come.
func (t *controlledTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.stop()
}

// Reset makes the call come d from now. It reports whether it was still to come.
func (t *controlledTimer) Reset(d time.Duration) bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	active := t.stop()
	t.clock.arm(t, d)
	return active
}

func (t *controlledTimer) stop() bool {
	if t.index < 0 {
		return false
	}
	heap.Remove(&t.clock.timers, t.index)
	return true
}

// timerHeap orders timers by when they are due.
type timerHeap []*controlledTimer

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push adds a timer; container/heap calls it.
func (h *timerHeap) Push(x any) {
	t := x.(*controlledTimer) //nolint:forcetypeassert // the heap holds nothing else
	t.index = len(*h)
	*h = append(*h, t)
}

// Pop takes the last timer; container/heap calls it.
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}
