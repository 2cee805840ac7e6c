package clock

import "time"

// Source is a clock of somebody else's that a Clock can follow. It is safe for use by
// many goroutines.
type Source interface {
	// Now is the present time.
	Now() time.Time
	// AfterFunc calls f on another goroutine once d has passed.
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is a call that AfterFunc promised. Its methods mean what those of time.Timer
// made by time.AfterFunc mean.
type Timer interface {
	Stop() bool
	Reset(d time.Duration) bool
}

// Clock tells the time and waits. The zero value is wall time. It is safe for use by
// many goroutines.
type Clock struct{ source Source } // nil: wall time

// From is a clock that follows a source.
func From(s Source) Clock { return Clock{source: s} }

// Now is the present time.
func (c Clock) Now() time.Time {
	if c.source == nil {
		return time.Now()
	}
	return c.source.Now()
}

// Since is how much time has passed since t.
func (c Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until is how long it is until t.
func (c Clock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// AfterFunc calls f on another goroutine once d has passed.
func (c Clock) AfterFunc(d time.Duration, f func()) Timer {
	if c.source == nil {
		return time.AfterFunc(d, f)
	}
	return c.source.AfterFunc(d, f)
}

// NewTimer returns a channel that gets the time once d has passed, and what stops
// that.
func (c Clock) NewTimer(d time.Duration) (rings <-chan time.Time, stop func() bool) {
	if c.source == nil {
		t := time.NewTimer(d)
		return t.C, t.Stop
	}
	bell := make(chan time.Time, 1)
	return bell, c.source.AfterFunc(d, func() { bell <- c.source.Now() }).Stop
}
