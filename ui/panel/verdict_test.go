package panel_test

import (
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestAnEmptyQueueSaysWhatBecameOfWhatCame(t *testing.T) {
	setup := pipeline.Event{Type: pipeline.PipelineStarted, Setup: &pipeline.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Embedded: true}}
	sent := func(id string) pipeline.Event {
		return pipeline.Event{Type: pipeline.MessageSent, MessageID: id, Key: id, Queue: "practiceQ"}
	}
	deleted := pipeline.Event{Type: pipeline.MessageDeleted, MessageID: "a", Worker: "1"}
	dead := pipeline.Event{Type: pipeline.MessageDead, MessageID: "b", ReceiveCount: 3}
	purge := pipeline.Event{Type: pipeline.QueuePurged, Queue: "practiceQ"}
	finished := pipeline.Event{Type: pipeline.ProducerFinished}
	for _, c := range []struct {
		name, want string
		events     []pipeline.Event
	}{
		{"nothing came", "", nil},
		{"all is done", "the queue is empty: all that came is done", []pipeline.Event{sent("a"), deleted, finished}},
		{"more may come", "the queue is empty", []pipeline.Event{sent("a"), deleted}},
		{"one is dead", "the queue is empty: 1 done, 1 dead letter", []pipeline.Event{sent("a"), sent("b"), deleted, dead, finished}},
		{"one was purged", "the queue is empty: 1 done, 1 purged", []pipeline.Event{sent("a"), deleted, sent("b"), purge, finished}},
		{"one never reached the queue", "the queue is empty: 1 done, 1 not delivered", []pipeline.Event{
			sent("a"), deleted, {Type: pipeline.EventFailed, Key: "b", Reason: "AccessDenied"}, finished,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := pipeline.NewState()
			for _, e := range append([]pipeline.Event{setup}, c.events...) {
				e.Time = sample.Begin
				s.Apply(e)
			}
			if got := panel.Verdict(s, sample.Begin.Add(time.Second)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
