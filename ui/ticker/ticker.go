// Package ticker sets how often Bubble Tea looks whether there is something to write.
// Bubble Tea has no way for that, so this one reaches into it, and leaves it alone where
// it has changed.
package ticker

import (
	"reflect"
	"sync"
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

	// Still is while nothing changes by itself: brisk until what was drawn is written,
	// and seldom then. Never would do, but for a machine so busy that the looks came
	// before the frame.
	Still = 2 * time.Second

	// Awake is for how long it is brisk after a key, or anything else that is no
	// frame: what the key does may come a little later.
	Awake = 500 * time.Millisecond

	written = 4 * Brisk // after that a frame is written, unless somebody else has the processors
)

// Pace is how often Bubble Tea looks. A program has one, whatever it shows. The
// goroutine that calls Update calls its methods. A nil Pace leaves all as it is.
type Pace struct {
	find func() Resetter

	mu     sync.Mutex // against the timer that ends what is brisk
	ticker Resetter   // nil: it has not been found
	every  time.Duration
	calm   time.Duration // how often it looks when it is brisk no more; 0: no frame has said
	until  time.Time     // it is brisk
	armed  bool          // a timer runs that ends that
}

// Resetter is a time.Ticker.
type Resetter interface{ Reset(d time.Duration) }

// New returns the pace of the ticker that is found; nil is one that is not there yet,
// or never. A program begins brisk.
func New(find func() Resetter) *Pace { return &Pace{find: find} }

// Wake has what comes of a message written soon.
func (p *Pace) Wake(now time.Time) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.brisk(now, Awake)
}

// Settle has the frames that follow written as slowly as they come.
func (p *Pace) Settle(now time.Time, every time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calm = every
	if !now.Before(p.until) {
		p.at(every)
	}
}

// Drew says that there is something new to write, when it has been drawn.
func (p *Pace) Drew(now time.Time) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calm == Still {
		p.brisk(now, written)
	}
}

// Begun says that Bubble Tea looks as often again as it did when it began: another
// program has had the terminal.
func (p *Pace) Begun() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.every = 0
}

// Every is how often it was set to look last; 0: as the program began.
func (p *Pace) Every() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.every
}

// brisk has it look often for a time, at least. The lock is held.
func (p *Pace) brisk(now time.Time, d time.Duration) {
	if until := now.Add(d); until.After(p.until) {
		p.until = until
	}
	p.at(Brisk)
	if !p.armed {
		p.armed = true
		time.AfterFunc(d, p.over)
	}
}

// over ends what is brisk: no frame may come that would.
func (p *Pace) over() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := time.Until(p.until); left > 0 {
		time.AfterFunc(left, p.over)
		return
	}
	p.armed = false
	if p.calm > 0 {
		p.at(p.calm)
	}
}

// at sets the time between two looks. The next is that long after now. The lock is held.
func (p *Pace) at(every time.Duration) {
	if p.ticker == nil {
		p.ticker = p.find()
	}
	if p.ticker != nil && every != p.every {
		p.ticker.Reset(every)
		p.every = every
	}
}

// Of finds the ticker that a program looks by. Bubble Tea 2.1 sets it by
// WithFPS when it begins, and has no way to change it while it runs, but to release
// the terminal and take it again. So it is read from the program itself: a field that
// is not exported, whose methods are safe to call. It is there once the program runs,
// and only the goroutine of Update, which made it, may ask. Where a later version has
// no such field there is none, and all is as it was: TestTheTickerOfBubbleTeaIsFound
// fails then.
func Of(p *tea.Program) *Pace {
	return New(func() Resetter {
		field := reflect.ValueOf(p).Elem().FieldByName("ticker")
		if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() || field.IsNil() {
			return nil
		}
		return *(**time.Ticker)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // the type is checked
	})
}
