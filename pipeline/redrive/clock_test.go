package redrive_test

import (
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/redrive"
)

func TestChosenLettersMoveByTheClockAndNotByTheWall(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		hand := pipelinetest.NewHandClock()
		log := &event.Log{Clock: clock.From(hand)}
		events := log.NewReader()
		p.DeadLetters.Log = log
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: b.Visible(), Rate: 1}); err != nil {
			t.Fatal(err)
		}
		var all []event.Event
		for want := 1; want <= 3; want++ {
			time.Sleep(10 * time.Second)
			hand.Move(0)
			if all = events.Take(all); len(pipelinetest.OfKind(all, event.KindOf[event.MessageRedriven]())) != want {
				t.Errorf("moved %d, want %d", len(pipelinetest.OfKind(all, event.KindOf[event.MessageRedriven]())), want)
			}
			hand.Move(time.Second)
		}
	})
}
