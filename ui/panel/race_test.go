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

func TestTheRaceShowsWorkAndTimeoutOnOneAxis(t *testing.T) {
	at := func(sec float64) time.Time { return sample.Begin.Add(time.Duration(sec * float64(time.Second))) }
	s := state.NewState()
	happen := func(sec float64, e event.Event) {
		e.Time, e.MessageID = at(sec), "m"
		s.Apply(e)
	}
	s.Apply(event.Event{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", MaxReceives: 3}}})
	happen(0, event.Event{Key: "storm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(4)}})
	happen(0, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}})
	happen(2, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download}})
	happen(2, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}})
	happen(2, event.Event{Worker: "1", Body: &event.MessageExtended{VisibleAt: at(6)}})
	happen(6, event.Event{Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}})
	happen(6.5, event.Event{Key: "storm.jpg", Worker: "2", Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: at(10)}})
	v := panel.View{State: s, Now: at(8), Width: 58, Height: 12, Focused: true}
	var got []string
	for _, line := range panel.InFlight().Draw(v) {
		got = append(got, strings.TrimRight(line, " "))
	}
	want := strings.TrimPrefix(`
 1 worker 1  ░░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓
   timeout   ╍╍╍╍╍╍╍╍╵╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╳
 2 worker 2                              ╌╌╌╌╌╌╌╌
   timeout                               ╍╍╍╍╍╍╍━━━━━━━━━
             0 s                                     10 s`, "\n")
	if text := strings.Join(got, "\n"); !strings.Contains(text, want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestNothingOfATimeoutIsLeftOnceItsMessageHasEnded(t *testing.T) {
	s := state.NewState()
	s.Apply(
		event.Event{Time: sample.Begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ"}}},
		event.Event{Time: sample.Begin, MessageID: "m", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: sample.Begin.Add(3 * time.Second)}},
		event.Event{Time: sample.Begin.Add(time.Millisecond), Body: &event.QueuePurged{Queue: "practiceQ"}},
	)
	v := panel.View{State: s, Now: sample.Begin.Add(2 * time.Millisecond), Width: 60, Height: 30, MessageID: "m"}
	for _, line := range panel.Message().Draw(v) {
		if strings.Contains(line, "timeout ") && strings.Contains(line, "━") {
			t.Errorf("it says %q", line)
		}
	}
}
