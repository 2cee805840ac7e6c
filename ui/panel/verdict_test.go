package panel_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestAnEmptyQueueSaysWhatBecameOfWhatCame(t *testing.T) {
	setup := event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Embedded: true}}}
	sent := func(id string) event.Event {
		return event.Event{MessageID: id, Key: id, Body: &event.MessageSent{Queue: "practiceQ"}}
	}
	deleted := event.Event{MessageID: "a", Worker: "1", Body: &event.MessageDeleted{}}
	dead := event.Event{MessageID: "b", Body: &event.MessageDead{ReceiveCount: 3}}
	purge := event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}
	finished := event.Event{Body: &event.ProducerFinished{}}
	for _, c := range []struct {
		name, want string
		events     []event.Event
	}{
		{"nothing came", "", nil},
		{"all is done", "the queue is empty: all that came is done", []event.Event{sent("a"), deleted, finished}},
		{"more may come", "the queue is empty", []event.Event{sent("a"), deleted}},
		{"one is dead", "the queue is empty: 1 done, 1 dead letter", []event.Event{sent("a"), sent("b"), deleted, dead, finished}},
		{"one was purged", "the queue is empty: 1 done, 1 thrown away", []event.Event{sent("a"), deleted, sent("b"), purge, finished}},
		{"one never reached the queue", "the queue is empty: 1 done, 1 not delivered", []event.Event{
			sent("a"), deleted, {Key: "b", Body: &event.EventFailed{Reason: "AccessDenied"}}, finished,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := state.NewState()
			for _, e := range append([]event.Event{setup}, c.events...) {
				e.Time = sample.Begin
				s.Apply(e)
			}
			if got := panel.Verdict(s, sample.Begin.Add(time.Second)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
