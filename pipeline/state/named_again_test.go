package state_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestWorkOnAnotherUploadIsNotDoneAgain(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for etag, again := range map[string]bool{"first": true, "second": false} {
		s := state.NewState()
		receive := func(n int, etag string) {
			at = at.Add(time.Second)
			e := event.Event{Time: at, MessageID: "m", Key: "a.jpg", Bucket: "b", Worker: "1"}
			for _, e.Body = range []event.Body{
				&event.MessageReceived{ETag: etag, ReceiveCount: n, VisibleAt: at.Add(time.Minute)},
				&event.StageStarted{Stage: event.Download},
				&event.StageFinished{Stage: event.Download},
			} {
				s.Apply(e)
				e.Time = e.Time.Add(time.Millisecond)
			}
		}
		receive(1, "first")
		receive(2, etag)
		history := s.Message("m").History
		if got := history[len(history)-1].Again; got != again {
			t.Errorf("the %s upload was done again: %v", etag, got)
		}
	}
}
