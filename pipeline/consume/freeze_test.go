package consume_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// until waits until an event of a kind has come for the nth time, and returns all that
// have come.
func until(t *testing.T, r *pipelinetest.Rig, kind event.Kind, nth int) (seen []event.Event) {
	t.Helper()
	for range 10_000 {
		seen = r.Events.Take(seen)
		if len(pipelinetest.OfKind(seen, kind)) >= nth {
			return seen
		}
		time.Sleep(10 * time.Millisecond) // in a bubble
	}
	t.Fatalf("%s does not come: %v", kind, pipelinetest.KindsOf(seen))
	return nil
}

func TestNothingHappensInAFrozenWorldWhateverWasInHand(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare func(r *pipelinetest.Rig)
		at      event.Kind // frozen behind
		nth     int
	}{
		"an engine at work":        {func(r *pipelinetest.Rig) { r.Engine = r.Slow(20 * time.Second) }, event.KindOf[event.StageStarted](), 2},
		"a stage that is paced":    {func(r *pipelinetest.Rig) { r.Pace = 5 * time.Second }, event.KindOf[event.StageStarted](), 1},
		"a message given back":     {func(r *pipelinetest.Rig) { r.RetryDelay = 10 * time.Second; r.Image("bad.jpg", "broken") }, event.KindOf[event.MessageReturned](), 1},
		"workers that poll":        {func(r *pipelinetest.Rig) { r.Memory.Messages = nil }, event.KindOf[event.WorkerPolling](), 2},
		"no heartbeat":             {func(r *pipelinetest.Rig) { r.Heartbeat = false; r.Engine = r.Slow(40 * time.Second) }, event.KindOf[event.StageStarted](), 2},
		"a heartbeat that is near": {func(r *pipelinetest.Rig) { r.Visibility, r.Engine = time.Second, r.Slow(time.Minute) }, event.KindOf[event.MessageExtended](), 3},
		"an announcement that waits": {func(r *pipelinetest.Rig) {
			r.Publishers = []consume.Publisher{&scripted{name: "discord", answer: func(try int, _ consume.Announcement) error {
				if try < 3 {
					return pipelinetest.AskToWait(time.Second)
				}
				return nil
			}}}
		}, event.KindOf[event.NotificationFailed](), 1},
	} {
		for _, model := range consume.Models() {
			t.Run(name+", "+model, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := pipelinetest.NewRig()
					r.Model, r.Batch = model, 2
					world := r.Freezable()
					r.Image("photo.jpg", "photo")
					r.Image("second.jpg", "photo")
					tc.prepare(r)
					r.Start(t.Context(), 2)
					until(t, r, tc.at, tc.nth)
					world.Freeze()
					synctest.Wait()
					seen := r.Events.Take(nil)
					if kinds := pipelinetest.KindsOf(seen); !slices.Contains(kinds, event.KindOf[event.WorldFrozen]()) {
						t.Fatalf("it is not frozen: %v", kinds)
					} else if after := kinds[slices.Index(kinds, event.KindOf[event.WorldFrozen]())+1:]; len(after) > 0 {
						t.Errorf("just after it was said to be frozen there was %v", after)
					}
					stood := r.Log.Clock.Now()
					time.Sleep(24 * time.Hour)
					synctest.Wait()
					if more := r.Events.Take(nil); len(more) > 0 {
						t.Errorf("while it stood there was %v", pipelinetest.KindsOf(more))
					}
					for _, e := range seen {
						if e.Time.After(stood) {
							t.Errorf("%s bears a time after that at which it stands", e.Kind())
						}
					}
					world.Thaw()
					for r.Memory.Left() > 0 && r.Log.Clock.Since(stood) < time.Hour {
						time.Sleep(time.Second) // in a bubble
					}
					if left := r.Memory.Left(); left > 0 {
						t.Errorf("thawed, it leaves %d messages", left)
					}
					world.Release()
					r.Stop(t.Context())
				})
			})
		}
	}
}

