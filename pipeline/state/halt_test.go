package state_test

import (
	"fmt"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// halting is a run with a worker at a thumbnail, one that waits for a core, and one that
// polls, which is to freeze after ten seconds and is frozen after twelve.
func halting(embedded bool) *story {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Model: "pool", Workers: 3, Wait: 5, Embedded: embedded}}})
	for _, w := range []string{"1", "2", "3"} {
		s.at(0, event.Event{Worker: w, Body: &event.WorkerStarted{}})
		s.at(0, event.Event{Worker: w, Body: &event.WorkerPolling{}})
	}
	for _, w := range []string{"1", "2"} {
		s.at(0, event.Event{MessageID: w, Key: w + ".jpg", Worker: w, Body: &event.MessageSent{Queue: "practiceQ"}})
		s.at(0, event.Event{MessageID: w, Key: w + ".jpg", Worker: w, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
	}
	s.at(0, event.Event{MessageID: "1", Key: "1.jpg", Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}})
	s.at(0, event.Event{MessageID: "2", Key: "2.jpg", Worker: "2", Body: &event.StageWaiting{Stage: event.Thumbnail}})
	s.at(10, event.Event{Body: &event.WorldFreezing{}})
	return s
}

// TestWhoStandsIsNotBusyWhileTheClockGoesOn: neither at work, nor waiting for a core, nor
// polling. Where the clock stands too, all is as at the moment at which it froze.
func TestWhoStandsIsNotBusyWhileTheClockGoesOn(t *testing.T) {
	for embedded, want := range map[bool]struct {
		then, after float64 // busy: frozen, and four seconds after it went on
		cores       bool
		does        state.Activity
	}{
		false: {0, 0.4 * 2 / 3, false, state.AtGate},
		true:  {2. / 3, 2. / 3, true, state.Polling},
	} {
		s := halting(embedded)
		s.at(12, event.Event{Body: &event.WorldFrozen{}})
		looked, on := 30., 32.
		if embedded { // the clock stands
			looked, on = 12, 12
		}
		r := s.state.Rates(s.time(looked))
		if r.Busy != want.then || r.Computing != want.then/2 || r.InHand != 2 {
			t.Errorf("embedded %t, frozen: busy %.2f, computing %.2f, %d in hand", embedded, r.Busy, r.Computing, r.InHand)
		}
		if got := s.state.CoresFull(s.time(looked)); got != want.cores {
			t.Errorf("embedded %t, frozen: the cores are full: %t", embedded, got)
		}
		if got := s.state.Does(s.state.Workers[2]); got != want.does {
			t.Errorf("embedded %t, frozen: who polled does %q", embedded, got)
		}
		s.at(on, event.Event{Body: &event.WorldRunning{}})
		if busy := s.state.Rates(s.time(on + 4)).Busy; busy < want.after-0.01 || busy > want.after+0.01 {
			t.Errorf("embedded %t, going on: busy %.2f, want %.2f", embedded, busy, want.after)
		}
		if last := s.state.Workers[0].Spans.Last(); !embedded && last.Activity != state.AtGate || embedded && last != nil {
			t.Errorf("embedded %t, going on: its lane says that it last did %+v", embedded, last)
		}
		if got := s.state.Workers[0].Activity; got != state.Activity(event.Thumbnail) {
			t.Errorf("embedded %t, going on: who made a thumbnail does %q", embedded, got)
		}
	}
}

