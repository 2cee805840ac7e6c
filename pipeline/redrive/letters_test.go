package redrive_test

import (
	"context"
	"errors"
	"fmt"
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

func TestLettersThatAreNotThereAreToldOf(t *testing.T) {
	withLetters(t, 2, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a", "z"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		events := r.Told(event.KindOf[event.RedriveEnded]())
		if len(events) != 1 || pipelinetest.As[event.RedriveEnded](events[0]).Moved != 1 || !strings.Contains(pipelinetest.As[event.RedriveEnded](events[0]).Error, "1 of 2 letters were not found in dlq") {
			t.Errorf("told %+v", events)
		}
		err := p.DeleteLetters(t.Context(), []string{"z"})
		if err == nil || !strings.Contains(err.Error(), "1 of 1 letters were not found") || !slices.Equal(b.Visible(), []string{"b"}) {
			t.Errorf("delete: %v; visible: %q", err, b.Visible())
		}
	})
}

func TestALookTellsOfEveryLetterAndChangesNothingButItsReceiveCount(t *testing.T) {
	withLetters(t, 14, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.LookAtLetters(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(b.Visible()); n != 14 {
			t.Errorf("%d of 14 letters are visible at once", n)
		}
		events := r.Told(event.KindOf[event.LetterSeen](), event.KindOf[event.ActionTaken]())
		if len(events) != 15 || events[0].Key != "a.jpg" || pipelinetest.As[event.LetterSeen](events[0]).ReceiveCount != 4 || !strings.Contains(pipelinetest.As[event.LetterSeen](events[0]).Body, "a.jpg") {
			t.Fatalf("told %+v", events)
		}
		if text := pipelinetest.As[event.ActionTaken](events[14]).Text; text != "looked at 14 dead letters, each received once more by it" {
			t.Errorf("said %q", text)
		}
	})
}

// theirs says of every queue that it is somebody else's.
type theirs struct{}

func (theirs) Owns(_ context.Context, queue string) error {
	return errors.New(queue + " is not this stack's")
}

func TestWhatIsInAQueueOfSomebodyElseIsNotThrownAway(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		for i := range 3 {
			r.Memory.Send(fmt.Sprintf("m%d", i), "x")
		}
		throws := map[string]func(context.Context) error{
			"purge of q": p.Purge, "purge of dlq": p.PurgeDeadLetters,
			"delete of 2 dead letters": func(ctx context.Context) error { return p.DeleteLetters(ctx, []string{"c", "a"}) },
		}
		p.Owner = theirs{}
		for what, throw := range throws {
			if err := throw(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "q is not this stack's") {
				t.Errorf("%s: %v", what, err)
			}
		}
		synctest.Wait()
		for _, e := range r.Told(event.KindOf[event.ActionTaken](), event.KindOf[event.LetterDeleted](), event.KindOf[event.QueuePurged](), event.KindOf[event.LetterSeen]()) {
			if e.Kind() != event.KindOf[event.ActionTaken]() {
				t.Errorf("told %+v", e)
				continue
			}
			a := pipelinetest.As[event.ActionTaken](e)
			if throws[a.Text] == nil || !strings.Contains(a.Error, "is not this stack's") {
				t.Errorf("told of %q: %q", a.Text, a.Error)
			}
			delete(throws, a.Text)
		}
		if len(throws) > 0 || r.Memory.Left() != 3 || len(b.Visible()) != 3 {
			t.Errorf("%d are not told of; left are %d messages, letters %q", len(throws), r.Memory.Left(), b.Visible())
		}
	})
}

func TestChosenLettersAreDeleted(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.DeleteLetters(t.Context(), []string{"c", "a"}); err != nil {
			t.Fatal(err)
		}
		events := r.Told(event.KindOf[event.LetterDeleted]())
		if len(events) != 2 || events[0].Key != events[0].MessageID+".jpg" || !slices.Equal(b.Visible(), []string{"b"}) {
			t.Errorf("told %+v; visible: %q", events, b.Visible())
		}
	})
}

func TestALookThatIsGivenUpLeavesNoLetterInFlight(t *testing.T) {
	withLetters(t, 25, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		b.Slow = time.Second
		ctx, giveUp := context.WithTimeout(t.Context(), 1500*time.Millisecond) // in the second receive
		defer giveUp()
		if err := p.LookAtLetters(ctx); err == nil {
			t.Error("it was not given up")
		}
		if n := len(b.Visible()); n != 25 {
			t.Errorf("%d of 25 letters are visible", n)
		}
	})
}
