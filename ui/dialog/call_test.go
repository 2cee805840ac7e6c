package dialog

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestThePageOfACallShowsRequestAnswerAndTheCommandLine(t *testing.T) {
	set := event.Setup{Embedded: true, Endpoint: "http://127.0.0.1:1"}
	p := Call(&state.Call{Service: "sqs", Operation: "DeleteMessage", Request: `{"QueueUrl":"q"}`, Answer: `{"Ok":"yes"}`}, &set, "Y").(*page)
	for _, want := range []string{`"QueueUrl": "q"`, `"Ok": "yes"`, "(Y copies it)", "aws sqs delete-message --queue-url q --endpoint-url http://127.0.0.1:1"} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the page has no %q:\n%s", want, p.text)
		}
	}
	if p.copies != "aws sqs delete-message --queue-url q --endpoint-url http://127.0.0.1:1" {
		t.Errorf("the key copies %q", p.copies)
	}
	p = Call(&state.Call{Service: "sqs", Operation: "DeleteMessage", Caller: event.Outside}, &set, "Y").(*page)
	if p.copies != "" || strings.Contains(p.text, "copies it") || strings.Contains(p.text, "request") {
		t.Errorf("of somebody else's call nothing is known, and the page says\n%s", p.text)
	}
}

func TestTheKeyThatCopiesPutsTheCommandLineOnTheClipboard(t *testing.T) {
	p := Call(&state.Call{Service: "sqs", Operation: "DeleteMessage", Request: `{"QueueUrl":"q"}`, Worker: "3", MessageID: "id-1", Key: "storm.jpg"}, &event.Setup{Embedded: true, Endpoint: "http://127.0.0.1:1"}, "y").(*page)
	cmd, closed := p.Press(screen(120, 36), pressOf("y"))
	if cmd == nil || closed {
		t.Fatal("the key that copies does nothing")
	}
	if copied := clipped(cmd()); copied != p.copies || copied == "" {
		t.Errorf("copied %q, want %q", copied, p.copies)
	}
	for _, want := range []string{"worker    3", "message   id-1", "image     storm.jpg"} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the page has no %q:\n%s", want, p.text)
		}
	}
}

// clipped is what a message, or one of the commands in it, puts on the clipboard.
func clipped(msg tea.Msg) string {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			if text := clipped(cmd()); text != "" {
				return text
			}
		}
		return ""
	}
	if v := reflect.ValueOf(msg); v.Kind() == reflect.String {
		return v.String() // Bubble Tea keeps the type to itself
	}
	return ""
}
