package consume_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// modelRig is a rig whose engine takes its time on the clock, and counts.
type modelRig struct {
	*pipelinetest.Rig

	takes      time.Duration
	now, peak  atomic.Int64 // images in the engine at once
	done       atomic.Int64
	begunImage chan struct{} // one for each image that is begun
}

func newModelRig(model string, images int) *modelRig {
	r := &modelRig{Rig: pipelinetest.NewRig(), takes: time.Second, begunImage: make(chan struct{}, 1000)}
	r.Model, r.Visibility = model, 4*time.Second
	r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, image []byte) ([]byte, error) {
		r.peak.Store(max(r.peak.Load(), r.now.Add(1)))
		defer r.now.Add(-1)
		r.begunImage <- struct{}{}
		if err := (clock.Clock{}).Wait(ctx, r.takes); err != nil {
			return nil, err
		}
		r.done.Add(1)
		return image, nil
	})
	for i := range images {
		r.Image(fmt.Sprintf("%03d.jpg", i), fmt.Sprint("photo ", i))
	}
	return r
}

// drained waits until the queue is empty, for as long as that may take.
func (r *modelRig) drained(t *testing.T) {
	t.Helper()
	for range 3000 {
		time.Sleep(100 * time.Millisecond)
		if r.Memory.Left() == 0 {
			synctest.Wait()
			return
		}
	}
	r.Hurry()
	r.Stop(t.Context())
	t.Fatalf("%d messages are left after five minutes", r.Memory.Left())
}

// once checks that each image was received once and made once, and that nothing of it
// is left in what the events say.
func (r *modelRig) once(t *testing.T, images int) []event.Event {
	t.Helper()
	events := r.Events.Take(nil)
	s := state.NewState()
	s.Apply(events...)
	if n := r.done.Load(); n != int64(images) {
		t.Errorf("%d thumbnails were made of %d images", n, images)
	}
	c := s.Count
	if c.Received != int64(images) || c.Deleted != int64(images) || c.ExpiredHeld != 0 || c.Returned != 0 || c.DeletedLate != 0 {
		t.Errorf("received %d, deleted %d, expired %d, returned %d, late %d", c.Received, c.Deleted, c.ExpiredHeld, c.Returned, c.DeletedLate)
	}
	if s.Prefetched != 0 || len(s.Live()) != 0 || len(s.Workers) != 0 {
		t.Errorf("left are %d prefetched, %d messages, %d workers", s.Prefetched, len(s.Live()), len(s.Workers))
	}
	return events
}

// each runs a test for every model, in a bubble of its own.
func each(t *testing.T, test func(t *testing.T, model string)) {
	t.Helper()
	for _, model := range consume.Models() {
		t.Run(model, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { test(t, model) }) })
	}
}

// most is on how many images a model works at once where four are wanted.
func most(model string) int64 {
	if model == "serial" {
		return 1
	}
	return 4
}

func TestEveryModelDoesEachImageOnceAndNoMoreAtOnceThanThereAreWorkers(t *testing.T) {
	for _, batch := range []int{1, 10} {
		each(t, func(t *testing.T, model string) {
			r := newModelRig(model, 40)
			r.Batch = batch
			r.Start(t.Context(), 4)
			r.drained(t)
			if !r.Stop(t.Context()) {
				t.Error("it gave something back")
			}
			events := r.once(t, 40)
			if n := r.peak.Load(); n != most(model) {
				t.Errorf("%d images were in the engine at once", n)
			}
			if n := inWork(events); n > int(most(model)) {
				t.Errorf("%d images were in a stage at once", n)
			}
		})
	}
}

// inWork is the most stages that ran at once.
func inWork(events []event.Event) (most int) {
	now := 0
	for _, e := range events {
		switch e.Body.(type) {
		case *event.StageStarted:
			now++
			most = max(most, now)
		case *event.StageFinished:
			now--
		}
	}
	return most
}

// Half an hour's work with a visibility of four seconds: without a heartbeat for what
// waits it would have come back many times.
func TestWhatAModelHoldsNeverExpiresWithTheHeartbeat(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 40)
		r.Batch, r.Prefetch, r.takes = 10, 12, 7*time.Second
		r.Start(t.Context(), 2)
		r.drained(t)
		r.Stop(t.Context())
		r.once(t, 40)
		for _, n := range r.Memory.Batches {
			if n < 1 || n > 10 {
				t.Errorf("a call extended %d messages", n)
			}
		}
	})
}

func TestWhatADispatcherHoldsIsExtendedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("dispatch", 10)
		r.Batch, r.Prefetch, r.takes = 10, 10, time.Minute
		r.Start(t.Context(), 1)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		r.Memory.Mu.Lock()
		calls := fmt.Sprint(r.Memory.Batches)
		r.Memory.Mu.Unlock()
		if calls != "[9 9 9 9]" {
			t.Errorf("in nine seconds calls extended %s, want the nine that wait every two", calls)
		}
		s := state.NewState()
		s.Apply(r.Events.Take(nil)...)
		if s.Prefetched != 9 || s.Before(event.Download) != (state.Channel{Fill: 9, Size: 10}) {
			t.Errorf("%d are said to be held, the channel has %+v", s.Prefetched, s.Before(event.Download))
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestWithoutAHeartbeatTheCountdownOfWhatWaitsWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("dispatch", 10)
		r.Batch, r.Prefetch, r.Heartbeat, r.Memory.Max = 10, 10, false, 100
		r.Start(t.Context(), 1)
		r.drained(t)
		r.Stop(t.Context())
		s := state.NewState()
		s.Apply(r.Events.Take(nil)...)
		if len(r.Memory.Batches) != 0 || s.Count.Extended != 0 {
			t.Error("something was extended")
		}
		if s.Count.ExpiredHeld == 0 || s.Count.Received <= 10 {
			t.Errorf("%d expired, %d were received: a batch of ten takes ten seconds, with four of visibility", s.Count.ExpiredHeld, s.Count.Received)
		}
	})
}

// What is held is bounded by what was asked for, whatever is in the queue.
func TestAModelHoldsNoMoreThanItsChannelsAndABatch(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 100)
		r.Batch, r.Prefetch, r.takes = 5, 3, time.Hour
		r.Start(t.Context(), 4)
		time.Sleep(time.Minute)
		synctest.Wait()
		c, _ := r.Memory.Counts(t.Context(), "q")
		most := map[string]int{
			"serial": 5, "pool": 4 * 5, "dispatch": 4 + 3 + 5, "spawn": 4 + 5,
			"staged": 4 + 4*3 + 5, // in work, in four channels, and the batch
		}[model]
		if c.InFlight > most || c.InFlight < int(r.peak.Load()) {
			t.Errorf("%d are in flight, want at most %d", c.InFlight, most)
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestEveryModelStopsWithinItsPatienceAndGivesBackWhatItHolds(t *testing.T) {
	for _, late := range []time.Duration{0, time.Second} { // of answers to what it asks
		each(t, func(t *testing.T, model string) {
			r := newModelRig(model, 30)
			r.Batch, r.Prefetch, r.takes, r.Memory.Transit = 10, 5, time.Hour, late/4
			r.Start(t.Context(), 4)
			time.Sleep(10 * time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			begun := time.Now()
			if r.Stop(ctx) {
				t.Error("it says that all was finished")
			}
			if took := time.Since(begun); took > 2*time.Second+2*late {
				t.Errorf("it took %s", took)
			}
			if n := r.Memory.Visible(); n != 30 {
				t.Errorf("%d of 30 messages are visible again", n)
			}
			s := state.NewState()
			s.Apply(r.Events.Take(nil)...)
			if s.Prefetched != 0 || s.Count.ExpiredHeld != 0 {
				t.Errorf("%d are said to be held, %d expired", s.Prefetched, s.Count.ExpiredHeld)
			}
		})
	}
}

// What is in hand may be finished in the time there is.
func TestAStopWithTimeFinishesWhatIsHeld(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 12)
		r.Batch, r.Prefetch = 3, 2
		r.Start(t.Context(), 2)
		<-r.begunImage
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if !r.Stop(ctx) {
			t.Error("it gave something back")
		}
		if done := r.done.Load(); int(done)+r.Memory.Visible() != 12 || done < 3 {
			t.Errorf("%d are done, %d wait", done, r.Memory.Visible())
		}
	})
}

func TestEveryModelRestsWhileConsumingIsPaused(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 0)
		r.Start(t.Context(), 4)
		time.Sleep(time.Second)
		r.Pause()
		synctest.Wait()
		for i := range 8 {
			r.Image(fmt.Sprintf("%d.jpg", i), fmt.Sprint("photo ", i))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := r.Memory.Visible(); n != 8 {
			t.Errorf("%d of 8 wait in the queue", n)
		}
		r.Resume()
		r.drained(t)
		r.Stop(t.Context())
		r.once(t, 8)
	})
}

func TestEveryModelTakesAnotherNumberOfWorkersInTheMidst(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 60)
		r.Batch = 3
		r.Start(t.Context(), 2)
		time.Sleep(3500 * time.Millisecond)
		r.Resize(6)
		time.Sleep(3500 * time.Millisecond)
		r.Resize(0)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := r.now.Load(); n != 0 && model != "serial" {
			t.Errorf("%d are in work with no workers", n)
		}
		r.peak.Store(0)
		r.Resize(3)
		r.drained(t)
		r.Stop(t.Context())
		r.once(t, 60)
		if n := r.peak.Load(); n > 3 {
			t.Errorf("three workers had %d images in work", n)
		}
	})
}

