package panel_test

import (
	"fmt"
	"strings"
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

// In a burst more is in flight than the mean of some seconds says: the law is left out, and
// is there again when the burst is over.
func TestTheLawIsNotSaidBesideABurst(t *testing.T) {
	s := state.NewState()
	s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: true}}}), on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))
	s.Apply(append(flow(0, 2, 2), got(12.4, "1", 1))...)
	const law = "keeping up, 2.0/s × 1.0 s ≈ 2.0 in flight"
	if said := panel.Verdict(s, until(12.5)); said != law {
		t.Fatalf("before it, %q is said", said)
	}
	burst := func(body func() event.Body) {
		for n := range 6 {
			s.Apply(on(12.4, event.Event{MessageID: fmt.Sprint("burst", n), Worker: fmt.Sprint(10 + n), Body: body()}))
		}
	}
	burst(func() event.Body { return &event.MessageReceived{ReceiveCount: 1, VisibleAt: until(60)} })
	if said := panel.Verdict(s, until(12.5)); said != "keeping up" {
		t.Errorf("with seven in flight %q is said", said)
	}
	burst(func() event.Body { return &event.MessageDeleted{} })
	if said := panel.Verdict(s, until(12.5)); !strings.HasPrefix(said, "keeping up, ") {
		t.Errorf("after it, %q is said", said)
	}
}
