//go:build unix

package thumbnail

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// TestATimeLimitDoesNotRunWhileTheWorldStands: the process is a real one, its time is
// the bubble's.
func TestATimeLimitDoesNotRunWhileTheWorldStands(t *testing.T) {
	sleeper := exec.CommandContext(t.Context(), "sleep", "1000")
	ownGroup(sleeper)
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		endGroup(sleeper)
		_ = sleeper.Wait()
	}()
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