// A goroutine that is one too many finishes what it has in hand, also where it waits for
// a permit that comes no more.
func TestWhoIsOneTooManyFinishesWhatItHoldsThoughNoPermitIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newModelRig("spawn", 6)
		r.Batch, r.takes = 1, 5*time.Second
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		if err := r.SetModel("pool"); err != nil { // its two receive, and find both permits taken
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		r.Resize(0)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := r.done.Load(); n != 4 {
			t.Errorf("%d of 4 are done", n)
		}
		c, err := r.Memory.Counts(t.Context(), "q")
		if err != nil {
			t.Fatal(err)
		}
		if c.InFlight != 0 {
			t.Errorf("%d messages are held by nobody", c.InFlight)
		}
		if n := r.now.Load(); n != 0 {
			t.Errorf("%d are in work with no workers", n)
		}
		r.Resize(3)
		r.drained(t)
		r.Stop(t.Context())
		r.once(t, 6)
	})
}

// From each model to each other, in the midst of a hundred images: nothing is lost,
// received twice or given back, and no more are in work at once than before.
func TestASwitchOfModelsLosesNothingAndReceivesNothingTwice(t *testing.T) {
	for _, from := range consume.Models() {
		for _, to := range consume.Models() {
			if from == to {
				continue
			}
			t.Run(from+" to "+to, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newModelRig(from, 100)
					r.Batch, r.Prefetch = 4, 6
					r.Start(t.Context(), 4)
					time.Sleep(5300 * time.Millisecond)
					if err := r.SetModel(to); err != nil {
						t.Fatal(err)
					}
					time.Sleep(5300 * time.Millisecond)
					if err := r.SetModel(from); err != nil { // and back, with what is in work still
						t.Fatal(err)
					}
					time.Sleep(1300 * time.Millisecond)
					if err := r.SetModel(to); err != nil {
						t.Fatal(err)
					}
					r.drained(t)
					r.Stop(t.Context())
					events := r.once(t, 100)
					if n := max(int(r.peak.Load()), inWork(events)); n > 4 {
						t.Errorf("%d images were in work at once", n)
					}
				})
			})
		}
	}
}

// What has been received and not begun is begun by the model that takes over, and
// is received no second time.
func TestWhatWasReceivedAndNotBegunPassesToTheNextModel(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		if model == "dispatch" {
			return // it is the one that hands over
		}
		r := newModelRig("dispatch", 11)
		r.Batch, r.Prefetch, r.takes = 10, 20, 20*time.Second
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := r.Memory.Visible(); n != 0 {
			t.Fatalf("%d wait in the queue, want all in the channel", n)
		}
		if err := r.SetModel(model); err != nil {
			t.Fatal(err)
		}
		r.drained(t)
		r.Stop(t.Context())
		r.once(t, 11)
	})
}

func TestAModelThatIsNotThereIsRefused(t *testing.T) {
	r := newModelRig("pool", 0)
	if err := r.SetModel("actor"); err == nil || r.InForce() != "pool" {
		t.Errorf("%v, and the model is %s", err, r.InForce())
	}
}

// Over a network a receive that is under way at a switch cannot be taken back: SQS would
// hand its message to nobody. Whoever asked works on what it still brings, beside the new
// model; nothing is lost, received twice or given back, and no more are in work at once.
func TestAReceiveUnderWayAtASwitchIsWorkedOnByWhoAsked(t *testing.T) {
	for _, from := range consume.Models() {
		for _, to := range consume.Models() {
			if from == to {
				continue
			}
			t.Run(from+" to "+to, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newModelRig(from, 0)
					r.Queue, r.Grace = farQueue{r.Memory}, 22*time.Second
					r.Batch, r.Prefetch = 4, 6
					r.Start(t.Context(), 4)
					time.Sleep(5 * time.Second)
					synctest.Wait()
					asked := pollers(r.Events.Take(nil))
					if err := r.SetModel(to); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Second)
					for i := range 60 {
						r.Image(fmt.Sprintf("%03d.jpg", i), fmt.Sprint("photo ", i))
					}
					time.Sleep(2300 * time.Millisecond)
					if err := r.SetModel(from); err != nil { // while what they brought is in work
						t.Fatal(err)
					}
					r.drained(t)
					r.Stop(t.Context())
					events := r.once(t, 60)
					if n := max(int(r.peak.Load()), inWork(events)); n > 4 {
						t.Errorf("%d images were in work at once", n)
					}
					brought := false
					for _, e := range events {
						brought = brought || event.Is[event.MessageReceived](&e) && asked[e.Worker]
					}
					if !brought {
						t.Errorf("of %v, whose calls were under way, none brought anything", asked)
					}
					if n := lost(r.Rig); n != 0 {
						t.Errorf("%d are in flight for nobody", n)
					}
				})
			})
		}
	}
}

// pollers are who polled.
func pollers(events []event.Event) map[string]bool {
	names := map[string]bool{}
	for _, e := range events {
		if event.Is[event.WorkerPolling](&e) {
			names[e.Worker] = true
		}
	}
	return names
}
