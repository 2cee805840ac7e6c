package redrive_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/redrive"
)

// unheard is a box that does what it is asked, and whose answers are lost.
type unheard struct {
	*pipelinetest.LetterBox

	untold bool // how far tasks are, too
}

var errUnheard = consume.As(consume.ErrUnanswered, errors.New("no answer came"))

func (u *unheard) StartMove(ctx context.Context, from, to string, rate int) (string, error) {
	if _, err := u.LetterBox.StartMove(ctx, from, to, rate); err != nil {
		return "", err
	}
	u.Mu.Lock()
	defer u.Mu.Unlock()
	u.Refuse["tasks"] = u.untold
	return "", errUnheard
}

func (u *unheard) CancelMove(ctx context.Context, from, handle string) error {
	if err := u.LetterBox.CancelMove(ctx, from, handle); err != nil {
		return err
	}
	return u.LetterBox.CancelMove(ctx, from, handle) // as the SDK tries again
}

func TestARedriveWhoseAnswerWasLostIsFollowedAsOurs(t *testing.T) {
	for name, rate := range map[string]int{"running": 4, "done at once": 0} {
		t.Run(name, func(t *testing.T) {
			withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
				p.Moves = &unheard{LetterBox: b}
				if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: rate}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(10 * time.Second)
				told := r.Told(event.KindOf[event.RedriveEnded]())
				if len(told) != 1 || pipelinetest.As[event.RedriveEnded](told[0]).Moved != 20 || b.Tasks() != 1 {
					t.Errorf("told %+v of %d tasks", told, b.Tasks())
				}
			})
		})
	}
}

func TestARedriveOfWhichNothingIsHeardIsNotSaidToBeAnothers(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		p.Moves = &unheard{LetterBox: b, untold: true}
		err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: 1})
		if !errors.Is(err, consume.ErrUnanswered) || strings.Contains(err.Error(), "another redrive") {
			t.Errorf("it is said to be: %v", err)
		}
	})
}

// TestARedriveThatWasStartedBesideALostAnswerIsNotTakenForOurs: it goes elsewhere.
func TestARedriveThatWasStartedBesideALostAnswerIsNotTakenForOurs(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		p.Moves = lostOnTheWay{b}
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{To: "q", Rate: 1}); !errors.Is(err, consume.ErrUnanswered) {
			t.Errorf("it is ours: %v", err)
		}
		synctest.Wait()
		if told := r.Told(event.KindOf[event.RedriveStarted]()); len(told) != 1 || pipelinetest.As[event.RedriveStarted](told[0]).Target != "other" {
			t.Errorf("told %+v", told)
		}
	})
}

// lostOnTheWay is a box that does not hear our call, and that somebody else's reaches.
type lostOnTheWay struct{ *pipelinetest.LetterBox }

func (l lostOnTheWay) StartMove(ctx context.Context, from, _ string, rate int) (string, error) {
	_, err := l.LetterBox.StartMove(ctx, from, "other", rate)
	return "", errors.Join(err, errUnheard)
}

func TestACancelWhoseAnswerWasLostHasCancelled(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		u := &unheard{LetterBox: b}
		p.Moves = u
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2500 * time.Millisecond)
		if err := p.CancelRedrive(t.Context()); err != nil {
			t.Errorf("the cancel is said to have failed: %v", err)
		}
		time.Sleep(2 * time.Second)
		if told := r.Told(event.KindOf[event.RedriveEnded]()); len(told) != 1 || pipelinetest.As[event.RedriveEnded](told[0]).Text != "cancelled" {
			t.Errorf("told %+v", told)
		}
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: 1}); err != nil {
			t.Fatal(err)
		}
		p.Moves = neverHears{b}
		if err := p.CancelRedrive(t.Context()); err == nil {
			t.Error("a task that goes on is said to be cancelled")
		}
	})
}

func TestACancelThatComesTooLateSaysSo(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Rate: 1}); err != nil {
			t.Fatal(err)
		}
		p.Moves = through{b}
		if err := p.CancelRedrive(t.Context()); err == nil || errors.Is(err, errUnheard) || !strings.Contains(err.Error(), "the redrive is over already") {
			t.Errorf("a cancel after the end: %v", err)
		}
	})
}

// through is a box whose task is through when it is to be cancelled.
type through struct{ *pipelinetest.LetterBox }

func (through) CancelMove(context.Context, string, string) error { return errUnheard }

func (through) LatestMove(context.Context, string) (redrive.MoveTask, bool, error) {
	return redrive.MoveTask{Status: redrive.MoveCompleted}, true, nil
}

// neverHears is a box that hears no cancel.
type neverHears struct{ *pipelinetest.LetterBox }

func (neverHears) CancelMove(context.Context, string, string) error { return errUnheard }
