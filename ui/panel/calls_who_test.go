package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

func TestARowOfACallSaysWhichImageAndWhichWorker(t *testing.T) {
	at := time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		call  event.Event
		width int
		want  []string
		not   []string
	}{
		"wide": {
			event.Event{Operation: "DeleteMessage", Worker: "3", MessageID: "m", Key: "dune-0012.jpg", Text: "gone"}, 110, []string{"dune-0012 worker 3 gone"}, nil,
		},
		"narrow": {
			event.Event{Operation: "ChangeMessageVisibility", Worker: "3", MessageID: "m", Key: "dune-0012.jpg", Text: "→ 3 s"}, 55, []string{"dun…0012"}, []string{"worker"},
		},
		"a failure keeps its reason": {
			event.Event{Operation: "DeleteMessage", Worker: "3", Key: "dune-0012.jpg", Error: "AccessDenied"}, 55, []string{"AccessD…"}, []string{"0012"},
		},
		"a receive has no message yet": {
			event.Event{Operation: "ReceiveMessage", Worker: "3", Text: "1 message"}, 110, []string{"worker 3 1 message"}, nil,
		},
		"nobody's": {
			event.Event{Operation: "GetQueueUrl", Text: "there"}, 110, []string{"there"}, []string{"worker"},
		},
		"from outside": {
			event.Event{Operation: "DeleteMessage", Worker: "3\x1b[2J", Key: "\x1b[31mred.jpg"}, 110, []string{"␛[31mred"}, []string{"\x1b[31m", "\x1b[2J"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state.NewState()
			e := tt.call
			e.Type, e.Time, e.Service, e.Status, e.Attempts = event.APICalled, at, "sqs", 200, 1
			s.Apply(e)
			drawn := strings.Join(panel.Calls(panel.View{State: s, Now: at, Width: tt.width, Height: 3}), "\n")
			for _, want := range tt.want {
				if !strings.Contains(drawn, want) {
					t.Errorf("it does not say %q:\n%s", want, drawn)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(drawn, not) {
					t.Errorf("it says %q:\n%s", not, drawn)
				}
			}
		})
	}
}
