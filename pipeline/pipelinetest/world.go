package pipelinetest

import (
	"context"
	"sync"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/freeze"
)

// speedClock runs as many times as fast as the wall clock as it is told to, from 0. It
// is safe for use by many goroutines.
type speedClock struct {
	mu       sync.Mutex
	from, at time.Time // it said at when the wall said from
	speed    float64
	timers   map[*speedTimer]struct{}
}

// newSpeedClock is one that runs as the wall clock does.
func newSpeedClock() *speedClock {
	return &speedClock{from: time.Now(), at: time.Now(), speed: 1, timers: map[*speedTimer]struct{}{}}
}

// Now is the present time.
func (c *speedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *speedClock) now() time.Time {
	return c.at.Add(time.Duration(float64(time.Since(c.from)) * c.speed))
}

// Speed is how fast it runs.
func (c *speedClock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed makes it run at another speed.
func (c *speedClock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.from, c.speed = c.now(), time.Now(), speed
	for t := range c.timers {
		t.arm()
	}
}

// AfterFunc calls f once d has passed.
func (c *speedClock) AfterFunc(d time.Duration, f func()) clock.Timer {
	t := &speedTimer{clock: c, call: f}
	t.Reset(d)
	return t
}

// speedTimer is a call that is promised.
type speedTimer struct {
	clock *speedClock
	call  func()
	due   time.Time
	wall  *time.Timer
}

// arm has the wall clock ring when the time has come. The clock's lock is held.
func (t *speedTimer) arm() {
	if t.wall != nil {
		t.wall.Stop()
	}
	if t.clock.speed == 0 {
		return
	}
	wait := max(t.due.Sub(t.clock.now()), 0)
	t.wall = time.AfterFunc(time.Duration(float64(wait)/t.clock.speed), t.ring)
}

func (t *speedTimer) ring() {
	t.clock.mu.Lock()
	_, waits := t.clock.timers[t]
	if waits && t.clock.now().Before(t.due) { // it has changed its speed
		t.arm()
		waits = false
	} else {
		delete(t.clock.timers, t)
	}
	t.clock.mu.Unlock()
	if waits {
		t.call()
	}
}

// Stop takes the call back. It reports whether it was still to come.
func (t *speedTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.stop()
}

func (t *speedTimer) stop() bool {
	_, waits := t.clock.timers[t]
	delete(t.clock.timers, t)
	if t.wall != nil {
		t.wall.Stop()
	}
	return waits
}

// Reset promises the call for d from now. It reports whether it was still to come.
func (t *speedTimer) Reset(d time.Duration) bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	waits := t.stop()
	t.due = t.clock.now().Add(max(d, 0))
	t.clock.timers[t] = struct{}{}
	t.arm()
	return waits
}

// Freezable has the rig go by a clock that can be stopped, and stand still with a
// world. Call it before Start.
func (r *Rig) Freezable() *freeze.World {
	hand := newSpeedClock()
	r.Log.Clock, r.Memory.Clock = clock.From(hand), clock.From(hand)
	r.World = freeze.New(r.Log, hand)
	return r.World
}

// Slow is an engine whose work takes so long on the clock, and that can be halted as
// a program can.
func (r *Rig) Slow(d time.Duration) EngineFunc {
	return func(ctx context.Context, image []byte) ([]byte, error) {
		ended := r.World.While(ctx, halts{})
		defer ended()
		if err := r.Log.Clock.Wait(ctx, d); err != nil {
			return nil, err
		}
		return picky(ctx, image)
	}
}

// halts is a program that goes by the clock: when that stands, so does it.
type halts struct{}

// Halt does nothing.
func (halts) Halt() {}

// GoOn does nothing.
func (halts) GoOn() {}
