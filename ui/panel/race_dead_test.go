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

// raceOf is a run in which worker 1 receives the message m, as the fault hits.
func raceOf(fault string) (s *state.State, at func(float64) time.Time, happen func(float64, event.Event)) {
	at = func(sec float64) time.Time { return sample.Begin.Add(time.Duration(sec * float64(time.Second))) }
	s = state.NewState()
	happen = func(sec float64, e event.Event) {
		e.Time, e.MessageID, e.Key = at(sec), "m", "heron.jpg"
		s.Apply(e)
	}
	s.Apply(event.Event{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", MaxReceives: 3}}})
	happen(0, event.Event{Body: &event.MessageSent{}})
	if fault != "" {
		happen(0, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: fault, Reason: "by " + fault + "=once"}})
	}
	happen(0, event.Event{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(4)}})
	happen(0, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}})
	return s, at, happen
}

// inFlightAt draws the panel of what is in flight.
func inFlightAt(s *state.State, now time.Time) string {
	v := panel.View{State: s, Now: now, Width: 78, Height: 12, Focused: true}
	return strings.Join(panel.InFlight().Draw(v), "\n")
}

// raceLine is the line of a race that says what a worker did.
func raceLine(drawn, worker string) string {
	for line := range strings.SplitSeq(drawn, "\n") {
		if _, work, found := strings.Cut(line, "worker "+worker+" "); found {
			return strings.TrimSpace(work)
		}
	}
	return "none"
}

func TestADeadWorkerIsNotDrawnAtWork(t *testing.T) {
	s, at, happen := raceOf(event.WorkerDies)
	drawn := inFlightAt(s, at(3))
	if work := raceLine(drawn, "1"); work != "◈" {
		t.Errorf("a dead worker's work is drawn as %q", work)
	}
	if !strings.Contains(drawn, " dead ") || strings.Contains(drawn, "download") || strings.Contains(drawn, "▰") {
		t.Errorf("the row says nothing of the death:\n%s", drawn)
	}
	happen(4, event.Event{Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}})
	happen(4, event.Event{Worker: "2", Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: at(8)}})
	happen(4, event.Event{Worker: "2", Body: &event.StageStarted{Stage: event.Download}})
	happen(5, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download, Error: "its worker died"}})
	drawn = inFlightAt(s, at(6))
	if work := raceLine(drawn, "1"); work != "◈" {
		t.Errorf("once another stands in its place a dead worker's work is drawn as %q", work)
	}
	if work := raceLine(drawn, "2"); !strings.Contains(work, "░░░") {
		t.Errorf("the work of who received it next is drawn as %q", work)
	}
	if strings.Contains(drawn, " dead ") || !strings.Contains(drawn, "download") {
		t.Errorf("it is not in dead hands any more:\n%s", drawn)
	}
}

func TestAWorkerThatLivesIsDrawnAtWork(t *testing.T) {
	for _, fault := range []string{"", event.HeartbeatLost, "slow-work"} {
		s, at, _ := raceOf(fault)
		drawn := inFlightAt(s, at(3))
		if work := raceLine(drawn, "1"); !strings.Contains(work, "░░░") || !strings.Contains(drawn, "download") {
			t.Errorf("with fault %q it draws\n%s", fault, drawn)
		}
	}
}
