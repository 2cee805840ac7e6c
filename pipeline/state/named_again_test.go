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
			e := event.Event{Time: at, MessageID: "m", Key: "a.jpg", Bucket: "b", ETag: etag, Worker: "1", ReceiveCount: n, VisibleAt: at.Add(time.Minute)}
			e.Type = event.MessageReceived
			s.Apply(e)
			e.Type, e.Stage = event.StageStarted, event.Download
			s.Apply(e)
			e.Type, e.Time = event.StageFinished, at.Add(time.Millisecond)
			s.Apply(e)
		}
		receive(1, "first")
		receive(2, etag)
		history := s.Message("m").History
		if got := history[len(history)-1].Again; got != again {
			t.Errorf("the %s upload was done again: %v", etag, got)
		}
	}
}
