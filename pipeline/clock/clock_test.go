package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/pipelinetest"
)

// TestATickerKeepsItsBeatOnAnyClock: ticks nobody takes are dropped, and the next is
// where it would have been.
func TestATickerKeepsItsBeatOnAnyClock(t *testing.T) {
	for name, given := range map[string]func() (clock.Clock, func(time.Duration)){
		"the wall": func() (clock.Clock, func(time.Duration)) {
			return clock.Clock{}, func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		},
		"a clock moved by hand": func() (clock.Clock, func(time.Duration)) {
			hand := pipelinetest.NewHandClock()
			return clock.From(hand), hand.Move
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, pass := given()
				begun := c.Now()
				ticks, stop := c.NewTicker(time.Second)
				pass(3500 * time.Millisecond)
				if at := (<-ticks).Sub(begun); at != time.Second {
					t.Errorf("the first tick that was kept is of %s", at)
				}
				pass(400 * time.Millisecond)
				if len(ticks) != 0 {
					t.Error("it ticked between two beats")
				}
				pass(100 * time.Millisecond)
				if at := (<-ticks).Sub(begun); at != 4*time.Second {
					t.Errorf("the next tick is of %s", at)
				}
				stop()
				if pass(10 * time.Second); len(ticks) != 0 {
					t.Error("it ticks on after its stop")
				}
			})
		})
	}
}

func TestWhoWaitsGoesOnWhenTheTimeHasComeOrSomethingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hand := pipelinetest.NewHandClock()
		c := clock.From(hand)
		something := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, 4)
		wait := func(ctx context.Context, something chan struct{}) {
			go func() { results <- c.WaitFor(ctx, something, time.Minute) }()
			time.Sleep(time.Hour)
			if synctest.Wait(); len(results) != 0 {
				t.Error("it went on too soon")
			}
		}
		wait(ctx, nil)
		hand.Move(time.Minute)
		if err := <-results; err != nil {
			t.Errorf("after its time: %v", err)
		}
		wait(ctx, something)
		close(something)
		if err := <-results; err != nil {
			t.Errorf("after something else: %v", err)
		}
		wait(ctx, nil)
		cancel()
		if err := <-results; err == nil {
			t.Error("after its context: no error")
		}
		if err := c.Wait(ctx, 0); err == nil {
			t.Error("no time, and no error of the context")
		}
	})
}

// overslept is a source whose calls come when it is told to make them.
type overslept struct {
	now   time.Time
	call  func()
	reset time.Duration
}

func (o *overslept) Now() time.Time { return o.now }

func (o *overslept) AfterFunc(d time.Duration, f func()) clock.Timer {
	o.call, o.reset = f, d
	return o
}

func (o *overslept) Reset(d time.Duration) bool {
	o.reset = d
	return false
}

func (o *overslept) Stop() bool { return true }

func TestATickerThatIsCalledLateMakesUpForNothing(t *testing.T) {
	o := &overslept{now: time.Unix(1_000_000_000, 0)}
	ticks, _ := clock.From(o).NewTicker(time.Second)
	o.now = o.now.Add(3500 * time.Millisecond)
	o.call()
	if len(ticks) != 1 || o.reset != time.Second/2 {
		t.Errorf("it ticked %d times, and ticks again in %s", len(ticks), o.reset)
	}
	o.now = o.now.Add(o.reset - time.Millisecond) // too early
	o.call()
	if o.reset != time.Millisecond {
		t.Errorf("called too early it ticks again in %s", o.reset)
	}
}
