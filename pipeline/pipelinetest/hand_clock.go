package pipelinetest

import (
	"slices"
	"sync"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
)

// HandClock stands still until it is moved by hand, whatever the wall clock does. It
// is for tests in a synctest bubble, and safe for use by many goroutines.
type HandClock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*handTimer
}

// NewHandClock shows the present time.
func NewHandClock() *HandClock { return &HandClock{now: time.Now()} }

// Now is where the hands are.
func (c *HandClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc calls f once the hands have been moved by d.
func (c *HandClock) AfterFunc(d time.Duration, f func()) clock.Timer {
	t := &handTimer{clock: c, call: f}
	t.Reset(d)
	return t
}

// Move moves the hands by d, past all that falls due on the way, and waits each time
// until everybody has done what there is to do.
func (c *HandClock) Move(d time.Duration) {
	synctest.Wait()
	target := c.Now().Add(d)
	for {
		t := c.take(target)
		if t == nil {
			return
		}
		t.call()
		synctest.Wait()
	}
}

// take moves the hands to the first timer that is due by the target and returns it,
// or else to the target.
func (c *HandClock) take(target time.Time) *handTimer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 || c.timers[0].due.After(target) {
		c.now = target
		return nil
	}
	t := c.timers[0]
	c.timers = c.timers[1:]
	if t.due.After(c.now) {
		c.now = t.due
	}
	return t
}

// handTimer is a call that is promised.
type handTimer struct {
	clock *HandClock
	call  func()
	due   time.Time
}

// Stop takes the call back. It reports whether it was still to come.
func (t *handTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.stop()
}

func (t *handTimer) stop() bool {
	at := slices.Index(t.clock.timers, t)
	if at < 0 {
		return false
	}
	t.clock.timers = slices.Delete(t.clock.timers, at, at+1)
	return true
}

// Reset promises the call for d from now. It reports whether it was still to come.
func (t *handTimer) Reset(d time.Duration) bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	active := t.stop()
	t.due = t.clock.now.Add(d)
	at, _ := slices.BinarySearchFunc(t.clock.timers, t.due, func(o *handTimer, due time.Time) int {
		if o.due.After(due) {
			return 1
		}
		return -1
	})
	t.clock.timers = slices.Insert(t.clock.timers, at, t)
	return active
}
