package ui

import (
	"reflect"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// How often Bubble Tea looks whether there is something to write. Each look costs
// little, but an idle program did nothing else: at 40 a second, half of its time.
const (
	brisk = time.Second / writesASecond // after a key, and while something moves
	calm  = 100 * time.Millisecond      // while countdowns run: frames are four a second
	rest  = 250 * time.Millisecond      // while there is nothing but the clock: a frame a second

	// awake is for how long it is brisk after a key, or anything else that is no
	// frame: what the key does may come a little later.
	awake = 500 * time.Millisecond
)

// writing sets how often Bubble Tea looks. It belongs to the goroutine that calls
// Update. The zero writing leaves it as it is.
type writing struct {
	ticker func() resetter // of the program; nil where there is none
	every  time.Duration   // 0: as the program began
	until  time.Time       // brisk
}

// resetter is a time.Ticker.
type resetter interface{ Reset(d time.Duration) }

// wake has what comes of a message written soon.
func (w *writing) wake(now time.Time) {
	w.until = now.Add(awake)
	w.at(brisk)
}

// settle has the frames that follow written as slowly as they come.
func (w *writing) settle(now time.Time, every time.Duration) {
	if now.Before(w.until) {
		every = brisk
	}
	w.at(every)
}

// at sets the time between two looks. The next is that long after now.
func (w *writing) at(every time.Duration) {
	if w.ticker == nil || every == w.every {
		return
	}
	if t := w.ticker(); t != nil {
		t.Reset(every)
		w.every = every
	}
}

// tickerOf finds the ticker that a program looks by. Bubble Tea 2.1 sets it by
// WithFPS when it begins, and has no way to change it while it runs, but to release
// the terminal and take it again. So it is read from the program itself: a field that
// is not exported, whose methods are safe to call. It is there once the program runs,
// and only the goroutine of Update, which made it, may ask. Where a later version has
// no such field there is none, and all is as it was: TestTheTickerOfBubbleTeaIsFound
// fails then.
func tickerOf(p *tea.Program) func() resetter {
	return func() resetter {
		field := reflect.ValueOf(p).Elem().FieldByName("ticker")
		if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() || field.IsNil() {
			return nil
		}
		return *(**time.Ticker)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // the type is checked
	}
}
