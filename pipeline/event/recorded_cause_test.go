package event_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// played is an event as a reader of its recording gets it.
func played(t *testing.T, b event.Body) event.Event {
	t.Helper()
	text, err := json.Marshal(event.Event{Body: b})
	if err != nil {
		t.Fatal(err)
	}
	var e event.Event
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhatTheErrorOfACallMeansIsReadOutOfARecording(t *testing.T) {
	const change = "ChangeMessageVisibility"
	for _, c := range []struct {
		operation, err string
		want           event.Cause
	}{
		{change, "InvalidParameterValue: Reason: Message does not exist or is not available for visibility timeout change.", event.NoMessage},
		{change, "InvalidParameterValue: The receipt handle has expired", event.NotInFlight},
		{change, "MessageNotInflight: it is not in flight.", event.NotInFlight},
		{change, "ReceiptHandleIsInvalid: no", event.NoMessage},
		{change, "InvalidParameterValue: VisibilityTimeout is invalid", 0},
		{change, "AWS.SimpleQueueService.NonExistentQueue: no", event.NoQueue},
		{"DeleteMessage", "ReceiptHandleIsInvalid: no", 0},
		{"ReceiveMessage", "QueueDoesNotExist: no", event.NoQueue},
		{"ReceiveMessage", "AccessDenied: no", 0},
	} {
		e := played(t, &event.APICalled{Service: "sqs", Operation: c.operation, Status: 400, Error: c.err})
		if got := pipelinetest.As[event.APICalled](e).Cause; got != c.want {
			t.Errorf("%s: %s means %d, want %d", c.operation, c.err, got, c.want)
		}
	}
	for text, want := range map[string]bool{"max 10, timeout 30 s: empty": true, "empty": true, "1 message": false} {
		e := played(t, &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Text: text})
		if got := pipelinetest.As[event.APICalled](e).Empty; got != want {
			t.Errorf("%q is said to be of a receive that brought nothing: %v", text, got)
		}
	}
	for reason, want := range map[string]event.Cause{
		"QueueDoesNotExist: The specified queue does not exist.": event.NoQueue, "AccessDenied: no statement": event.Denied, "KmsAccessDenied": 0,
	} {
		e := played(t, &event.EventFailed{Reason: reason})
		if got := pipelinetest.As[event.EventFailed](e).Cause; got != want {
			t.Errorf("that an event was not delivered with %s means %d, want %d", reason, got, want)
		}
	}
}

func TestWhatIsGoneIsReadOutOfARecordingAsItWasSaid(t *testing.T) {
	gone := func(e event.Event) *event.Resource {
		switch b := e.Body.(type) {
		case *event.MessageReturned:
			return b.Missing
		case *event.UploadFailed:
			return b.Missing
		case *event.NotificationFailed:
			return b.Missing
		}
		return nil
	}
	why := fmt.Errorf("doing: %w: %w", event.Missing("topic", "arn:aws:sns:us-east-1:000000000000:news"), errors.New("404"))
	want := event.MissingIn(why)
	text := event.Reason(why)
	for _, b := range []event.Body{&event.MessageReturned{Reason: text}, &event.UploadFailed{Error: text}, &event.NotificationFailed{Error: text}} {
		e := played(t, b)
		if got := gone(e); got == nil || want == nil || *got != *want {
			t.Errorf("of %s it is known that %v is gone, want %v", e, got, want)
		}
	}
	for _, text := range []string{"", "there is no queue", "there is no time", "there is no lock q; create it with `inflight up`"} {
		if got := gone(played(t, &event.UploadFailed{Error: text})); got != nil {
			t.Errorf("%q is taken to say that %v is gone", text, got)
		}
	}
	if got := event.MissingIn(errors.New(text)); got != nil {
		t.Errorf("an error that only has the words of another means that %v is gone", got)
	}
}
