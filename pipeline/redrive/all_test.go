package redrive_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/redrive"
)

func TestARedriveOfAllIsFollowedToItsEnd(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, _ *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{To: "other", Rate: 4}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveProgressed](), event.KindOf[event.RedriveEnded]())
		first, last := events[0], events[len(events)-1]
		if pipelinetest.As[event.RedriveStarted](first).Target != "other" || pipelinetest.As[event.RedriveStarted](first).Rate != 4 || pipelinetest.As[event.RedriveStarted](first).Text != "all" {
			t.Errorf("it started with %+v", first)
		}
		if len(events) < 5 || pipelinetest.As[event.RedriveEnded](last).Moved != 20 || pipelinetest.As[event.RedriveEnded](last).Total != 20 || pipelinetest.As[event.RedriveEnded](last).Text != "completed" {
			t.Errorf("told %+v", events)
		}
	})
}

func TestTheRateOfAMoveTaskIsChangedByCancellingIt(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5500 * time.Millisecond)
		for _, rate := range []int{-1, 501} {
			if err := p.ChangeRedriveRate(t.Context(), rate); err == nil {
				t.Errorf("a rate of %d was taken", rate)
			}
		}
		if err := p.ChangeRedriveRate(t.Context(), 500); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveEnded]())
		if len(events) != 4 || pipelinetest.As[event.RedriveEnded](events[1]).Text != "cancelled" || pipelinetest.As[event.RedriveEnded](events[1]).Moved != 5 || pipelinetest.As[event.RedriveEnded](events[3]).Moved != 15 || b.Tasks() != 2 {
			t.Errorf("told %+v", events)
		}
	})
}

func TestATaskThatSomebodyElseStartedIsFollowed(t *testing.T) {
	withLetters(t, 10, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if _, err := b.StartMove(t.Context(), "dlq", "other", 2); err != nil {
			t.Fatal(err)
		}
		if err := p.Redrive(t.Context()); err == nil || !strings.Contains(err.Error(), "another redrive of dlq runs already") {
			t.Errorf("a second task: %v", err)
		}
		time.Sleep(7 * time.Second)
		events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveEnded]())
		if len(events) != 2 || pipelinetest.As[event.RedriveStarted](events[0]).Target != "other" || pipelinetest.As[event.RedriveStarted](events[0]).Rate != 2 || pipelinetest.As[event.RedriveEnded](events[1]).Moved != 10 {
			t.Errorf("told %+v", events)
		}
	})
}

func TestATaskFromBeforeIsFoundByWhateverItConcerns(t *testing.T) {
	for name, find := range map[string]func(*pipeline.Pipeline, context.Context) error{
		"look":   (*pipeline.Pipeline).LookAtLetters,
		"cancel": (*pipeline.Pipeline).CancelRedrive,
		"delete": func(p *pipeline.Pipeline, ctx context.Context) error { return p.DeleteLetters(ctx, []string{"a"}) },
		"chosen": func(p *pipeline.Pipeline, ctx context.Context) error {
			return p.RedriveLetters(ctx, redrive.RedriveOrder{Letters: []string{"a"}})
		},
	} {
		withLetters(t, 10, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
			if _, err := b.StartMove(t.Context(), "dlq", "", 1); err != nil {
				t.Fatal(err)
			}
			if err := find(p, t.Context()); (err == nil) != (name == "cancel") {
				t.Errorf("a %s beside a redrive: %v", name, err)
			}
			if len(b.Visible()) != 10 || len(b.Did()) != 0 {
				t.Errorf("a %s kept letters from the redrive", name)
			}
			time.Sleep(11 * time.Second)
			events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveEnded]())
			if len(events) != 2 || pipelinetest.As[event.RedriveStarted](events[0]).Rate != 1 || (pipelinetest.As[event.RedriveEnded](events[1]).Text == "cancelled") != (name == "cancel") {
				t.Errorf("by a %s: %+v", name, events)
			}
		})
	}
}

