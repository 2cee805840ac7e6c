package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
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
			event.Event{Worker: "3", MessageID: "m", Key: "dune-0012.jpg", Body: &event.APICalled{Operation: "DeleteMessage", Text: "gone"}}, 110, []string{"dune-0012 worker 3 gone"}, nil,
		},
		"narrow": {
			event.Event{Worker: "3", MessageID: "m", Key: "dune-0012.jpg", Body: &event.APICalled{Operation: "ChangeMessageVisibility", Text: "→ 3 s"}}, 55, []string{"dun…0012"}, []string{"worker"},
		},
		"a failure keeps its reason": {
			event.Event{Worker: "3", Key: "dune-0012.jpg", Body: &event.APICalled{Operation: "DeleteMessage", Error: "AccessDenied"}}, 55, []string{"AccessD…"}, []string{"0012"},
		},
		"a receive has no message yet": {
			event.Event{Worker: "3", Body: &event.APICalled{Operation: "ReceiveMessage", Text: "1 message"}}, 110, []string{"worker 3 1 message"}, nil,
		},
		"nobody's": {
			event.Event{Body: &event.APICalled{Operation: "GetQueueUrl", Text: "there"}}, 110, []string{"there"}, []string{"worker"},
		},
		"a size where there is little room is rounded, and not cut": {
			event.Event{Body: &event.APICalled{Operation: "PutObject", Text: "117.5 kB", Size: 117_500}}, 53, []string{"118 kB"}, []string{"117"},
		},
		"a size where there is room": {
			event.Event{Body: &event.APICalled{Operation: "PutObject", Text: "117.5 kB", Size: 117_500}}, 110, []string{"117.5 kB"}, nil,
		},
		"what is no size is cut": {
			event.Event{Body: &event.APICalled{Operation: "ReceiveMessage", Text: "10 messages", Size: 117_500}}, 53, []string{"10 mes…"}, []string{"118 kB"},
		},
		"somebody else's, of which there is nothing more to say": {
			event.Event{Body: &event.APICalled{Operation: "GetQueueAttributes", Caller: event.Outside}}, 53, []string{" outside"}, []string{"outside:", "outsid…"},
		},
		"from outside": {
			event.Event{Worker: "3\x1b[2J", Key: "\x1b[31mred.jpg", Body: &event.APICalled{Operation: "DeleteMessage"}}, 110, []string{"␛[31mred"}, []string{"\x1b[31m", "\x1b[2J"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state.NewState()
			e := tt.call
			e.Time = at
			call := pipelinetest.As[event.APICalled](e)
			call.Service, call.Status, call.Attempts = "sqs", 200, 1
			s.Apply(e)
			drawn := strings.Join(panel.Calls().Draw(panel.View{State: s, Now: at, Width: tt.width, Height: 3}), "\n")
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
