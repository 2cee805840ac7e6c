//go:build unix

package thumbnail

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// sleeping is a process that runs until the test ends.
func sleeping(t *testing.T) *exec.Cmd {
	t.Helper()
	sleeper := exec.CommandContext(context.WithoutCancel(t.Context()), "sleep", "1000")
	ownGroup(sleeper)
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		endGroup(sleeper)
		_ = sleeper.Wait()
	})
	return sleeper
}

// TestATimeLimitDoesNotRunWhileTheWorldStands: the process is a real one, its time is
// the bubble's.
func TestATimeLimitDoesNotRunWhileTheWorldStands(t *testing.T) {
	sleeper := sleeping(t)
	synctest.Test(t, func(t *testing.T) {
		world := freeze.New(&event.Log{}, nil)
		if err := world.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer world.Leave()
		ctx, tooLong := context.WithCancelCause(t.Context())
		done := begin(ctx, world, sleeper, time.Minute, tooLong)
		for range 3 { // thrice 10 s of its minute
			time.Sleep(10 * time.Second)
			world.Freeze()
			time.Sleep(time.Hour)
			world.Thaw()
		}
		time.Sleep(29 * time.Second)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Errorf("it was ended: %v", context.Cause(ctx))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if cause := context.Cause(ctx); cause == nil || !strings.Contains(cause.Error(), "longer than 1m0s") {
			t.Errorf("after its time: %v", cause)
		}
		done()
	})
}

// slowly is a clock of which a sixteenth of a second passes in one of the bubble's.
type slowly struct{ begun time.Time }

func (s slowly) Now() time.Time { return s.begun.Add(time.Since(s.begun) / 16) }

func (s slowly) AfterFunc(d time.Duration, f func()) clock.Timer { return time.AfterFunc(16*d, f) }

// SetSpeed does nothing: it runs as it does.
func (slowly) SetSpeed(float64) {}

// Speed is how fast it runs.
func (slowly) Speed() float64 { return freeze.Slowest }

// TestATimeLimitIsTheWallsHoweverSlowTheClockRuns: a program works as fast as ever at a
// sixteenth, and may take as long as ever, neither a sixteenth of that nor sixteen times.
func TestATimeLimitIsTheWallsHoweverSlowTheClockRuns(t *testing.T) {
	sleeper := sleeping(t)
	synctest.Test(t, func(t *testing.T) {
		slow := slowly{time.Now()}
		world := freeze.New(&event.Log{Clock: clock.From(slow)}, slow)
		if err := world.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer world.Leave()
		ctx, tooLong := context.WithCancelCause(t.Context())
		done := begin(ctx, world, sleeper, time.Minute, tooLong)
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Errorf("before its time it was ended: %v", context.Cause(ctx))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if ctx.Err() == nil {
			t.Error("it goes on after its time")
		}
		done()
	})
}

// TestWhoWaitsForMemoryOfAProgramThatStandsHoldsNoFreezeUp: the program gives it back
// when it is done, which is after the world has gone on.
func TestWhoWaitsForMemoryOfAProgramThatStandsHoldsNoFreezeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		events := log.NewReader()
		world := freeze.New(log, nil)
		b := newBudget(100)
		b.world = world
		hold, err := b.take(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, 1)
		go func() {
			if err := world.Enter(t.Context()); err != nil {
				got <- err
				return
			}
			defer world.Leave()
			release, err := b.take(t.Context(), 50)
			if err == nil {
				release()
			}
			got <- err
		}()
		synctest.Wait()
		world.Freeze()
		synctest.Wait()
		if all := events.Take(nil); len(all) != 2 || !event.Is[event.WorldFrozen](&all[1]) {
			t.Errorf("with somebody who waits for memory the world says %v", all)
		}
		hold()
		synctest.Wait()
		if len(got) > 0 {
			t.Error("it went on in a frozen world")
		}
		world.Thaw()
		if err := <-got; err != nil {
			t.Error(err)
		}
	})
}
