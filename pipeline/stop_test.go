package pipeline_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
)

// farQueue is a queue over a network: it does not hear that a caller has hung
// up, and gives what comes during the rest of his wait to nobody, as SQS does.
type farQueue struct{ *memoryQueue }

func (q farQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]pipeline.Delivery, error) {
	type answer struct {
		d   []pipeline.Delivery
		err error
	}
	came := make(chan answer, 1)
	go func() {
		d, err := q.memoryQueue.Receive(context.WithoutCancel(ctx), limit, wait, visibility)
		came <- answer{d, err}
	}()
	select {
	case a := <-came:
		return a.d, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// newFarRig is a rig whose queue is far away.
func newFarRig() *rig {
	r := newRig()
	r.Queue, r.Grace = farQueue{r.queue}, 22*time.Second
	return r
}

// stopping stops the consumers beside the test, with so much patience, and
// gives the answer.
func (r *rig) stopping(t *testing.T, patience time.Duration) <-chan bool {
	done := make(chan bool, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		done <- r.Stop(ctx)
	}()
	return done
}

// lost is how many messages are in flight for nobody.
func (r *rig) lost() int {
	c, _ := r.queue.Counts(context.Background(), "q")
	return c.InFlight
}

func TestWhatTheLastReceivesBringIsDoneOrGivenBack(t *testing.T) {
	for name, tc := range map[string]struct {
		comes, work time.Duration // after the stop, and how long it takes
		workers     int           // 3 where it is not said
		left        int
		finished    bool
	}{
		"done, while there is patience":            {comes: time.Second, left: 0, finished: true},
		"done, while others are waited for":        {comes: 5 * time.Second, work: 10 * time.Second, left: 0, finished: true},
		"given back once, when there is none":      {comes: 5 * time.Second, work: time.Minute, left: 1},
		"given back at the end of the others":      {comes: 15 * time.Second, work: 10 * time.Second, left: 1},
		"given back untouched, if it was the last": {comes: 15 * time.Second, work: time.Second, workers: 1, left: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFarRig()
				r.store.slow = tc.work
				r.Start(t.Context(), cmp.Or(tc.workers, 3))
				time.Sleep(time.Second)
				begun := time.Now()
				stopped := r.stopping(t, 3*time.Second)
				time.Sleep(tc.comes)
				r.image("late.jpg", "photo")
				if got := <-stopped; got != tc.finished {
					t.Errorf("finished: %v, want %v", got, tc.finished)
				}
				if took := time.Since(begun); took > 22*time.Second {
					t.Errorf("it took %s", took)
				}
				if r.queue.left() != tc.left || r.queue.visible() != tc.left || r.lost() != 0 {
					t.Errorf("%d messages are left, %d visible, %d in flight for nobody", r.queue.left(), r.queue.visible(), r.lost())
				}
				told := kindsOf(r.told(pipeline.MessageReceived, pipeline.StageStarted))
				if n := len(slices.DeleteFunc(slices.Clone(told), func(k pipeline.Kind) bool { return k != pipeline.MessageReceived })); n != 1 {
					t.Errorf("it was received %d times", n)
				}
				if tc.workers == 1 && slices.Contains(told, pipeline.StageStarted) {
					t.Error("work was begun on it")
				}
			})
		})
	}
}

func TestWhatIsGivenBackIsNotReceivedByTheLastReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFarRig()
		r.store.slow = time.Minute
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 4)
		time.Sleep(time.Second)
		<-r.stopping(t, 3*time.Second)
		if m := r.queue.messages[0]; m.count != 1 || r.queue.visible() != 1 {
			t.Errorf("received %d times; %d visible", m.count, r.queue.visible())
		}
	})
}

func TestPastItsGraceAReceiveIsCancelledAndThatIsSaid(t *testing.T) {
	for name, stop := range map[string]func(t *testing.T, r *rig) time.Duration{
		"past the grace": func(t *testing.T, r *rig) time.Duration {
			r.Grace = 4 * time.Second
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			<-r.stopping(t, time.Second)
			return 4 * time.Second
		},
		"in a hurry": func(t *testing.T, r *rig) time.Duration {
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			stopped := r.stopping(t, time.Second)
			time.Sleep(2 * time.Second)
			r.Hurry()
			<-stopped
			return 2 * time.Second
		},
		"in a hurry that came before": func(t *testing.T, r *rig) time.Duration {
			r.Hurry()
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			<-r.stopping(t, time.Second)
			return 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFarRig()
				begun := time.Now()
				want := stop(t, r) + time.Second
				if took := time.Since(begun).Round(time.Second); took != want {
					t.Errorf("it took %s, want %s", took, want)
				}
				told := false
				for _, e := range r.told(pipeline.ActionTaken) {
					told = told || strings.Contains(e.Text, "2 calls of ReceiveMessage cancelled")
				}
				if !told {
					t.Error("it was not said")
				}
				if r.Stop(t.Context()) {
					t.Error("that counts as finished")
				}
				time.Sleep(20 * time.Second) // the queue has not heard of it
			})
		})
	}
}

func TestAStopSaysWhatItWaitsFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFarRig()
		r.Start(t.Context(), 3)
		time.Sleep(time.Second)
		<-r.stopping(t, time.Second)
		r.Stop(t.Context())
		told := r.told(pipeline.ConsumingStopping)
		if len(told) != 1 || told[0].Text != "waits up to 22s for 3 calls of ReceiveMessage to end, which may still bring messages" {
			t.Errorf("told %+v", told)
		}
	})
}

func TestAReceiveThatAPauseOrALeavingWorkerLeavesBringsNothingToNobody(t *testing.T) {
	for name, stop := range map[string]func(r *rig){
		"pause":          func(r *rig) { r.Pause() },
		"fewer workers":  func(r *rig) { r.Resize(0) },
		"paused at once": func(r *rig) { r.Resize(3); r.Pause() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFarRig()
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				stop(r)
				time.Sleep(2 * time.Second)
				r.image("late.jpg", "photo")
				time.Sleep(25 * time.Second)
				r.image("later.jpg", "photo") // nobody asks any more
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if r.queue.left() != 1 || r.queue.visible() != 1 {
					t.Errorf("%d messages are left, %d visible", r.queue.left(), r.queue.visible())
				}
				r.Stop(t.Context())
			})
		})
	}
}

func TestWithoutAGraceAReceiveIsCancelledAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig() // a near queue, as the embedded AWS is in process
		r.Start(t.Context(), 3)
		time.Sleep(time.Second)
		begun := time.Now()
		if !r.Stop(t.Context()) || time.Since(begun) > 0 {
			t.Errorf("it took %s", time.Since(begun))
		}
		r.image("late.jpg", "photo")
		if r.queue.visible() != 1 {
			t.Error("somebody took it")
		}
	})
}
