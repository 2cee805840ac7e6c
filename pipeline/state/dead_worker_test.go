package state_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// deaths is a story in which a worker dies with the message m, or does not.
type deaths struct{ race }

// hit is a fault that hits the receive of m which is told of next.
func (d deaths) hit(sec float64, worker, fault string) {
	d.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.FaultInjected{Fault: fault, Reason: "by " + fault + "=once"}})
}

func (d deaths) worker(sec float64, name string, body event.Body) {
	d.at(sec, event.Event{Worker: name, Body: body})
}

func (d deaths) begins(sec float64, worker string) {
	d.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.StageStarted{Stage: event.Download}})
}

// ends tells what is told when another stands where the worker died.
func (d deaths) ends(sec float64, worker string) {
	d.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.StageFinished{Stage: event.Download, Took: 4 * time.Second, Error: "its worker died"}})
	d.at(sec, event.Event{MessageID: "m", Worker: worker, Body: &event.MessageReturned{ReceiveCount: 1, Late: true, Reason: "its worker died"}})
}

func (d deaths) taken(sec float64, worker string) {
	d.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.MessageTaken{Stage: event.Download, ReceiveCount: 1}})
}

// activityOf is what a worker does; empty: there is none of that name.
func activityOf(s *state.State, name string) state.Activity {
	for _, w := range s.All() {
		if w.Name == name {
			return w.Activity
		}
	}
	return ""
}