// TestWhereTheClockIsNotOursNothingIsBegunWhileTheWorldStands: countdowns run out, as
// the queue's do, and that is all.
func TestWhereTheClockIsNotOursNothingIsBegunWhileTheWorldStands(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare func(r *pipelinetest.Rig)
		at      event.Kind // frozen behind
		next    event.Kind // comes when the world goes on
	}{
		"a stage that is paced": {func(r *pipelinetest.Rig) { r.Pace = 5 * time.Second }, event.KindOf[event.StageStarted](), event.KindOf[event.StageFinished]()},
		"a heartbeat":           {func(r *pipelinetest.Rig) { r.Pace = 20 * time.Second }, event.KindOf[event.StageStarted](), event.KindOf[event.StageFinished]()},
		"an announcement that waits": {func(r *pipelinetest.Rig) {
			r.Publishers = []consume.Publisher{&scripted{name: "discord", answer: func(try int, _ consume.Announcement) error {
				if try == 1 {
					return pipelinetest.AskToWait(time.Second)
				}
				return nil
			}}}
		}, event.KindOf[event.NotificationFailed](), event.KindOf[event.NotificationSent]()},
		"a message that comes back": {func(r *pipelinetest.Rig) { r.Buckets.Set("source/photo.jpg", "broken") }, event.KindOf[event.MessageReturned](), event.KindOf[event.MessageReceived]()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				world := freeze.New(r.Log, nil)
				r.World = world
				r.Image("photo.jpg", "photo")
				tc.prepare(r)
				r.Start(t.Context(), 1)
				until(t, r, tc.at, 1)
				world.Freeze()
				synctest.Wait()
				r.Events.Take(nil)
				time.Sleep(24 * time.Hour)
				synctest.Wait()
				for _, e := range r.Events.Take(nil) {
					if !event.Is[event.MessageExpired](&e) {
						t.Errorf("while it stood there was %s", e.Kind())
					}
				}
				world.Thaw()
				until(t, r, tc.next, 1)
				r.Hurry()
				r.Stop(t.Context())
			})
		})
	}
}

func TestALongPollIsGivenUpWhereThatTakesNothingAndElseWaitedFor(t *testing.T) {
	for name, tc := range map[string]struct {
		grace time.Duration
		waits time.Duration // until it is frozen
	}{"in process": {0, 0}, "over a network": {20 * time.Second, 20 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				world := r.Freezable()
				r.Memory.Clock = (&consume.Consumers{Log: &event.Log{}}).Log.Clock // AWS's own goes on
				r.Grace = tc.grace
				r.Start(t.Context(), 1)
				until(t, r, event.KindOf[event.WorkerPolling](), 1)
				begun := time.Now()
				world.Freeze()
				until(t, r, event.KindOf[event.WorldFrozen](), 1)
				if took := time.Since(begun); took > tc.waits+20*time.Millisecond || took < tc.waits-time.Second {
					t.Errorf("it was frozen after %s, want %s", took, tc.waits)
				}
				world.Release()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				r.Hurry()
				r.Stop(ctx)
			})
		})
	}
}

func TestNothingIsSaidOfPollsThatAFreezeGaveUpAndTheyGoOnAtOnce(t *testing.T) {
	for _, model := range consume.Models() {
		synctest.Test(t, func(t *testing.T) {
			r := pipelinetest.NewRig()
			r.Model = model
			world := r.Freezable()
			r.Start(t.Context(), 2)
			until(t, r, event.KindOf[event.WorkerPolling](), 1)
			for range 5 {
				world.Freeze()
				synctest.Wait()
				if kinds := pipelinetest.KindsOf(r.Events.Take(nil)); slices.Contains(kinds, event.KindOf[event.ActionTaken]()) {
					t.Fatalf("%s: a freeze is reported as %v", model, kinds)
				}
				world.Thaw()
				synctest.Wait()
				if kinds := pipelinetest.KindsOf(r.Events.Take(nil)); !slices.Contains(kinds, event.KindOf[event.WorkerPolling]()) {
					t.Fatalf("%s: thawed, nobody polls: %v", model, kinds)
				}
			}
			world.Release()
			r.Hurry()
			r.Stop(t.Context())
		})
	}
}

// answering is a queue over a network, whose answer to a receive comes when it comes.
type answering struct {
	consume.Queue
	answer chan error
	id     string
}

// Receive waits for the answer: the error, or a message.
func (q *answering) Receive(ctx context.Context, _ int, _, _ time.Duration) ([]consume.Message, error) {
	select {
	case err := <-q.answer:
		if err != nil {
			return nil, err
		}
		return []consume.Message{{MessageID: q.id, Receipt: q.id, Body: pipelinetest.Body("photo.jpg", "1"), ReceiveCount: 1}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestWhatComesOfACallIsToldBeforeTheWorldIsSaidToBeFrozen(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want event.Kind
	}{
		"a message":  {nil, event.KindOf[event.MessageReceived]()},
		"no message": {errors.New("connection reset"), event.KindOf[event.ActionTaken]()},
	} {
		for _, model := range consume.Models() {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				world := freeze.New(r.Log, nil)
				q := &answering{Queue: r.Memory, answer: make(chan error), id: "m"}
				r.World, r.Queue, r.Grace, r.Model = world, q, 20*time.Second, model
				r.Start(t.Context(), 1)
				until(t, r, event.KindOf[event.WorkerPolling](), 1)
				world.Freeze()
				synctest.Wait()
				q.answer <- c.err
				synctest.Wait()
				kinds := pipelinetest.KindsOf(r.Events.Take(nil))
				if n := len(kinds); n < 3 || kinds[n-1] != event.KindOf[event.WorldFrozen]() || !slices.Contains(kinds, c.want) {
					t.Errorf("%s, %s: freezing is told as %v", name, model, kinds)
				}
				world.Release()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				r.Hurry()
				r.Stop(ctx)
			})
		}
	}
}

