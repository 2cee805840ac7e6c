package panel_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

func TestWhatIsSaidOfAPersonsHandIsTrue(t *testing.T) {
	extended := func(sec float64, worker string) event.Event {
		return on(sec, event.Event{Worker: worker, Body: &event.MessageExtended{VisibleAt: until(sec + 3)}})
	}
	returned := func(sec float64, worker string, try int, why string, late bool) event.Event {
		return on(sec, event.Event{Worker: worker, Body: &event.MessageReturned{ReceiveCount: try, Reason: why, VisibleAt: until(sec), Late: late}})
	}
	deleted := func(sec float64, worker string, late bool) event.Event {
		return on(sec, event.Event{Key: "storm.jpg", Worker: worker, Body: &event.MessageDeleted{Late: late}})
	}
	you := event.You
	for _, c := range []claim{
		{says: "storm: in your hand, visible in 1 s; in flight, receive 1/3", at: 3, true: all(got(1, you, 1)), false: all(got(1, "1", 1))},
		{says: "in the hand of you@b:2, visible", at: 3, true: all(inProcess("a", got(0, "1", 1)), inProcess("b", got(1, you, 2))), false: all(inProcess("a", got(0, "1", 1)), inProcess("b", got(1, "1", 2)))},
		{says: "by hand ", at: 3, true: all(got(1, you, 1)), false: all(got(1, event.Outside, 1))},
		{says: "extended, given back or deleted by hand; else it is visible again", at: 3, true: all(got(1, you, 1)), false: all(got(1, "1", 1))},
		{says: "received by you, receive 1/3, for 3 s", true: all(got(1, you, 1)), false: all(got(1, "1", 1))},
		{says: "you received storm: for 3 s it is visible to nobody else", at: 3, true: all(got(1, you, 1)), false: all(got(1, "1", 1))},
		{says: "extended by you: visible in 3 s", true: all(got(1, you, 1), extended(2, you)), false: all(got(1, "1", 1), extended(2, "1"))},
		{says: "heartbeat: 3 s from here", true: all(got(1, "1", 1), extended(2, "1")), false: all(got(1, you, 1), extended(2, you))},
		{says: "given back by you: visible", true: all(got(1, you, 1), returned(2, you, 1, event.GivenBack, false)), false: all(got(1, "1", 1), returned(2, "1", 1, "bad", false))},
		{says: "storm was given back by hand", at: 4, true: all(got(1, you, 1), returned(2, you, 1, event.GivenBack, false)), false: all(got(1, "1", 1), returned(2, "1", 1, "bad", false))},
		{says: "failed in its 1st receive", true: all(got(1, "1", 1), returned(2, "1", 1, "bad", false)), false: all(got(1, you, 1), returned(2, you, 1, event.GivenBack, false))},
		{
			says: "its 3rd and last receive was given back by hand", true: all(got(0, you, 3), returned(1, you, 3, event.GivenBack, false), died(2, event.GivenBack)),
			false: all(got(0, "1", 3), returned(1, "1", 3, "bad", false), died(2, "bad")),
		},
		{
			says: "its 3rd and last receive was given back by hand", true: all(got(0, "1", 2), ranOut(0.5, "1", 2), got(0.6, you, 3), returned(1, you, 3, event.GivenBack, false), returned(1.5, "1", 2, "bad", true), died(2, "")),
			false: all(got(0, you, 2), got(0.6, "1", 3), returned(1, "1", 3, "bad", false), died(2, "bad")),
		},
		{says: "in your hand no more: gone", true: all(got(1, you, 1), returned(2, you, 1, "gone", true)), false: all(got(1, "1", 1), returned(2, "1", 1, "gone", true))},
		{says: "its visibility timeout ran out while you held it", true: all(got(1, you, 1), ranOut(4, you, 1)), false: all(got(1, "1", 1), ranOut(4, "1", 1))},
		{says: "may be received again: its timeout ran out in your hand", at: 6, true: all(got(1, you, 1), ranOut(4, you, 1)), false: all(got(1, "1", 1), ranOut(4, "1", 1))},
		{says: "storm was received again: its timeout ran out in your hand", at: 6, true: all(got(1, you, 1), ranOut(4, you, 1), got(5, "1", 3)), false: all(got(1, you, 1), ranOut(4, you, 1), got(5, "1", 2))},
		{says: "storm was received again: its timeout ran out at worker 1", at: 6, true: all(got(1, "1", 1), ranOut(4, "1", 1), got(5, "2", 3)), false: all(got(1, "1", 1), ranOut(4, "1", 1), got(4.5, "3", 2), got(5, "2", 3))},
		{says: "works on: its timeout ran out", true: all(got(1, "1", 1), ranOut(4, "1", 1)), false: all(got(1, you, 1), ranOut(4, you, 1))},
		{says: "Worker you", true: nil, false: all(got(1, you, 1), ranOut(4, you, 1), got(4.5, "1", 2))},
		{says: "may be done twice", true: all(got(1, "1", 1), ranOut(3, "1", 1)), false: all(got(1, you, 1), ranOut(3, you, 1))},
		{says: "deleted by you, and not done", true: all(got(1, you, 1), deleted(2, you, false)), false: all(got(1, "1", 1), deleted(2, "1", false))},
		{says: "deleted by hand, and not done", true: all(got(1, you, 1), deleted(2, you, false)), false: all(got(1, you, 1), on(2, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}))},
		{says: "deleted by you, with an old receipt handle: its timeout had run out", true: all(got(1, you, 1), ranOut(2, you, 1), deleted(3, you, true)), false: all(got(1, you, 1), deleted(2, you, false))},
		{
			says: "deleted too late by you: it had become a dead letter", true: all(got(0, you, 3), ranOut(1, you, 3), died(2, ""), deleted(3, you, true)),
			false: all(got(0, "1", 3), ranOut(1, "1", 3), died(2, ""), deleted(3, "1", true)),
		},
		{
			says: "worker 1 was through with it too late: it had become a dead letter", true: all(got(0, "1", 3), ranOut(1, "1", 3), died(2, ""), deleted(3, "1", true)),
			false: all(got(0, "1", 3), ranOut(1, "1", 3), deleted(3, "1", true)),
		},
		// What became of the letter is in the gap, or told after the delete.
		{says: "letter stays", true: nil, false: all(got(0, "1", 3), ranOut(1, "1", 3), died(2, ""), is(2.5, &event.EventsDropped{Count: 1}), deleted(3, "1", true))},
		{says: "letter stays", true: nil, false: all(got(0, "1", 3), ranOut(1, "1", 3), died(2, ""), deleted(3, "1", true), is(2.5, &event.LetterDeleted{}))},
		{says: "letter stays", true: nil, false: all(got(0, you, 3), ranOut(1, you, 3), died(2, ""), deleted(3, you, true), is(2.5, &event.LetterDeleted{}))},
		{says: "done by you", true: nil, false: all(got(1, you, 1), deleted(2, you, false))},
		{says: "1 thrown away", true: all(got(1, you, 1), deleted(2, you, false), is(3, &event.ProducerFinished{})), false: all(got(1, "1", 1), deleted(2, "1", false), is(3, &event.ProducerFinished{}))},
		{says: "while a worker held it: expired 1", true: all(got(1, "1", 1), ranOut(3, "1", 1)), false: all(got(1, you, 1), ranOut(3, you, 1))},
		{says: "worker you", true: nil, false: all(got(1, you, 1), extended(2, you), ranOut(5, you, 1), got(6, you, 2))},
	} {
		if c.true == nil { // it is never said
			t.Run(c.says+" is never said", c.checkNever)
			continue
		}
		t.Run(c.says, c.check)
	}
}

