package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestABarGrowsWhileALongPollWaits(t *testing.T) {
	at := func(sec float64) time.Time { return sample.Begin.Add(time.Duration(sec * float64(time.Second))) }
	s := state.NewState()
	apply := func(sec float64, e event.Event) { e.Time = at(sec); s.Apply(e) }
	apply(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", Wait: 20, Embedded: true}}})
	apply(0, event.Event{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Status: 200}})
	for _, w := range []string{"1", "2"} {
		apply(0, event.Event{Worker: w, Body: &event.WorkerStarted{}})
	}
	line := func(sec float64) string {
		for _, l := range panel.Calls().Draw(panel.View{State: s, Now: at(sec), Width: 80, Height: 8}) {
			if strings.Contains(l, "waits") {
				return strings.TrimSpace(l)
			}
		}
		return ""
	}
	if got := line(0); got != "" {
		t.Errorf("before anybody polls it says %q", got)
	}
	apply(0, event.Event{Worker: "1", Body: &event.WorkerPolling{}})
	apply(2, event.Event{Worker: "2", Body: &event.WorkerPolling{}})
	for sec, want := range map[float64]string{
		4:  "sqs    ReceiveMessage ━━╍╍╍╍╍╍╍╍ waits 4.0 s of 20 s  workers 1, 2",
		10: "sqs    ReceiveMessage ━━━━━╍╍╍╍╍ waits 10 s of 20 s  workers 1, 2",
		99: "sqs    ReceiveMessage ━━━━━━━━━━ waits 20 s of 20 s  workers 1, 2",
	} {
		if got := line(sec); got != want {
			t.Errorf("after %.0f s it says %q, want %q", sec, got, want)
		}
	}
	apply(11, event.Event{MessageID: "m", Key: "k", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(41)}})
	if got, want := line(12), "sqs    ReceiveMessage ━━━━━╍╍╍╍╍ waits 10 s of 20 s  worker 2"; got != want {
		t.Errorf("when one has got a message it says %q, want %q", got, want)
	}
	apply(12, event.Event{Body: &event.ConsumingPaused{}})
	if got := line(13); got != "" {
		t.Errorf("while consuming is paused it says %q", got)
	}
}
