// Package ticker sets how often Bubble Tea looks whether there is something to write.
// Bubble Tea has no way for that, so this one reaches into it, and leaves it alone where
// it has changed.
package ticker

import (
	"reflect"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// How often Bubble Tea looks whether there is something to write. Each look costs
// little, but an idle program did nothing else: at 40 a second, half of its time.
const (
	PerSecond = 40 // at most: a key need not wait for the next frame

	Brisk = time.Second / PerSecond // after a key, and while something moves
	Calm  = 100 * time.Millisecond  // while countdowns run: frames are four a second
	Rest  = 250 * time.Millisecond  // while there is nothing but the clock: a frame a second

	// Awake is for how long it is brisk after a key, or anything else that is no
	// frame: what the key does may come a little later.
	Awake = 500 * time.Millisecond
)

// Pace is how often Bubble Tea looks. It belongs to the goroutine that calls Update. The
// zero Pace leaves it as it is.
type Pace struct {
	Find  func() Resetter // the ticker of the program; nil where there is none
	Every time.Duration   // as it was set last; 0: as the program began

	until time.Time // brisk
}

// Resetter is a time.Ticker.
type Resetter interface{ Reset(d time.Duration) }

// Wake has what comes of a message written soon.
func (p *Pace) Wake(now time.Time) {
	p.until = now.Add(Awake)
	p.at(Brisk)
}

// Settle has the frames that follow written as slowly as they come.
func (p *Pace) Settle(now time.Time, every time.Duration) {
	if now.Before(p.until) {
		every = Brisk
	}
	p.at(every)
}

// at sets the time between two looks. The next is that long after now.
func (p *Pace) at(every time.Duration) {
	if p.Find == nil || every == p.Every {
		return
	}
	if t := p.Find(); t != nil {
		t.Reset(every)
		p.Every = every
	}
}

// Of finds the ticker that a program looks by. Bubble Tea 2.1 sets it by
// WithFPS when it begins, and has no way to change it while it runs, but to release
// the terminal and take it again. So it is read from the program itself: a field that
// is not exported, whose methods are safe to call. It is there once the program runs,
// and only the goroutine of Update, which made it, may ask. Where a later version has
// no such field there is none, and all is as it was: TestTheTickerOfBubbleTeaIsFound
// fails then.
func Of(p *tea.Program) func() Resetter {
	return func() Resetter {
		field := reflect.ValueOf(p).Elem().FieldByName("ticker")
		if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() || field.IsNil() {
			return nil
		}
		return *(**time.Ticker)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // the type is checked
	}
}
