package ui

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestThePageOfACallShowsRequestAnswerAndTheCommandLine(t *testing.T) {
	set := event.Setup{Embedded: true, Endpoint: "http://127.0.0.1:1"}
	p := callPage(&state.Call{Service: "sqs", Operation: "DeleteMessage", Request: `{"QueueUrl":"q"}`, Answer: `{"Ok":"yes"}`}, &set, "Y")
	for _, want := range []string{`"QueueUrl": "q"`, `"Ok": "yes"`, "(Y copies it)", "aws sqs delete-message --queue-url q --endpoint-url http://127.0.0.1:1"} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the page has no %q:\n%s", want, p.text)
		}
	}
	if p.copies != "aws sqs delete-message --queue-url q --endpoint-url http://127.0.0.1:1" {
		t.Errorf("the key copies %q", p.copies)
	}
	p = callPage(&state.Call{Service: "sqs", Operation: "DeleteMessage", Caller: event.Outside}, &set, "Y")
	if p.copies != "" || strings.Contains(p.text, "copies it") || strings.Contains(p.text, "request") {
		t.Errorf("of somebody else's call nothing is known, and the page says\n%s", p.text)
	}
}