// TestAWorkerIsDeadFromItsDeathUntilAnotherStandsInItsPlace: in every model, whichever of
// the events that end it come, late, twice or not at all.
func TestAWorkerIsDeadFromItsDeathUntilAnotherStandsInItsPlace(t *testing.T) {
	direct := func(d deaths) {
		d.hit(1, "1", event.WorkerDies)
		d.receive(1, "1", 1)
		d.begins(1, "1")
	}
	byReceiver := func(worker string) func(d deaths) {
		return func(d deaths) {
			d.worker(0, "receiver", &event.WorkerStarted{})
			d.hit(1, "receiver", event.WorkerDies)
			d.receive(1, "receiver", 1)
			d.worker(1, worker, &event.WorkerStarted{})
			d.taken(1, worker)
			d.begins(1, worker)
		}
	}
	for _, c := range []struct {
		name    string
		happens []func(d deaths)
		worker  string
		want    state.Activity
	}{
		{"it receives for itself", []func(deaths){direct}, "1", state.Died},
		{"before its first stage is told of", []func(deaths){func(d deaths) { d.hit(1, "1", event.WorkerDies); d.receive(1, "1", 1) }}, "1", state.Died},
		{"the receive is told of twice", []func(deaths){direct, func(d deaths) { d.receive(1, "1", 1) }}, "1", state.Died},
		{"another receives for it", []func(deaths){byReceiver("1")}, "1", state.Died},
		{"who receives for others does not die", []func(deaths){byReceiver("1")}, "receiver", state.Idle},
		{"one of a stage", []func(deaths){byReceiver("download-1")}, "download-1", state.Died},
		{"its timeout runs out", []func(deaths){direct, func(d deaths) { d.expire(4, "1", 1) }}, "1", state.Died},
		{"another has its message", []func(deaths){direct, func(d deaths) { d.expire(4, "1", 1); d.receive(4, "2", 2); d.begins(4, "2") }}, "1", state.Died},
		{"who has its message lives", []func(deaths){direct, func(d deaths) { d.expire(4, "1", 1); d.receive(4, "2", 2); d.begins(4, "2") }}, "2", state.Activity(event.Download)},
		{"its message is done by another", []func(deaths){direct, func(d deaths) { d.expire(4, "1", 1); d.receive(4, "2", 2); d.remove(4.5, "2") }}, "1", state.Died},
		{"another stands in its place", []func(deaths){direct, func(d deaths) { d.expire(4, "1", 1); d.ends(5, "1") }}, "1", state.Idle},
		{"that is told of twice", []func(deaths){direct, func(d deaths) { d.ends(5, "1"); d.ends(5, "1") }}, "1", state.Idle},
		{"its message was done meanwhile", []func(deaths){direct, func(d deaths) {
			d.expire(4, "1", 1)
			d.receive(4, "2", 2)
			d.remove(4.5, "2")
			d.ends(5, "1")
		}}, "1", state.Idle},
		{"its end is not told of, and it polls", []func(deaths){direct, func(d deaths) { d.worker(6, "1", &event.WorkerPolling{}) }}, "1", state.Polling},
		{"its end is not told of, and it has the message again", []func(deaths){direct, func(d deaths) { d.receive(6, "1", 2) }}, "1", state.Holding},
		{"one of its name begins", []func(deaths){direct, func(d deaths) { d.worker(6, "1", &event.WorkerStarted{}) }}, "1", state.Idle},
		{"its goroutine has ended", []func(deaths){direct, func(d deaths) { d.worker(6, "1", &event.WorkerStopped{}) }}, "1", ""},
		{"events are missing", []func(deaths){direct, func(d deaths) { d.at(5, event.Event{Body: &event.EventsDropped{Count: 3}}) }}, "1", state.Idle},
		{"no fault hits it", []func(deaths){func(d deaths) { d.receive(1, "1", 1); d.begins(1, "1") }}, "1", state.Activity(event.Download)},
		{"another fault hits it", []func(deaths){func(d deaths) { d.hit(1, "1", event.HeartbeatLost); d.receive(1, "1", 1); d.begins(1, "1") }}, "1", state.Activity(event.Download)},
		{"its event is missing", []func(deaths){func(d deaths) { d.receive(1, "1", 1); d.begins(1, "1"); d.expire(4, "1", 1) }}, "1", state.Activity(event.Download)},
		{"a person receives", []func(deaths){func(d deaths) { d.hit(1, "1", event.WorkerDies); d.receive(1, event.You, 1) }}, event.You, state.Holding},
		{"the one of a batch that comes later", []func(deaths){func(d deaths) {
			d.at(1, event.Event{MessageID: "n", Key: "dune.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: d.time(4)}})
			d.hit(1, "1", event.WorkerDies)
			d.receive(1, "1", 1)
		}}, "1", state.Holding},
		{"that one, begun", []func(deaths){func(d deaths) {
			d.at(1, event.Event{MessageID: "n", Key: "dune.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: d.time(4)}})
			d.hit(1, "1", event.WorkerDies)
			d.receive(1, "1", 1)
			d.at(2, event.Event{MessageID: "n", Worker: "1", Body: &event.MessageDeleted{}})
			d.begins(2, "1")
		}}, "1", state.Died},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := deaths{newRace()}
			for _, happens := range c.happens {
				happens(d)
			}
			if got := activityOf(d.state, c.worker); got != c.want {
				t.Errorf("worker %s is %q, want %q", c.worker, got, c.want)
			}
		})
	}
}

// TestADeadWorkerIsNotAtWorkAndNobodyIsLate: it is not busy, no stage took so long, and its
// message, visible again, waits for whoever receives it.
func TestADeadWorkerIsNotAtWorkAndNobodyIsLate(t *testing.T) {
	for fault, want := range map[string]struct {
		works, late int
		busy        bool
	}{event.WorkerDies: {0, 0, false}, event.HeartbeatLost: {1, 1, true}} {
		d := deaths{newRace()}
		d.at(0, event.Event{Body: &event.ModelChanged{Model: "spawn", Workers: 2}})
		d.hit(1, "1", fault)
		d.receive(1, "1", 1)
		d.begins(1, "1")
		rates := d.state.Rates(d.time(3))
		if rates.InHand != want.works || rates.Busy > 0 != want.busy {
			t.Errorf("with %s %d are at work, busy %.2f", fault, rates.InHand, rates.Busy)
		}
		if n := d.state.PermitsTaken(); n != 1 {
			t.Errorf("with %s %d permits are taken, want 1: who died has it still", fault, n)
		}
		d.expire(4, "1", 1)
		if st := d.state.Standing(d.time(4.5)); st.Late != want.late || st.Visible != 1 {
			t.Errorf("with %s %d of %d visible are late, want %d of 1", fault, st.Late, st.Visible, want.late)
		}
		if d.state.Count.ExpiredHeld != 1 {
			t.Errorf("with %s expired while held %d, want 1", fault, d.state.Count.ExpiredHeld)
		}
		d.ends(5, "1")
		if h := d.state.Latency.Stages[event.Download]; (h != nil && h.Count() > 0) == (fault == event.WorkerDies) {
			t.Errorf("with %s the downloads that are counted: %v", fault, h)
		}
		if n := d.state.PermitsTaken(); n != 0 {
			t.Errorf("with %s, over, %d permits are taken", fault, n)
		}
	}
}

// TestADeathIsKnownWhereNobodyTellsWhatIsSent: on an AWS that is not ours a message is
// known from its first receive on, and the fault is told of before that.
func TestADeathIsKnownWhereNobodyTellsWhatIsSent(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	s.at(1, event.Event{MessageID: "m", Key: "storm.jpg", Worker: "1", Body: &event.FaultInjected{Fault: event.WorkerDies, Reason: "by worker-dies=once"}})
	if n := len(s.state.Live()); n != 0 {
		t.Errorf("%d messages are known before one was received", n)
	}
	s.at(1, event.Event{MessageID: "m", Key: "storm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 3, VisibleAt: s.time(4)}}) // others had it before
	m := s.state.Message("m")
	if !m.InDeadHands() || m.Struck() != event.WorkerDies || activityOf(s.state, "1") != state.Died {
		t.Errorf("in dead hands %v, struck by %q, its worker is %q", m.InDeadHands(), m.Struck(), activityOf(s.state, "1"))
	}
	if len(m.History) != 2 || m.History[0].Kind != event.KindOf[event.FaultInjected]() {
		t.Errorf("its life is %+v", m.History)
	}
	s.at(5, event.Event{MessageID: "m", Key: "storm.jpg", Worker: "2", Body: &event.MessageReceived{ReceiveCount: 4, VisibleAt: s.time(8)}})
	if m.InDeadHands() {
		t.Error("whoever receives it next is taken for dead too")
	}
	for i := range 1000 { // nothing is kept for ever
		s.at(6, event.Event{MessageID: string(rune('a' + i)), Worker: "1", Body: &event.FaultInjected{Fault: event.WorkerDies}})
	}
	s.at(7, event.Event{MessageID: "a", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(9)}})
	if s.state.Message("a").InDeadHands() {
		t.Error("of a thousand that were never received the first is known still")
	}
}

// TestALaneIsLateFromWhenTheTimeoutRanOut: not from when the stage began, and also when
// the stage is over.
func TestALaneIsLateFromWhenTheTimeoutRanOut(t *testing.T) {
	d := deaths{newRace()}
	d.receive(1, "1", 1)
	d.begins(1, "1")
	d.expire(4, "1", 1)
	d.expire(4, "1", 1) // told of twice
	d.stage(6, "1", event.Thumbnail, false, "")
	d.remove(7, "1")
	d.receive(8, "1", 2)
	d.begins(8, "1")
	d.remove(9, "1")
	var late, intime time.Duration
	for _, w := range d.state.Workers {
		if w.Name != "1" {
			continue
		}
		for i := range w.Spans.Len() {
			switch span := w.Spans.At(i); {
			case span.Key == "":
			case span.Late:
				late += span.To.Sub(span.From)
			default:
				intime += span.To.Sub(span.From)
			}
		}
	}
	if late != 3*time.Second || intime != 4*time.Second {
		t.Errorf("it is late for %s and in time for %s, want 3 s and 4 s", late, intime)
	}
}