// inProcess is an event of another process than others.
func inProcess(host string, e event.Event) event.Event {
	e.Process = &event.Process{Host: host, PID: 2}
	return e
}

// checkNever fails where the sentence is said.
func (c claim) checkNever(t *testing.T) {
	t.Helper()
	s := state.NewState()
	s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: true, MaxReceives: 3, Visibility: 3}}}))
	s.Apply(on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))
	for _, e := range c.false {
		s.Apply(e)
		for after := range 3 {
			if said := everything(s, e.Time.Add(until(float64(after)).Sub(until(0)))); strings.Contains(said, c.says) {
				t.Fatalf("it is said after %s:\n%s", e.Kind(), said)
			}
		}
	}
}

func TestAPersonHasALaneAndIsNoneOfTheWorkers(t *testing.T) {
	s := state.NewState()
	s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Model: "pool", Embedded: true, MaxReceives: 3, Visibility: 3}}}))
	s.Apply(on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}), got(1, event.You, 1))
	v := panel.View{State: s, Now: until(3), Width: 120, Height: 10}
	_, right := panel.Workers().Title(v)
	if !strings.Contains(right, "0 of 1 busy, 0 %") {
		t.Errorf("the title says %q", right)
	}
	lanes := strings.Join(panel.Workers().Draw(v), "\n")
	if !strings.Contains(lanes, " you ") || strings.Count(lanes, "%") != 1 {
		t.Errorf("the lanes:\n%s", lanes)
	}
	if n := panel.Workers().Count(v); n != 2 {
		t.Errorf("the cursor goes over %d lanes", n)
	}
	if at := panel.Workers().At(v, 0); at != event.You || panel.Workers().Place(v, event.You) != 0 {
		t.Errorf("on the first lane is %q, while the hand is full", at)
	}
	s.Apply(ranOut(4, event.You, 1), on(40, event.Event{Body: &event.ProducerFinished{}}))
	if at := panel.Workers().At(v, 1); at != event.You {
		t.Errorf("on the last lane is %q, when the hand has long been empty", at)
	}
}
