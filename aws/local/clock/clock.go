// Package clock gives the embedded AWS its one sense of time.
//
// Every deadline in the embedded AWS (a visibility timeout, a delay, the
// expiry of a presigned URL, a scheduled rule) is asked of one Clock. Real
// follows the wall clock, and with it the virtual time of a testing/synctest
// bubble; Controlled can run slower or faster, stand still and be moved, which
// is how a speaker freezes a countdown on the stage and how a test lets four
// days of retention pass in a microsecond.
package clock

import "time"

// Clock tells the time and calls back when some of it has passed. A Clock may
// be used by many goroutines at once.
type Clock interface {
	// Now is the current time on this clock.
	Now() time.Time
	// At is what this clock said, or will say, when it is that time by the wall
	// clock: clients know no other.
	At(wall time.Time) time.Time
	// AfterFunc calls f in a goroutine of its own once d has passed on this
	// clock. A d of zero or less calls it at once.
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is a call that AfterFunc promised. Its methods mean what those of
// time.Timer made by time.AfterFunc mean.
type Timer interface {
	Stop() bool
	Reset(d time.Duration) bool
}

// Since is how much time has passed on a clock since a moment of the wall clock.
// A URL that was signed an hour ago is a day old if the clock was moved by 23
// hours meanwhile, and an hour old if it was moved before.
func Since(c Clock, wall time.Time) time.Duration { return c.Now().Sub(c.At(wall)) }

// Real is the wall clock. Inside a testing/synctest bubble it is the bubble's
// clock.
type Real struct{}

// Now returns time.Now.
func (Real) Now() time.Time { return time.Now() }

// At returns its argument.
func (Real) At(wall time.Time) time.Time { return wall }

// AfterFunc is time.AfterFunc.
func (Real) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }
