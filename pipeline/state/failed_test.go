package state_test

import (
	"testing"

	"inflight/pipeline/event"
)

// TestWhatFailedIsSaidUntilItsWorkerGoesOnOrPutsItDown: of several images of a message the
// others are worked on, though one has failed.
func TestWhatFailedIsSaidUntilItsWorkerGoesOnOrPutsItDown(t *testing.T) {
	failed := &event.StageFinished{Stage: event.Download, Took: 1, Error: "bad"}
	for name, row := range map[string]struct {
		then []event.Body
		want event.Stage
	}{
		"it has failed":                       {[]event.Body{failed}, event.Download},
		"it was extended meanwhile":           {[]event.Body{failed, &event.MessageExtended{}}, event.Download},
		"the next image has begun":            {[]event.Body{failed, &event.StageStarted{Stage: event.Download}}, ""},
		"the next image has come through":     {[]event.Body{failed, &event.StageStarted{Stage: event.Download}, &event.StageFinished{Stage: event.Download, Took: 2}}, ""},
		"it was interrupted":                  {[]event.Body{&event.StageFinished{Stage: event.Download, Took: 1, Error: event.Interrupted}}, ""},
		"it has failed and was put down":      {[]event.Body{failed, &event.MessageReturned{ReceiveCount: 1, Reason: "bad"}}, ""},
		"a stage goes on and none has failed": {nil, ""},
	} {
		s := newStory()
		for at, b := range append([]event.Body{&event.WorkerStarted{}, &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(100)}, &event.StageStarted{Stage: event.Download}}, row.then...) {
			s.at(float64(at), event.Event{MessageID: "m", Worker: "1", Key: "storm.jpg", Body: b})
		}
		if got := s.state.Message("m").FailedAt(); got != row.want {
			t.Errorf("%s: it says that it failed at %q, want %q", name, got, row.want)
		}
	}
}
