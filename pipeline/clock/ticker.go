package clock

import (
	"sync"
	"time"
)

// NewTicker returns a channel that gets the time every d, which has to be above 0,
// and what stops that. As with time.NewTicker, ticks that nobody takes are dropped.
func (c Clock) NewTicker(d time.Duration) (ticks <-chan time.Time, stop func()) {
	if c.source == nil {
		t := time.NewTicker(d)
		return t.C, t.Stop
	}
	t := &ticker{source: c.source, every: d, bell: make(chan time.Time, 1), next: c.source.Now().Add(d)}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer = c.source.AfterFunc(d, t.tick)
	return t.bell, t.stop
}

// ticker rings again and again on a source's time.
type ticker struct {
	source Source
	every  time.Duration
	bell   chan time.Time

	mu      sync.Mutex
	timer   Timer
	next    time.Time // it rings
	stopped bool
}

// tick rings, and has itself called for the next time that lies ahead.
func (t *ticker) tick() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return
	}
	now := t.source.Now()
	select {
	case t.bell <- now:
	default:
	}
	if behind := now.Sub(t.next); behind >= 0 {
		t.next = t.next.Add(behind - behind%t.every + t.every)
	}
	t.timer.Reset(t.next.Sub(now))
}

func (t *ticker) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	t.timer.Stop()
}
