package redrive_test

import (
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
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

func TestChosenLettersStandWithTheWorldAndAllComeBack(t *testing.T) {
	withLetters(t, 20, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		log := &event.Log{}
		events := log.NewReader()
		world := freeze.New(log, nil)
		p.DeadLetters.Log, p.DeadLetters.World = log, world
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: b.Visible(), Rate: 4}); err != nil {
			t.Fatal(err)
		}
		var all []event.Event
		moved := func() int {
			synctest.Wait()
			all = events.Take(all)
			return len(pipelinetest.OfKind(all, event.KindOf[event.MessageRedriven]()))
		}
		for moved() == 0 {
			time.Sleep(100 * time.Millisecond) // in a bubble
		}
		world.Freeze()
		for len(pipelinetest.OfKind(all, event.KindOf[event.WorldFrozen]())) == 0 {
			time.Sleep(100 * time.Millisecond) // in a bubble
			moved()
		}
		before := moved()
		time.Sleep(20 * time.Second)
		if now := moved(); now != before || now == 20 {
			t.Errorf("%d had moved when the world stood, and %d later", before, now)
		}
		world.Thaw()
		for len(pipelinetest.OfKind(all, event.KindOf[event.RedriveEnded]())) == 0 {
			time.Sleep(time.Second) // in a bubble
			moved()
		}
		if now := moved(); now != 20 {
			t.Errorf("%d of 20 came back", now)
		}
	})
}
