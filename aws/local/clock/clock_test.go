package clock_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"inflight/aws/local/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rung collects what timers called, in their order.
type rung struct {
	mu    sync.Mutex
	names []string
}

func (r *rung) ring(name string) func() {
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.names = append(r.names, name)
	}
}

func (r *rung) heard() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.names)
}

func TestAClockRunsAtItsSpeed(t *testing.T) {
	for _, tc := range []struct {
		speed float64
		want  time.Duration // on the clock, in ten seconds of the world
	}{{1, 10 * time.Second}, {60, 10 * time.Minute}, {0.1, time.Second}, {0, 0}, {-3, 0}} {
		synctest.Test(t, func(t *testing.T) {
			c := clock.NewControlled(clock.Real{}, tc.speed)
			begun := c.Now()
			time.Sleep(10 * time.Second)
			if got := c.Now().Sub(begun); got != tc.want {
				t.Errorf("at speed %v %s passed, want %s", tc.speed, got, tc.want)
			}
		})
	}
}

func TestATimerFollowsTheClocksSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewControlled(nil, 1)
		var r rung
		c.AfterFunc(time.Hour, r.ring("hour"))
		time.Sleep(time.Minute)
		c.SetSpeed(0)
		time.Sleep(100 * time.Hour)
		synctest.Wait()
		if got := r.heard(); len(got) != 0 {
			t.Errorf("while the clock stood still %v rang", got)
		}
		c.SetSpeed(59)
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if got := r.heard(); len(got) != 0 {
			t.Errorf("a second too early %v rang", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := r.heard(); !slices.Equal(got, []string{"hour"}) {
			t.Errorf("%v rang", got)
		}
		if c.Speed() != 59 {
			t.Errorf("the speed is %v", c.Speed())
		}
	})
}

func TestMovingTheClockRingsWhatFellDueInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewControlled(clock.Real{}, 0)
		var r rung
		c.AfterFunc(3*time.Second, r.ring("third"))
		c.AfterFunc(time.Second, func() {
			r.ring("first")()
			c.AfterFunc(time.Second, r.ring("second")) // due within the same move
		})
		late := c.AfterFunc(4*time.Second, r.ring("never"))
		kept := c.AfterFunc(time.Minute, r.ring("later"))
		if !late.Stop() || late.Stop() {
			t.Error("a timer stops once")
		}
		c.Advance(10 * time.Second)
		if got := r.heard(); !slices.Equal(got, []string{"first", "second", "third"}) {
			t.Errorf("%v rang", got)
		}
		if !kept.Reset(time.Second) {
			t.Error("the timer was still to come")
		}
		c.Advance(-time.Hour) // time does not run backwards
		c.Advance(time.Second)
		if got := r.heard(); len(got) != 4 || got[3] != "later" {
			t.Errorf("%v rang", got)
		}
	})
}

func TestAClockKnowsWhatItSaidWhenTheWallClockSaidSomethingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewControlled(nil, 1)
		begun := time.Now()
		at := func(seconds int) string {
			return c.At(begun.Add(time.Duration(seconds) * time.Second)).Sub(begun).String()
		}
		time.Sleep(10 * time.Second)
		c.Advance(time.Hour)
		time.Sleep(10 * time.Second)
		c.SetSpeed(60)
		time.Sleep(10 * time.Second)
		c.SetSpeed(0)
		for wall, want := range map[int]string{-5: "-5s", 0: "0s", 9: "9s", 10: "1h0m10s", 19: "1h0m19s", 20: "1h0m20s", 25: "1h5m20s", 30: "1h10m20s", 99: "1h10m20s"} {
			if got := at(wall); got != want {
				t.Errorf("after %d s it said %s, want %s", wall, got, want)
			}
		}
		if got := clock.Since(c, begun.Add(20*time.Second)); got != 10*time.Minute {
			t.Errorf("since then %s have passed", got)
		}
		if got := c.Ahead(); got != time.Hour+10*time.Minute-10*time.Second {
			t.Errorf("it is %s ahead", got)
		}
	})
}

func TestTimersAreSafeForManyGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewControlled(clock.Real{}, 10)
		var r rung
		var makers sync.WaitGroup
		for i := range 50 {
			makers.Go(func() {
				timer := c.AfterFunc(time.Duration(i)*time.Second, r.ring("x"))
				if i%2 == 0 {
					timer.Stop()
				}
				c.SetSpeed(float64(5 + i%7))
			})
		}
		makers.Wait()
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := len(r.heard()); got < 25 || got > 26 { // the one that was due at once may have rung before it was stopped
			t.Errorf("%d timers rang, want 25", got)
		}
	})
}

func ExampleControlled_Advance() {
	c := clock.NewControlled(clock.Real{}, 0)
	c.AfterFunc(4*24*time.Hour, func() { fmt.Println("the message's retention is over") })
	c.Advance(3 * 24 * time.Hour)
	fmt.Println("three days later")
	c.Advance(24 * time.Hour)
	// Output:
	// three days later
	// the message's retention is over
}
