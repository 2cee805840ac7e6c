package event_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestACallSaysWhatItIsMadeFor(t *testing.T) {
	ctx := event.ForWork(t.Context(), event.Work{Worker: "2", MessageID: "m", Key: "storm.jpg"})
	if got := event.WorkOf(ctx); got != (event.Work{Worker: "2", MessageID: "m", Key: "storm.jpg"}) {
		t.Errorf("it is made for %+v", got)
	}
	if got := event.WorkOf(t.Context()); got != (event.Work{}) {
		t.Errorf("nobody said, and it is made for %+v", got)
	}
}

func TestACallThatIsMadeForNoMessageNamesNone(t *testing.T) {
	call := event.Event{Time: time.Unix(0, 0), Body: &event.APICalled{Service: "sqs", Operation: "GetQueueUrl"}}
	if line, err := json.Marshal(call); err != nil || strings.Contains(string(line), "worker") || strings.Contains(string(line), "key") || strings.Contains(string(line), "message_id") {
		t.Errorf("%s, %v", line, err)
	}
	call.Worker, call.MessageID, call.Key = "2", "m", "storm.jpg"
	line, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	var again event.Event
	if err := json.Unmarshal(line, &again); err != nil || again.Worker != "2" || again.MessageID != "m" || again.Key != "storm.jpg" {
		t.Errorf("%s was read as %+v, %v", line, again, err)
	}
}