// halting freezes a world in the midst of the nth call of a port.
type halting struct {
	consume.Queue
	consume.ObjectStore
	consume.Publisher
	world *freeze.World
	in    atomic.Int64 // so many calls from now
}

func (h *halting) call() {
	if h.in.Add(-1) == 0 {
		h.world.Freeze()
	}
}

func (h *halting) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	messages, err := h.Queue.Receive(context.WithoutCancel(ctx), limit, time.Millisecond, visibility)
	h.call()
	return messages, err
}

func (h *halting) Delete(ctx context.Context, receipt string) error {
	h.call()
	return h.Queue.Delete(ctx, receipt)
}

func (h *halting) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	h.call()
	return h.Queue.ChangeVisibility(ctx, receipt, d)
}

func (h *halting) Head(ctx context.Context, bucket, key string) (consume.ObjectInfo, error) {
	h.call()
	return h.ObjectStore.Head(ctx, bucket, key)
}

func (h *halting) Put(ctx context.Context, o consume.NewObject) (string, error) {
	h.call()
	return h.ObjectStore.Put(ctx, o)
}

func (h *halting) Publish(ctx context.Context, a consume.Announcement) error {
	h.call()
	return h.Publisher.Publish(ctx, a)
}

func TestWhereverInACallAWorldIsFrozenThatIsTheLastThatIsTold(t *testing.T) {
	for _, model := range consume.Models() {
		t.Run(model, func(t *testing.T) {
			frozen := 0
			for n := int64(1); n < 60; n++ {
				synctest.Test(t, func(t *testing.T) {
					r := pipelinetest.NewRig()
					h := &halting{Queue: r.Memory, ObjectStore: r.Buckets, Publisher: r.Sns, world: freeze.New(r.Log, nil)}
					r.World, r.Queue, r.Store, r.Publishers, r.Model, r.Batch = h.world, h, h, []consume.Publisher{h}, model, 2
					for _, key := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
						r.Image(key, "photo")
					}
					r.Image("bad.jpg", "broken")
					r.Start(t.Context(), 2) // who hires is a person, who may while it stands
					h.in.Store(n)
					time.Sleep(500 * time.Millisecond)
					synctest.Wait()
					kinds := pipelinetest.KindsOf(r.Events.Take(nil))
					if at := slices.Index(kinds, event.KindOf[event.WorldFrozen]()); at >= 0 {
						frozen++
						if after := kinds[at+1:]; len(after) > 0 {
							t.Errorf("frozen in call %d, behind that there is %v", n, after)
						}
					}
					h.world.Release()
					r.Hurry()
					r.Stop(t.Context())
				})
			}
			if frozen < 20 {
				t.Errorf("it was frozen %d times", frozen)
			}
		})
	}
}

func TestAStopOfAFrozenWorldFinishesWhatIsInHandOnceItIsReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		world := r.Freezable()
		r.Engine = r.Slow(time.Second)
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		until(t, r, event.KindOf[event.StageStarted](), 2)
		world.Freeze()
		synctest.Wait()
		world.Release()
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		if !r.Stop(ctx) {
			t.Error("something was left undone")
		}
		if left := r.Memory.Left(); left > 0 {
			t.Errorf("it leaves %d messages", left)
		}
	})
}

// TestOneStepAfterTheOtherIsTheWholeRun: gone through by steps, the work is what it is
// without, and each step brings at least one thing that happened.
func TestOneStepAfterTheOtherIsTheWholeRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		world := r.Freezable()
		world.Freeze()
		r.Engine, r.Pace = r.Slow(2*time.Second), time.Second
		r.Image("photo.jpg", "photo")
		r.Image("second.jpg", "photo")
		r.Start(t.Context(), 2)
		for range 200 {
			r.Events.Take(nil)
			if err := world.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			steps := 0
			for _, e := range r.Events.Take(nil) {
				if e.Kind().IsStep() {
					steps++
				}
			}
			if steps == 0 {
				t.Fatal("a step without anything that happened")
			}
			if r.Memory.Left() == 0 {
				break
			}
		}
		if left := r.Memory.Left(); left > 0 {
			t.Errorf("after 200 steps it leaves %d messages", left)
		}
		world.Release()
		r.Stop(t.Context())
	})
}
