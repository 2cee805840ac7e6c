package state_test

import (
	"testing"

	"inflight/pipeline/event"
)

func TestAWorkerIsStillAtAMessageWhileItsHandHoldsIt(t *testing.T) {
	for _, c := range []struct {
		name    string
		happens func(r race)
		still   []bool // of each receive
	}{
		{"in flight", func(r race) { r.receive(0, "1", 1) }, []bool{true}},
		{"put down", func(r race) { r.receive(0, "1", 1); r.giveBack(1, "1", 1, 1) }, []bool{false}},
		{"done by who received it next", func(r race) {
			r.receive(0, "1", 1)
			r.expire(3, "1", 1)
			r.receive(3, "2", 2)
			r.remove(4, "2")
		}, []bool{true, false}},
		{"received again by the same worker, which told of no end", func(r race) {
			r.receive(0, "1", 1)
			r.expire(3, "1", 1)
			r.receive(3, "1", 2)
		}, []bool{false, true}},
		{"received by a worker that died", func(r race) { r.die(0, "1"); r.receive(0, "1", 1) }, []bool{false}},
		{"received by somebody outside", func(r race) { r.receive(0, event.Outside, 1) }, []bool{false}},
		{"received by hand", func(r race) { r.receive(0, event.You, 1) }, []bool{false}},
		{"its worker has stopped", func(r race) {
			r.receive(0, "1", 1)
			r.at(1, event.Event{Worker: "1", Body: &event.WorkerStopped{}})
		}, []bool{false}},
		{"its worker has another message", func(r race) {
			r.receive(0, "1", 1)
			r.receive(3, "2", 2)
			r.at(4, event.Event{MessageID: "n", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: r.time(7)}})
		}, []bool{false, true}},
		{"received for others, by who works on nothing itself", func(r race) {
			r.at(0, event.Event{Worker: "receiver-1", Body: &event.WorkerStarted{}})
			r.receive(0, "receiver-1", 1)
		}, []bool{false}},
		{"purged", func(r race) {
			r.receive(0, "1", 1)
			r.at(1, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})
		}, []bool{false}},
		{"events are missing since", func(r race) {
			r.receive(0, "1", 1)
			r.receive(0, "2", 2)
			r.remove(1, "2")
			r.at(2, event.Event{Body: &event.EventsDropped{Count: 1}})
		}, []bool{false, false}},
		{"a stage ended after events were missing", func(r race) {
			r.receive(0, "1", 1)
			r.receive(0, "2", 2)
			r.remove(1, "2")
			r.at(2, event.Event{Body: &event.EventsDropped{Count: 1}})
			r.stage(3, "1", event.Upload, false, "")
		}, []bool{true, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRace()
			c.happens(r)
			m := r.state.Message("m")
			if len(m.Receives) != len(c.still) {
				t.Fatalf("%d receives", len(m.Receives))
			}
			for i, want := range c.still {
				if got := r.state.StillAt(m, &m.Receives[i]); got != want {
					t.Errorf("of receive %d its worker is still at it: %v", i+1, got)
				}
			}
		})
	}
}