func TestOrdersThatCannotBeAreRefused(t *testing.T) {
	withLetters(t, 1, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		for want, o := range map[string]redrive.RedriveOrder{
			"1 to 500 messages a second": {Rate: 501},
			"in dlq already":             {To: "dlq"},
			"both have to be FIFO":       {To: "other.fifo"},
		} {
			if err := p.RedriveLetters(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v", o, err)
			}
		}
		if b.Tasks() != 0 {
			t.Error("a task was started")
		}
	})
	none := redrive.DeadLetters{Log: &event.Log{}}
	for _, err := range []error{none.Redrive(t.Context()), none.LookAtLetters(t.Context()), none.CancelRedrive(t.Context())} {
		if err == nil {
			t.Error("without a dead-letter queue there was something to do")
		}
	}
	if _, err := none.QueueNames(t.Context()); err == nil || errors.Is(err, pipelinetest.ErrRefused) {
		t.Errorf("queue names: %v", err)
	}
}

func TestAMoveTaskWaitsForWhoeverHasLettersInHand(t *testing.T) {
	withLetters(t, 4, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		b.Linger = time.Second
		looked := make(chan error, 1)
		go func() { looked <- p.LookAtLetters(t.Context()) }()
		synctest.Wait() // it waits for more, and has all in hand
		if err := p.Redrive(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-looked; err != nil {
			t.Error(err)
		}
		if task, _, _ := b.LatestMove(t.Context(), "dlq"); task.Total != 4 {
			t.Errorf("the task found %d of 4 letters", task.Total)
		}
	})
}

func TestWhereMoveTasksAreNotToldOfLettersAreGoneThroughAllTheSame(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		b.Refuse["tasks"] = true
		for range 3 {
			if err := p.LookAtLetters(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a", "b"}}); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if err := p.DeleteLetters(t.Context(), []string{"c"}); err != nil {
			t.Error(err)
		}
		if n := len(slices.DeleteFunc(b.Did(), func(s string) bool { return s != "ask" })); n != 1 || len(b.Visible()) != 0 {
			t.Errorf("it was asked %d times; left are %q", n, b.Visible())
		}
	})
}

func TestARedriveTakesOnlyItsOwnTasksEndForItsEnd(t *testing.T) {
	ended := func(ago time.Duration, how redrive.MoveStatus) redrive.MoveTask {
		return redrive.MoveTask{Status: how, Moved: 99, Total: 99, Failure: "of another", Started: time.Now().Add(-ago)}
	}
	for name, prepare := range map[string]func(b *pipelinetest.LetterBox){
		"an older task is still listed as the newest": func(b *pipelinetest.LetterBox) {
			b.Before = []redrive.MoveTask{ended(time.Hour, redrive.MoveFailed), ended(time.Minute, redrive.MoveCompleted)}
			b.Lag = 1500 * time.Millisecond
		},
		"somebody else's starts as soon as it has ended": func(b *pipelinetest.LetterBox) {
			b.After = []redrive.MoveTask{{Handle: "other", Status: redrive.MoveRunning, Total: 99, Started: time.Now().Add(30 * time.Second)}}
		},
		"somebody else's has ended since": func(b *pipelinetest.LetterBox) {
			b.After = []redrive.MoveTask{ended(-30*time.Second, redrive.MoveFailed)}
		},
		"another of the same kind is older": func(b *pipelinetest.LetterBox) {
			same := ended(time.Second, redrive.MoveCancelled)
			same.Rate = 5
			b.Before, b.Lag = []redrive.MoveTask{same}, time.Second
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, rate := range []int{0, 5} { // one ends before it is seen to run
				withLetters(t, 10, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
					after := func() { // what comes after is not there before
						later := b.After
						b.After = nil
						if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: rate}); err != nil {
							t.Fatal(err)
						}
						b.Mu.Lock()
						b.After = later
						b.Mu.Unlock()
					}
					prepare(b)
					after()
					time.Sleep(10 * time.Second)
					events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveEnded]())
					if len(events) != 2 || pipelinetest.As[event.RedriveEnded](events[1]).Moved != 10 || pipelinetest.As[event.RedriveEnded](events[1]).Text != "completed" || pipelinetest.As[event.RedriveEnded](events[1]).Error != "" {
						t.Errorf("at %d/s it told %+v", rate, events)
					}
				})
			}
		})
	}
}