// TestAPollUnderWayIsFreezingWhereTheClockIsNotOurs: it ends by itself, and may still
// bring a message.
func TestAPollUnderWayIsFreezingWhereTheClockIsNotOurs(t *testing.T) {
	for embedded, want := range map[bool]state.Activity{true: state.Polling, false: state.Ending} {
		s := halting(embedded)
		if got := s.state.Does(s.state.Workers[2]); got != want {
			t.Errorf("embedded %t: it does %q, want %q", embedded, got, want)
		}
		if got := s.state.Does(s.state.Workers[0]); got != state.Activity(event.Thumbnail) {
			t.Errorf("embedded %t: who works does %q", embedded, got)
		}
		s.at(11, event.Event{MessageID: "3", Worker: "3", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
		if w := s.state.Workers[2]; s.state.Does(w) != state.Holding || w.Stands() == embedded {
			t.Errorf("embedded %t: with a message it does %q, and stands: %t", embedded, s.state.Does(w), w.Stands())
		}
	}
}

// TestWhoWaitsAtAGateIsNotBusyThoughOthersHoldUpTheFreeze: on an AWS whose clock is not ours
// a poll may take its 20 s to end. Who has ended what it did stands meanwhile; who does
// something still, or passed a gate just before, does not; and all go on with the world.
func TestWhoWaitsAtAGateIsNotBusyThoughOthersHoldUpTheFreeze(t *testing.T) {
	for _, embedded := range []bool{true, false} {
		s := halting(embedded)
		stands := func(when string, want ...bool) {
			t.Helper()
			for i, w := range s.state.Workers {
				if w.Stands() != (want[i] && !embedded) {
					t.Errorf("embedded %t, %s: worker %s stands: %t, and does %q", embedded, when, w.Name, w.Stands(), s.state.Does(w))
				}
			}
		}
		stands("as it begins to freeze", false, false, false)
		s.at(11, event.Event{MessageID: "1", Worker: "1", Key: "1.jpg", Body: &event.StageFinished{Stage: event.Thumbnail, Took: 11}})
		s.at(11, event.Event{MessageID: "2", Worker: "2", Key: "2.jpg", Body: &event.StageStarted{Stage: event.Thumbnail}})
		stands("a stage has ended", true, false, false)
		if u := s.state.Workers[0].Utilisation(s.time(21), 10*1e9); (u > 0.01) != embedded {
			t.Errorf("embedded %t: at the gate it was busy for %.2f of ten seconds", embedded, u)
		}
		s.at(12, event.Event{MessageID: "1", Worker: "1", Key: "1.jpg", Body: &event.StageStarted{Stage: event.Upload}})
		stands("it had passed the gate of the next", false, false, false)
		s.at(13, event.Event{MessageID: "1", Worker: "1", Key: "1.jpg", Body: &event.StageFinished{Stage: event.Upload, Took: 1}})
		s.at(13, event.Event{MessageID: "2", Worker: "2", Body: &event.MessageReturned{ReceiveCount: 1, VisibleAt: s.time(14), Reason: "bad"}})
		s.at(13, event.Event{Worker: "4", Body: &event.WorkerStarted{}})
		stands("one has given its message back, and one comes", true, true, false, true)
		if got := s.state.Does(s.state.Workers[1]); !embedded && got != state.AtGate {
			t.Errorf("who has nothing in hand does %q", got)
		}
		s.at(14, event.Event{MessageID: "5", Worker: event.You, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
		if w := s.state.Persons[0]; w.Stands() {
			t.Error("a person stands at a gate")
		}
		s.at(15, event.Event{Body: &event.WorldRunning{}}) // a person did not wait for it
		stands("it goes on", false, false, false, false)
		if w := s.state.Workers[1]; s.state.Does(w) == state.AtGate {
			t.Errorf("embedded %t, going on: who has nothing does %q", embedded, s.state.Does(w))
		}
	}
}

// TestAWorkerThatComesWhileOursStandsStandsToo, and one that is dead, or paused, is what
// it is.
func TestAWorkerThatComesWhileOursStandsStandsToo(t *testing.T) {
	s := halting(false)
	s.at(11, event.Event{MessageID: "1", Worker: "1", Body: &event.MessageDeleted{}})
	s.at(11, event.Event{MessageID: "4", Worker: "1", Body: &event.FaultInjected{Fault: event.WorkerDies}})
	s.at(11, event.Event{MessageID: "4", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
	s.at(12, event.Event{Body: &event.WorldFrozen{}})
	s.at(13, event.Event{Worker: "4", Body: &event.WorkerStarted{}})
	if w := s.state.Workers[3]; !w.Stands() || s.state.Does(w) != state.AtGate {
		t.Errorf("who comes does %q", s.state.Does(w))
	}
	if w := s.state.Workers[0]; s.state.Does(w) != state.Died || w.Stands() {
		t.Errorf("who died does %q", s.state.Does(w))
	}
	s.at(20, event.Event{Body: &event.WorldRunning{}})
	for _, w := range s.state.Workers {
		if w.Stands() || s.state.Does(w) == state.AtGate {
			t.Errorf("going on, worker %s does %q", w.Name, s.state.Does(w))
		}
	}

	s = halting(false)
	s.at(11, event.Event{Body: &event.ConsumingPaused{}})
	s.at(11, event.Event{Worker: "4", Body: &event.WorkerStarted{}})
	s.at(12, event.Event{Body: &event.WorldFrozen{}})
	if got := s.state.Does(s.state.Workers[3]); got != state.Idle {
		t.Errorf("who does not receive anyway does %q", got)
	}
}

// TestWhereAQueueGoesIsNotJudgedByWorkThatStands: others go on with it, or nobody does.
func TestWhereAQueueGoesIsNotJudgedByWorkThatStands(t *testing.T) {
	for embedded, want := range map[bool]state.Direction{true: state.KeepsUp, false: state.OnHold} {
		s := halting(embedded)
		if got := s.state.Trend(s.time(11)).Direction; got != want {
			t.Errorf("embedded %t: freezing it goes %d, want %d", embedded, got, want)
		}
		s.at(12, event.Event{Body: &event.WorldFrozen{}})
		if got := s.state.Trend(s.time(13)).Direction; got != want {
			t.Errorf("embedded %t: frozen it goes %d, want %d", embedded, got, want)
		}
	}
}

// TestHowLongEachIsInFlightIsNotToldOfWorkThatStood, until what is measured is of work
// that goes on.
func TestHowLongEachIsInFlightIsNotToldOfWorkThatStood(t *testing.T) {
	for _, embedded := range []bool{true, false} {
		s := halting(embedded)
		receives := func(from, to int) {
			for sec := from; sec < to; sec++ {
				at, id := float64(sec), fmt.Sprint("flow", sec)
				s.at(at, event.Event{MessageID: id, Worker: "3", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
				s.at(at+0.5, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", InFlight: 3}})
				s.at(at+0.9, event.Event{MessageID: id, Worker: "3", Body: &event.MessageDeleted{}})
			}
		}
		told := func(at float64, want bool, when string) {
			t.Helper()
			if each := s.state.Trend(s.time(at)).Each; (each > 0) != want {
				t.Errorf("embedded %t, %s: each is in flight for %s", embedded, when, each)
			}
		}
		receives(11, 24)
		s.at(24, event.Event{Body: &event.WorldFrozen{}})
		on := 24
		if told(24, embedded, "frozen"); !embedded {
			on = 40
		}
		s.at(float64(on), event.Event{Body: &event.WorldRunning{}})
		receives(on, on+12)
		told(float64(on+4), embedded, "going on")
		told(float64(on+12), true, "long after")
	}
}

// TestNobodyPaysForPollsOfWhoStands: a run that stands costs less a month than one that
// polls on.
func TestNobodyPaysForPollsOfWhoStands(t *testing.T) {
	polling, standing := halting(false), halting(false)
	standing.at(12, event.Event{Body: &event.WorldFrozen{}})
	for _, s := range []*story{polling, standing} {
		s.at(70, event.Event{Body: &event.QueueSampled{Queue: "practiceQ"}})
	}
	one, other := polling.state.Price(polling.time(70)), standing.state.Price(standing.time(70))
	if !one.Known || !other.Known || other.Month >= one.Month/2 || other.Month == 0 {
		t.Errorf("polling %+v, standing %+v", one, other)
	}
}

// TestWhoCameToAGateJustBeforeTheFreezeIsNotBusy: a step ends with what happened, so that
// whoever it happened to is at the next gate already when the world begins to freeze.
func TestWhoCameToAGateJustBeforeTheFreezeIsNotBusy(t *testing.T) {
	is := func(b event.Body) event.Event { return event.Event{MessageID: "1", Worker: "1", Key: "1.jpg", Body: b} }
	by2 := func(b event.Body) event.Event { return event.Event{MessageID: "1", Worker: "2", Key: "1.jpg", Body: b} }
	made := is(&event.StageFinished{Stage: event.Thumbnail, Took: 9})
	for name, row := range map[string]struct {
		before, during []event.Event
		stands         bool
	}{
		"its stage has ended":        {[]event.Event{made}, nil, true},
		"its stage has failed":       {[]event.Event{is(&event.StageFinished{Stage: event.Thumbnail, Took: 9, Error: "bad"})}, nil, true},
		"the next stage has begun":   {[]event.Event{made, is(&event.StageStarted{Stage: event.Upload})}, nil, false},
		"its stage goes on":          {nil, nil, false},
		"it has begun nothing yet":   {[]event.Event{is(&event.MessageTaken{ReceiveCount: 1, Stage: event.Thumbnail})}, nil, true},
		"it has taken it since":      {nil, []event.Event{is(&event.MessageTaken{ReceiveCount: 1, Stage: event.Thumbnail})}, true},
		"its message is done":        {[]event.Event{made, is(&event.MessageDeleted{})}, nil, true},
		"its message is done since":  {nil, []event.Event{is(&event.MessageDeleted{})}, true},
		"it polls, for it had begun": {[]event.Event{made, is(&event.MessageDeleted{})}, []event.Event{{Worker: "1", Body: &event.WorkerPolling{}}}, false},
		"it waits for a core": {
			[]event.Event{is(&event.StageStarted{Stage: event.Download}), is(&event.StageFinished{Stage: event.Download, Took: 1}), is(&event.StageWaiting{Stage: event.Thumbnail})}, nil, false,
		},
		"it waits for a core since": {
			[]event.Event{is(&event.StageStarted{Stage: event.Download}), is(&event.StageFinished{Stage: event.Download, Took: 1})}, []event.Event{is(&event.StageWaiting{Stage: event.Thumbnail})}, false,
		},
		"another has made the thumbnail, and it goes on": {
			[]event.Event{
				by2(&event.MessageReceived{ReceiveCount: 2, VisibleAt: newStory().time(100)}),
				by2(&event.StageStarted{Stage: event.Thumbnail}), by2(&event.StageFinished{Stage: event.Thumbnail, Took: 1}),
			}, nil, false,
		},
	} {
		for _, embedded := range []bool{true, false} {
			s := halting(embedded)
			s.at(10, event.Event{Body: &event.WorldStepping{}})
			for _, e := range row.before {
				s.at(11, e)
			}
			s.at(11, event.Event{Body: &event.WorldFreezing{}})
			for _, e := range row.during {
				s.at(11, e)
			}
			if w := s.state.Workers[0]; w.Stands() != (row.stands && !embedded) {
				t.Errorf("embedded %t, %s: it stands: %t, and does %q", embedded, name, w.Stands(), s.state.Does(w))
			}
		}
	}
}

// TestWhoReceivedABatchAsItFrozeStands: what it puts by for later leaves it at its gate.
func TestWhoReceivedABatchAsItFrozeStands(t *testing.T) {
	s := halting(false)
	for _, id := range []string{"3", "4"} {
		s.at(11, event.Event{MessageID: id, Worker: "3", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}})
	}
	s.at(11, event.Event{MessageID: "4", Worker: "3", Body: &event.MessageHeld{ReceiveCount: 1, Stage: event.Download}})
	if w := s.state.Workers[2]; !w.Stands() || s.state.Does(w) != state.AtGate {
		t.Errorf("it stands: %t, and does %q", w.Stands(), s.state.Does(w))
	}
}
