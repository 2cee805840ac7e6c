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
