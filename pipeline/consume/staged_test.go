package consume_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// took is how long a model needs for images whose stages take that long each, four at a
// time, and what was told meanwhile.
func took(t *testing.T, model string, images int, pace, shrink time.Duration) (time.Duration, []event.Event) {
	t.Helper()
	r := newModelRig(model, images)
	r.takes, r.Pace = shrink, pace
	begun := time.Now()
	r.Start(t.Context(), 4)
	r.drained(t)
	r.Stop(t.Context())
	events := r.once(t, images)
	for i := len(events) - 1; i >= 0; i-- {
		if event.Is[event.MessageDeleted](&events[i]) {
			return events[i].Time.Sub(begun), events
		}
	}
	t.Fatal("nothing was deleted")
	return 0, nil
}

// Nobody has said which share each stage needs: whatever takes the time gets the permits.
func TestThePermitsOfTheLineGoToTheStageThatNeedsThem(t *testing.T) {
	for name, row := range map[string]struct{ pace, shrink time.Duration }{
		"each stage takes as long":      {time.Second, 0},
		"the thumbnail takes all of it": {0, 4 * time.Second},
		"the thumbnail takes most":      {500 * time.Millisecond, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			times := map[string]time.Duration{}
			for _, model := range []string{"pool", "staged"} {
				synctest.Test(t, func(t *testing.T) { times[model], _ = took(t, model, 40, row.pace, row.shrink) })
			}
			fill := 4*row.pace + row.shrink // until the first image has come through
			if times["staged"] > times["pool"]+fill {
				t.Errorf("the line took %s, a pool %s", times["staged"], times["pool"])
			}
		})
	}
}

// The thumbnail stage has as many goroutines as there are cores: what is too much for
// them waits in the channel before it, without a permit, and the others go on.
func TestNoPermitOfTheLineWaitsForACore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("staged", 40)
		r.Cores, r.takes = 2, 2*time.Second
		r.Start(t.Context(), 8)
		r.drained(t)
		r.Stop(t.Context())
		waits := pipelinetest.OfKind(r.once(t, 40), event.KindOf[event.StageWaiting]())
		if n := r.peak.Load(); n != 2 || len(waits) > 0 {
			t.Errorf("%d images were shrunk at once, %d waited for a core", n, len(waits))
		}
	})
}

// Images that are further on go first: what is begun ends, and little is held between
// the stages. By turns an image would take thirteen seconds.
func TestAnImageOnTheLineEndsBeforeMoreAreBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, events := took(t, "staged", 40, time.Second, 0)
		var sum time.Duration
		begun := map[string]time.Time{}
		for _, e := range events {
			switch b := e.Body.(type) {
			case *event.StageStarted:
				if b.Stage == event.Download {
					begun[e.MessageID] = e.Time
				}
			case *event.MessageDeleted:
				sum += e.Time.Sub(begun[e.MessageID])
			}
		}
		if mean := sum / 40; mean > 8*time.Second {
			t.Errorf("an image took %s from its download on: four stages of a second", mean)
		}
	})
}

// One core, and an engine that takes an hour: whoever downloads cannot go on, and each
// has one image in hand at most.
func TestTheLineHoldsAnImageAHandWhereItIsBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("staged", 100)
		r.Batch, r.Prefetch, r.takes, r.Cores = 5, 3, time.Hour, 1
		r.Start(t.Context(), 4)
		time.Sleep(time.Minute)
		synctest.Wait()
		c, _ := r.Memory.Counts(t.Context(), "q")
		// In the receiver's hand, in the channel before download, in the hands there, in
		// the channel before thumbnail, and in the engine.
		if most := 5 + 3 + 4 + 3 + 1; c.InFlight > most || c.InFlight < 3+4+3+1 {
			t.Errorf("%d are in flight, want at most %d", c.InFlight, most)
		}
		s := state.NewState()
		s.Apply(r.Events.Take(nil)...)
		for _, stage := range []event.Stage{event.Download, event.Thumbnail} {
			if got := s.Before(stage); got != (state.Channel{Fill: 3, Size: 3}) {
				t.Errorf("the channel before %s has %+v", stage, got)
			}
		}
		if rates := s.Rates(time.Now()); s.Hands() != 4 || rates.InHand != 1 {
			t.Errorf("%d of %d are said to be at work, want 1 of 4: who is blocked is not", rates.InHand, s.Hands())
		}
		r.Hurry()
		r.Stop(t.Context())
		if n := r.Memory.Visible(); n != 100 {
			t.Errorf("%d of 100 messages are visible again", n)
		}
	})
}

// slowDeletes takes a second for each delete, and counts those under way, and whatever
// else it is told of.
type slowDeletes struct {
	consume.Queue
	now, most int
	mu        sync.Mutex
}

func (q *slowDeletes) Delete(ctx context.Context, receipt string) error {
	q.count(1)
	defer q.count(-1)
	time.Sleep(time.Second)
	return q.Queue.Delete(ctx, receipt)
}

func (q *slowDeletes) count(by int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.now += by
	q.most = max(q.most, q.now)
}

// A message is in work until it is deleted, or else the line would delete more at once
// than it may work on.
func TestTheLineDeletesWithinItsPermits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("staged", 20)
		q := &slowDeletes{Queue: r.Queue}
		r.Queue = q
		engine := r.Engine
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, image []byte) ([]byte, error) {
			q.count(1)
			defer q.count(-1)
			return engine.Shrink(ctx, image)
		})
		r.Start(t.Context(), 3)
		r.drained(t)
		r.Stop(t.Context())
		if r.once(t, 20); q.most != 3 {
			t.Errorf("%d were shrunk or deleted at once", q.most)
		}
	})
}
