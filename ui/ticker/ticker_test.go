package ticker_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/ui/ticker"
)

// fake remembers what it was set to.
type fake struct{ set atomic.Int64 }

func (f *fake) Reset(d time.Duration) { f.set.Store(int64(d)) }

func (f *fake) every() time.Duration { return time.Duration(f.set.Load()) }

// watch is a pace in a bubble, and whether it looks so often after a time.
func watch(t *testing.T) (*ticker.Pace, func(d, want time.Duration, when string)) {
	t.Helper()
	f := &fake{}
	return ticker.New(func() ticker.Resetter { return f }), func(d, want time.Duration, when string) {
		t.Helper()
		time.Sleep(d) // of the bubble
		synctest.Wait()
		if got := f.every(); got != want {
			t.Errorf("%s it looks every %s, want %s", when, got, want)
		}
	}
}

// TestWhatIsBriskEndsWithoutAFrame: while the world stands no frame comes after a key.
func TestWhatIsBriskEndsWithoutAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, looks := watch(t)
		p.Settle(time.Now(), ticker.Still)
		looks(0, ticker.Still, "at first")
		p.Wake(time.Now())
		looks(ticker.Awake-time.Millisecond, ticker.Brisk, "after a key")
		p.Wake(time.Now())
		p.Settle(time.Now(), ticker.Still)
		looks(0, ticker.Brisk, "when a frame has come meanwhile")
		p.Drew(time.Now())
		looks(ticker.Awake-time.Millisecond, ticker.Brisk, "after another")
		looks(2*time.Millisecond, ticker.Still, "long after both")
		p.Wake(time.Now())
		looks(2*ticker.Awake, ticker.Still, "long after a third")
	})
}

// TestWhatWasDrawnIsWrittenBeforeItLooksSeldom, however long drawing took.
func TestWhatWasDrawnIsWrittenBeforeItLooksSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, looks := watch(t)
		p.Settle(time.Now(), ticker.Still)
		looks(time.Minute, ticker.Still, "while a frame is drawn")
		p.Drew(time.Now())
		looks(3*ticker.Brisk, ticker.Brisk, "when it has been")
		looks(2*ticker.Brisk, ticker.Still, "when it is written")
	})
}

// TestWhereFramesComeTheirOwnPaceWritesThem: a countdown's need no look of their own.
func TestWhereFramesComeTheirOwnPaceWritesThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, looks := watch(t)
		p.Settle(time.Now(), ticker.Calm)
		p.Drew(time.Now())
		looks(0, ticker.Calm, "when it is drawn")
	})
}

// TestAPaceThatNoFrameHasSetStaysBrisk: what a program begins with may come late.
func TestAPaceThatNoFrameHasSetStaysBrisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, looks := watch(t)
		p.Wake(time.Now())
		looks(time.Minute, ticker.Brisk, "before the first frame")
	})
}

// TestAfterAnotherProgramItIsSetAgain: Bubble Tea has set it to what it began with.
func TestAfterAnotherProgramItIsSetAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		p := ticker.New(func() ticker.Resetter { return f })
		p.Settle(time.Now(), ticker.Rest)
		f.Reset(ticker.Brisk)
		p.Begun()
		p.Settle(time.Now(), ticker.Rest)
		if f.every() != ticker.Rest {
			t.Errorf("it looks every %s", f.every())
		}
	})
}

func TestWhereThereIsNoTickerNothingIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var none *ticker.Pace
		for _, p := range []*ticker.Pace{none, ticker.New(func() ticker.Resetter { return nil })} {
			p.Wake(time.Now())
			p.Settle(time.Now(), ticker.Still)
			p.Drew(time.Now())
			p.Begun()
			if p != none && p.Every() != 0 {
				t.Errorf("what is not there was set to %s", p.Every())
			}
		}
		time.Sleep(time.Minute)
	})
}
