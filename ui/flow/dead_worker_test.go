package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// TestTheBoxOfTheWorkersShowsWhichIsDeadAndWhileItIs: a row says it in a word, a cell by
// its sign, in both sets of characters; who died is not at work, and its permit is taken.
func TestTheBoxOfTheWorkersShowsWhichIsDeadAndWhileItIs(t *testing.T) {
	at := func(sec float64) time.Time { return sample.Begin.Add(time.Duration(sec * float64(time.Second))) }
	died := func(model, fault string, stands bool) []event.Event {
		m := func(sec float64, worker string, b event.Body) event.Event {
			return event.Event{Time: at(sec), MessageID: "m", Key: "heron.jpg", Worker: worker, Body: b}
		}
		all := []event.Event{
			{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: true, MaxReceives: 3}}},
			{Time: at(0), Body: &event.ModelChanged{Model: model, Workers: 2}},
			{Time: at(0), Worker: "1", Body: &event.WorkerStarted{}},
			{Time: at(0), Worker: "2", Body: &event.WorkerStarted{}},
			{Time: at(0), Worker: "2", Body: &event.WorkerPolling{}},
			m(1, "", &event.MessageSent{Queue: "practiceQ"}),
			m(1, "1", &event.FaultInjected{Fault: fault}),
			m(1, "1", &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(9)}),
			m(1, "1", &event.StageStarted{Stage: event.Download}),
		}
		if stands {
			all = append(all, m(3, "1", &event.StageFinished{Stage: event.Download, Error: "its worker died"}), m(3, "1", &event.MessageReturned{ReceiveCount: 1, Late: true}))
		}
		return all
	}
	box := func(all []event.Event, styles *draw.Styles, w, h int) string {
		v := panel.View{State: sample.State(all), Now: at(4), Styles: styles, Width: w, Height: h}
		return ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
	}
	for _, size := range [][2]int{{80, 6}, {80, 8}, {100, 12}, {120, 18}, {200, 24}} {
		for _, set := range []struct {
			styles    *draw.Styles
			row, cell string // of the dead worker, and of it and the one that polls
		}{{&draw.Styles{}, "1 † ", "†·"}, {&draw.Styles{ASCII: true}, "1 D ", "D."}} {
			shows := func(drawn string) bool {
				if size[0] < 120 {
					return strings.Contains(drawn, set.cell)
				}
				return strings.Contains(drawn, set.row) && strings.Contains(drawn, " dead  ")
			}
			dead := box(died("pool", event.WorkerDies, false), set.styles, size[0], size[1])
			if !shows(dead) || strings.Contains(dead, "download") || !strings.Contains(dead, "0 of 2") && !strings.Contains(dead, "0/2") && !strings.Contains(dead, "1 poll") {
				t.Errorf("%v: it does not say that the worker is dead, and not at work:\n%s", size, dead)
			}
			for name, events := range map[string][]event.Event{"it lives": died("pool", event.HeartbeatLost, false), "another stands in its place": died("pool", event.WorkerDies, true)} {
				if alive := box(events, set.styles, size[0], size[1]); shows(alive) {
					t.Errorf("%v, %s:\n%s", size, name, alive)
				}
			}
		}
	}
	if taken := box(died("spawn", event.WorkerDies, false), &draw.Styles{}, 120, 18); !strings.Contains(taken, "1 of 2 free") {
		t.Errorf("the permit of the dead goroutine is free:\n%s", taken)
	}
}
