package consume_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// endless is an engine that works until it is interrupted.
func endless(ctx context.Context, _ []byte) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestWhatConsumersWaitForComesByTheClockAndNotByTheWall(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare func(r *pipelinetest.Rig)
		what    event.Kind
		nth     int // of its kind
		after   time.Duration
	}{
		"a countdown": {func(r *pipelinetest.Rig) {
			r.Engine, r.Heartbeat = pipelinetest.EngineFunc(endless), false
		}, event.KindOf[event.MessageExpired](), 1, 30 * time.Second},
		"a heartbeat": {func(r *pipelinetest.Rig) {
			r.Engine = pipelinetest.EngineFunc(endless)
		}, event.KindOf[event.MessageExtended](), 1, 15 * time.Second},
		"a heartbeat after one that failed": {func(r *pipelinetest.Rig) {
			r.Engine, r.Memory.Refuse = pipelinetest.EngineFunc(endless), errors.New("connection reset")
			r.Queue = &mended{MemoryQueue: r.Memory}
		}, event.KindOf[event.MessageExtended](), 1, 15*time.Second + 15*time.Second/4},
		"a retry delay": {func(r *pipelinetest.Rig) {
			r.RetryDelay = time.Minute
			r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") })
		}, event.KindOf[event.MessageReceived](), 2, time.Minute},
		"the pace of a stage":       {func(r *pipelinetest.Rig) { r.Pace = 3 * time.Second }, event.KindOf[event.StageFinished](), 1, 3 * time.Second},
		"the pace of the last":      {func(r *pipelinetest.Rig) { r.Pace = 3 * time.Second }, event.KindOf[event.MessageDeleted](), 1, 12 * time.Second},
		"a receive that is retried": {func(r *pipelinetest.Rig) { r.Memory.Broken = errors.New("connection reset") }, event.KindOf[event.WorkerPolling](), 2, time.Second},
		"and again, twice as long":  {func(r *pipelinetest.Rig) { r.Memory.Broken = errors.New("connection reset") }, event.KindOf[event.WorkerPolling](), 3, 3 * time.Second},
		"a channel that rests": {func(r *pipelinetest.Rig) {
			r.Publishers = []consume.Publisher{&scripted{name: "discord", answer: func(try int, _ consume.Announcement) error {
				if try == 1 {
					return pipelinetest.AskToWait(10 * time.Second)
				}
				return nil
			}}}
		}, event.KindOf[event.NotificationSent](), 1, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				hand := r.ByHand()
				tc.prepare(r)
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 1)
				var seen []event.Event
				came := func() int {
					seen = r.Events.Take(seen)
					return len(pipelinetest.OfKind(seen, tc.what))
				}
				time.Sleep(time.Hour)
				if hand.Move(tc.after - time.Second/10); came() >= tc.nth {
					t.Errorf("%s came before its time", tc.what)
				}
				wall := time.Now()
				if hand.Move(time.Second / 4); came() < tc.nth {
					t.Errorf("%s did not come: %v", tc.what, pipelinetest.KindsOf(seen))
				}
				if passed := time.Since(wall); passed != 0 {
					t.Errorf("the wall clock went on by %s", passed)
				}
				if at := seen[len(seen)-1].Time; at.After(hand.Now()) {
					t.Errorf("an event bears the time %s, and it is %s", at, hand.Now())
				}
				for _, e := range pipelinetest.OfKind(seen, event.KindOf[event.StageFinished]()) {
					if r.Pace > 0 && pipelinetest.As[event.StageFinished](e).Took != r.Pace {
						t.Errorf("%s took %s", pipelinetest.As[event.StageFinished](e).Stage, pipelinetest.As[event.StageFinished](e).Took)
					}
				}
				r.Hurry()
				r.Stop(t.Context())
			})
		})
	}
}

// mended is a queue whose first change of visibility fails.
type mended struct {
	*pipelinetest.MemoryQueue
}

func (m *mended) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	err := m.MemoryQueue.ChangeVisibility(ctx, receipt, d)
	m.Mu.Lock()
	defer m.Mu.Unlock()
	m.Refuse = nil
	return err
}

// TestAStopEndsThoughTheClockStandsStill: whoever stops has patience by the wall, and
// what waits for a time that does not come is given up then.
func TestAStopEndsThoughTheClockStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(int, consume.Announcement) error { return pipelinetest.AskToWait(time.Second) })
		hand := r.ByHand()
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		hand.Move(0)
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if !r.Stop(ctx) {
			t.Error("something was left undone")
		}
		if took := time.Since(begun); took != 2500*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		if n := len(r.Told(event.KindOf[event.NotificationGivenUp]())); n != 1 {
			t.Errorf("%d announcements were given up", n)
		}
	})
}
