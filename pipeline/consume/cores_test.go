package consume_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// working runs twelve workers, whose engine takes a second an image, on two cores, and
// returns the most that were at it at a time, how long it took, and what was told.
func working(t *testing.T, cores int, pace time.Duration, shrink func() error) (most int64, events []event.Event, took time.Duration) {
	t.Helper()
	r := pipelinetest.NewRig()
	var now, peak atomic.Int64
	r.Cores, r.Pace = cores, pace
	r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, image []byte) ([]byte, error) {
		peak.Store(max(peak.Load(), now.Add(1)))
		defer now.Add(-1)
		if err := (clock.Clock{}).Wait(ctx, time.Second); err != nil {
			return nil, err
		}
		return image, shrink()
	})
	for i := range 12 {
		r.Image(fmt.Sprintf("%d.jpg", i), fmt.Sprint("photo ", i))
	}
	begun := time.Now()
	r.Start(t.Context(), 12)
	time.Sleep(5 * time.Minute)
	synctest.Wait()
	r.Stop(t.Context())
	events = r.Told(event.KindOf[event.StageWaiting](), event.KindOf[event.StageStarted](), event.KindOf[event.MessageDeleted](), event.KindOf[event.MessageDead]())
	for _, e := range events {
		took = max(took, e.Time.Sub(begun))
	}
	return peak.Load(), events, took
}

func fine() error { return nil }

func TestNoMoreEnginesWorkThanThereAreCoresAndWhoWaitsSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		most, events, took := working(t, 2, 0, fine)
		if most != 2 {
			t.Errorf("at a time worked %d engines", most)
		}
		if took != 6*time.Second {
			t.Errorf("twelve images took %s", took)
		}
		waiting := pipelinetest.OfKind(events, event.KindOf[event.StageWaiting]())
		if len(waiting) != 10 {
			t.Errorf("%d said that they wait, want ten", len(waiting))
		}
		for _, e := range waiting {
			if pipelinetest.As[event.StageWaiting](e).Stage != event.Thumbnail || e.MessageID == "" || e.Worker == "" || e.Key == "" {
				t.Errorf("told is %+v", e)
			}
		}
		last := map[string]event.Event{} // the wait comes before the stage begins
		for _, e := range events {
			if e.Worker == "" {
				continue
			}
			if before, ok := last[e.Worker].Body.(*event.StageStarted); event.Is[event.StageWaiting](&e) && (!ok || before.Stage != event.Download) {
				t.Errorf("worker %s waits after %s", e.Worker, last[e.Worker])
			}
			last[e.Worker] = e
		}
	})
}

func TestWithACoreForEachNobodyWaitsForOne(t *testing.T) {
	for _, cores := range []int{0, 12} {
		synctest.Test(t, func(t *testing.T) {
			most, events, _ := working(t, cores, 0, fine)
			if n := len(pipelinetest.OfKind(events, event.KindOf[event.StageWaiting]())); n > 0 || most != 12 {
				t.Errorf("with %d cores %d waited, and %d worked", cores, n, most)
			}
		})
	}
}

// A stage that is slowed down for the eye keeps no core busy.
func TestThePaceIsWaitedForWithoutACore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if _, _, took := working(t, 2, 5*time.Second, fine); took > 30*time.Second {
			t.Errorf("it took %s: 4 stages of 5 s, and 6 s for the cores", took)
		}
	})
}

// Whatever becomes of an image, its core is free for the next.
func TestACoreIsFreeAgainAfterAnErrorAndAPanic(t *testing.T) {
	for name, shrink := range map[string]func() error{
		"an error": func() error { return errors.New("it is damaged") },
		"a panic":  func() error { panic("a fault") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, events, _ := working(t, 2, 0, shrink)
				if n := len(pipelinetest.OfKind(events, event.KindOf[event.MessageDead]())); n != 12 {
					t.Errorf("%d of 12 images were tried three times", n)
				}
			})
		})
	}
}

// Who stops while he waits for a core stops at once, and gives his message back.
func TestAWaitForACoreEndsWithTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Cores = 1
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			return nil, clock.Clock{}.Wait(ctx, time.Hour)
		})
		r.Image("a.jpg", "a")
		r.Image("b.jpg", "b")
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		if n := len(r.Told(event.KindOf[event.StageWaiting]())); n != 1 {
			t.Fatalf("%d wait", n)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		r.Stop(ctx)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("to stop took %s", took)
		}
		if n := len(r.Memory.Messages); n != 2 {
			t.Errorf("%d messages are left, want both", n)
		}
	})
}
