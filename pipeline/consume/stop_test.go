package consume_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// farQueue is a queue over a network: it does not hear that a caller has hung
// up, and gives what comes during the rest of his wait to nobody, as SQS does.
type farQueue struct{ *pipelinetest.MemoryQueue }

func (q farQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	type answer struct {
		d   []consume.Message
		err error
	}
	came := make(chan answer, 1)
	go func() {
		d, err := q.MemoryQueue.Receive(context.WithoutCancel(ctx), limit, wait, visibility)
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
func newFarRig() *pipelinetest.Rig {
	r := pipelinetest.NewRig()
	r.Queue, r.Grace = farQueue{r.Memory}, 22*time.Second
	return r
}

// stopping stops the consumers beside the test, with so much patience, and
// gives the answer.
func stopping(r *pipelinetest.Rig, t *testing.T, patience time.Duration) <-chan bool {
	done := make(chan bool, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		done <- r.Stop(ctx)
	}()
	return done
}

// lost is how many messages are in flight for nobody.
func lost(r *pipelinetest.Rig) int {
	c, _ := r.Memory.Counts(context.Background(), "q")
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
				r.Buckets.Slow = tc.work
				r.Start(t.Context(), cmp.Or(tc.workers, 3))
				time.Sleep(time.Second)
				begun := time.Now()
				stopped := stopping(r, t, 3*time.Second)
				time.Sleep(tc.comes)
				r.Image("late.jpg", "photo")
				if got := <-stopped; got != tc.finished {
					t.Errorf("finished: %v, want %v", got, tc.finished)
				}
				if took := time.Since(begun); took > 22*time.Second {
					t.Errorf("it took %s", took)
				}
				if r.Memory.Left() != tc.left || r.Memory.Visible() != tc.left || lost(r) != 0 {
					t.Errorf("%d messages are left, %d visible, %d in flight for nobody", r.Memory.Left(), r.Memory.Visible(), lost(r))
				}
				told := pipelinetest.KindsOf(r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.StageStarted]()))
				if n := len(slices.DeleteFunc(slices.Clone(told), func(k event.Kind) bool { return k != event.KindOf[event.MessageReceived]() })); n != 1 {
					t.Errorf("it was received %d times", n)
				}
				if tc.workers == 1 && slices.Contains(told, event.KindOf[event.StageStarted]()) {
					t.Error("work was begun on it")
				}
			})
		})
	}
}

func TestWhatIsGivenBackIsNotReceivedByTheLastReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFarRig()
		r.Buckets.Slow = time.Minute
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 4)
		time.Sleep(time.Second)
		<-stopping(r, t, 3*time.Second)
		if m := r.Memory.Messages[0]; m.Count != 1 || r.Memory.Visible() != 1 {
			t.Errorf("received %d times; %d visible", m.Count, r.Memory.Visible())
		}
	})
}

func TestPastItsGraceAReceiveIsCancelledAndThatIsSaid(t *testing.T) {
	for name, stop := range map[string]func(t *testing.T, r *pipelinetest.Rig) time.Duration{
		"past the grace": func(t *testing.T, r *pipelinetest.Rig) time.Duration {
			r.Grace = 4 * time.Second
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			<-stopping(r, t, time.Second)
			return 4 * time.Second
		},
		"in a hurry": func(t *testing.T, r *pipelinetest.Rig) time.Duration {
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			stopped := stopping(r, t, time.Second)
			time.Sleep(2 * time.Second)
			r.Hurry()
			<-stopped
			return 2 * time.Second
		},
		"in a hurry that came before": func(t *testing.T, r *pipelinetest.Rig) time.Duration {
			r.Hurry()
			r.Start(t.Context(), 2)
			time.Sleep(time.Second)
			<-stopping(r, t, time.Second)
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
				for _, e := range r.Told(event.KindOf[event.ActionTaken]()) {
					told = told || strings.Contains(pipelinetest.As[event.ActionTaken](e).Text, "2 calls of ReceiveMessage cancelled")
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
		<-stopping(r, t, time.Second)
		r.Stop(t.Context())
		told := r.Told(event.KindOf[event.ConsumingStopping]())
		if len(told) != 1 || pipelinetest.As[event.ConsumingStopping](told[0]).Text != "waits up to 22s for 3 calls of ReceiveMessage to end, which may still bring messages" {
			t.Errorf("told %+v", told)
		}
	})
}

func TestAReceiveThatAPauseOrALeavingWorkerLeavesBringsNothingToNobody(t *testing.T) {
	for name, stop := range map[string]func(r *pipelinetest.Rig){
		"pause":          func(r *pipelinetest.Rig) { r.Pause() },
		"fewer workers":  func(r *pipelinetest.Rig) { r.Resize(0) },
		"paused at once": func(r *pipelinetest.Rig) { r.Resize(3); r.Pause() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFarRig()
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				stop(r)
				time.Sleep(2 * time.Second)
				r.Image("late.jpg", "photo")
				time.Sleep(25 * time.Second)
				r.Image("later.jpg", "photo") // nobody asks any more
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if r.Memory.Left() != 1 || r.Memory.Visible() != 1 {
					t.Errorf("%d messages are left, %d visible", r.Memory.Left(), r.Memory.Visible())
				}
				r.Stop(t.Context())
			})
		})
	}
}

func TestWithoutAGraceAReceiveIsCancelledAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig() // a near queue, as the embedded AWS is in process
		r.Start(t.Context(), 3)
		time.Sleep(time.Second)
		begun := time.Now()
		if !r.Stop(t.Context()) || time.Since(begun) > 0 {
			t.Errorf("it took %s", time.Since(begun))
		}
		r.Image("late.jpg", "photo")
		if r.Memory.Visible() != 1 {
			t.Error("somebody took it")
		}
	})
}
