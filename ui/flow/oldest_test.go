package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

func TestTheOldestIsOfWhatIsVisibleNow(t *testing.T) {
	at := time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)
	s := state.NewState()
	happens := func(after time.Duration, e event.Event) {
		e.Time = at.Add(after)
		s.Apply(e)
	}
	drawn := func(after time.Duration) string {
		v := panel.View{State: s, Now: at.Add(after), Width: 120, Height: 18}
		return ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
	}
	happens(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", Visibility: 30, MaxReceives: 3}}})
	happens(0, event.Event{MessageID: "m", Key: "a.jpg", Body: &event.MessageSent{Queue: "q"}})
	happens(4*time.Second, event.Event{Body: &event.QueueSampled{Queue: "q", Visible: 1, OldestAge: 4 * time.Second}})
	if picture := drawn(6 * time.Second); !strings.Contains(picture, "oldest      6.0 s") {
		t.Errorf("it has waited for 6 s:\n%s", picture)
	}
	happens(6*time.Second, event.Event{MessageID: "m", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: at, VisibleAt: at.Add(36 * time.Second)}})
	if picture := drawn(7 * time.Second); !strings.Contains(picture, "oldest      0.0 s") {
		t.Errorf("nothing is visible, and the oldest is said to be:\n%s", picture)
	}
}
