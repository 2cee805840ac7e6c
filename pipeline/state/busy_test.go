package state_test

import (
	"testing"

	"inflight/pipeline/event"
)

func TestNoMoreThanAllOfTheWorkersTimeGoesIntoWork(t *testing.T) {
	s := newStory()
	begin := func(sec float64, worker, message string) {
		s.at(sec, event.Event{Worker: worker, Body: &event.WorkerStarted{}})
		s.at(sec, event.Event{MessageID: message, Key: message + ".jpg", Worker: worker, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(sec + 30)}})
		s.at(sec, event.Event{MessageID: message, Key: message + ".jpg", Worker: worker, Body: &event.StageStarted{Stage: event.Download}})
	}
	begin(1, "1", "a")
	begin(1, "2", "b")
	s.at(10, event.Event{Body: &event.ModelChanged{Model: "spawn", Workers: 2}})
	begin(10, "3", "c") // while those of the model before go on to their ends
	if r := s.state.Rates(s.time(11)); r.Busy > 1 || r.Busy < 0.5 {
		t.Errorf("they are busy for %.0f %% of their time", 100*r.Busy)
	}
}
