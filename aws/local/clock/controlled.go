package clock

import (
	"container/heap"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Controlled is a clock whose speed can be changed, that can be stopped, and
// that can be moved forward. It is safe for use by many goroutines. As long as
// nobody does any of it, telling the time costs what it costs the base clock.
//
// It keeps its own heap of timers and asks the underlying clock for one
// call at the time the earliest is due, so that a change of speed has a single
// real timer to move.
type Controlled struct {
	base   Clock
	course atomic.Pointer[course] // how it runs now

	// mu guards everything below, and changes of the course.
	mu      sync.Mutex
	past    []*course // how it ran before, oldest first
	timers  timerHeap
	wake    Timer
	wakeAt  time.Time // when wake rings, on this clock
	calling int       // timers' calls that have not returned
	quiet   sync.Cond // calling is 0
}

// course is how a clock runs from a moment on.
type course struct {
	from  time.Time // the moment, by the base clock
	at    time.Time // the same on this clock
	speed float64
	plain bool // it is the base clock
}

// maxPast is how many changes are remembered.
const maxPast = 1000

// NewControlled returns a clock that starts at the base clock's present time
// and runs at speed times its pace; a speed of 0 stands still. A nil base is
// the wall clock.
func NewControlled(base Clock, speed float64) *Controlled {
	if base == nil {
		base = Real{}
	}
	now := base.Now()
	c := &Controlled{base: base}
	c.quiet.L = &c.mu
	c.course.Store(&course{from: now, at: now, speed: max(speed, 0), plain: speed == 1})
	return c
}

// Now is the present time on this clock.
func (c *Controlled) Now() time.Time { return c.course.Load().time(c.base.Now()) }

// At is what this clock said when the base clock said that time. Before its
// first change it said the same.
func (c *Controlled) At(wall time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.course.Load(); !wall.Before(now.from) {
		return now.time(wall)
	}
	for _, before := range slices.Backward(c.past) {
		if !wall.Before(before.from) {
			return before.time(wall)
		}
	}
	return wall
}

// SetSpeed makes the clock run at speed times the base clock's pace from now
// on: 1 is normal, 0 stands still. A negative speed counts as 0.
func (c *Controlled) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base.Now()
	next := &course{from: base, at: c.course.Load().time(base), speed: max(speed, 0)}
	c.remember()
	c.course.Store(next)
	c.schedule()
}

// Speed is how many seconds pass on this clock in one of the base clock's.
func (c *Controlled) Speed() float64 { return c.course.Load().speed }

// Ahead is how far this clock is ahead of the base clock: exactly 0 as long as
// nobody has changed it.
func (c *Controlled) Ahead() time.Duration {
	base := c.base.Now()
	return c.course.Load().time(base).Sub(base)
}

// Advance moves the clock forward by d at once. It calls what fell due, in order
// of time, after what fell due before has returned; it returns when all of it
// has. So a timer's call must not call it. A negative d does nothing: time does
// not run backwards.
func (c *Controlled) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.calling > 0 {
		c.quiet.Wait()
	}
	target := c.Now().Add(d)
	c.remember()
	for len(c.timers) > 0 && !c.timers[0].due.After(target) {
		t := heap.Pop(&c.timers).(*controlledTimer) //nolint:forcetypeassert // the heap holds nothing else
		c.moveTo(t.due)
		c.mu.Unlock()
		t.call()
		c.mu.Lock()
	}
	c.moveTo(target)
	c.schedule()
}

// moveTo makes it that time now, if it is earlier. The lock is held.
func (c *Controlled) moveTo(target time.Time) {
	base := c.base.Now()
	if c.course.Load().time(base).Before(target) {
		c.course.Store(&course{from: base, at: target, speed: c.Speed()})
	}
}

// remember keeps how the clock runs, for it is about to run otherwise. The lock
// is held.
func (c *Controlled) remember() {
	if len(c.past) == maxPast {
		c.past = slices.Delete(c.past, 0, 1)
	}
	c.past = append(c.past, c.course.Load())
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

// time converts a time of the base clock.
func (c *course) time(base time.Time) time.Time {
	if c.plain {
		return base
	}
	passed := base.Sub(c.from)
	if c.speed != 1 {
		passed = time.Duration(float64(passed) * c.speed)
	}
	return c.at.Add(passed)
}

// wait is how long the base clock takes while d passes on this one, which has
// to run.
func (c *course) wait(d time.Duration) time.Duration {
	if c.speed == 1 {
		return d
	}
	return time.Duration(min(math.Ceil(float64(d)/c.speed), math.MaxInt64/2))
}

// arm puts t in the heap, due in d. The lock is held.
func (c *Controlled) arm(t *controlledTimer, d time.Duration) {
	t.due = c.Now().Add(max(d, 0))
	heap.Push(&c.timers, t)
	if t.index == 0 && (c.wake == nil || t.due.Before(c.wakeAt)) {
		c.schedule()
	}
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
	now := c.course.Load()
	c.wakeAt = c.timers[0].due
	switch wait := c.wakeAt.Sub(now.time(c.base.Now())); {
	case wait <= 0:
		c.wake = c.base.AfterFunc(0, c.fire)
	case now.speed > 0:
		c.wake = c.base.AfterFunc(now.wait(wait), c.fire)
	}
}

// fire calls everything that is due.
func (c *Controlled) fire() {
	c.mu.Lock()
	now := c.Now()
	var due []*controlledTimer
	for len(c.timers) > 0 && !c.timers[0].due.After(now) {
		due = append(due, heap.Pop(&c.timers).(*controlledTimer)) //nolint:forcetypeassert // the heap holds nothing else
	}
	c.calling += len(due)
	c.schedule()
	c.mu.Unlock()
	for _, t := range due {
		go c.ring(t)
	}
}

// ring makes a timer's call.
func (c *Controlled) ring(t *controlledTimer) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.calling--; c.calling == 0 {
			c.quiet.Broadcast()
		}
	}()
	t.call()
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
