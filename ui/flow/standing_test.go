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

// standing is a run of two workers, one at work and one that polls, frozen after five
// seconds or freezing, and how it is drawn so many seconds later.
func standing(embedded bool, model string, after, w, h int, world ...event.Body) string {
	at := func(sec int) time.Time { return sample.Begin.Add(time.Duration(sec) * time.Second) }
	all := []event.Event{
		{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: embedded, MaxReceives: 3, Model: model, Workers: 2}}},
		{Time: at(0), Worker: "1", Body: &event.WorkerStarted{}},
		{Time: at(0), Worker: "2", Body: &event.WorkerStarted{}},
		{Time: at(0), Worker: "2", Body: &event.WorkerPolling{}},
		{Time: at(0), Worker: "receiver", Body: &event.WorkerStarted{}},
		{Time: at(0), Worker: "receiver", Body: &event.WorkerPolling{}},
		{Time: at(1), MessageID: "m", Key: "heron.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(500)}},
		{Time: at(5), MessageID: "m", Key: "heron.jpg", Worker: "1", Body: &event.StageStarted{Stage: event.Download}},
	}
	if model == "pool" {
		all = append(all[:4:4], all[6:]...)
	}
	for _, b := range world {
		all = append(all, event.Event{Time: at(5), Body: b})
	}
	v := panel.View{State: sample.State(all), Now: at(5 + after), Styles: &draw.Styles{}, Width: w, Height: h}
	return ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
}

// TestTheBoxOfTheWorkersSaysThatOursStandAlone: who would poll is frozen, and nobody is
// busy; on the embedded AWS it is the picture of a moment, in which one polls.
func TestTheBoxOfTheWorkersSaysThatOursStandAlone(t *testing.T) {
	for _, size := range [][2]int{{80, 8}, {120, 18}, {200, 24}} {
		for _, model := range []string{"pool", "dispatch"} {
			small := size[0] < 100
			for name, c := range map[string]struct {
				embedded bool
				world    []event.Body
				says     string // instead of polling
			}{
				"frozen":            {false, []event.Body{&event.WorldFreezing{}, &event.WorldFrozen{}}, "frozen"},
				"freezing":          {false, []event.Body{&event.WorldFreezing{}}, "freezing"},
				"frozen, embedded":  {true, []event.Body{&event.WorldFreezing{}, &event.WorldFrozen{}}, "poll"},
				"running":           {false, nil, "poll"},
				"running, embedded": {true, nil, "poll"},
			} {
				box := standing(c.embedded, model, 3, size[0], size[1], c.world...)
				says := c.says
				if !strings.Contains(box, says) || says == "frozen" && strings.Contains(box, "poll") || says == "freezing" && strings.Contains(box, "polling") {
					t.Errorf("%v, %s, %s: it does not say %q:\n%s", size, model, name, says, box)
				}
				if busy := strings.Contains(box, " busy ") || strings.Contains(box, "50 %"); !small && busy == (says == "frozen" || says == "freezing") {
					t.Errorf("%v, %s, %s: it says who is busy: %t\n%s", size, model, name, busy, box)
				}
				if small && (name == "frozen" || name == "freezing") && strings.Contains(box, " %") {
					t.Errorf("%v, %s, %s: it says who is busy:\n%s", size, model, name, box)
				}
			}
		}
	}
}

// TestWorkThatStandsGetsNoFurther, whatever the clock says.
func TestWorkThatStandsGetsNoFurther(t *testing.T) {
	bar := func(embedded bool, after int, world ...event.Body) string {
		_, row, _ := strings.Cut(standing(embedded, "pool", after, 120, 18, world...), "1 ●")
		row, _, _ = strings.Cut(row, "│")
		return row
	}
	frozen := []event.Body{&event.WorldFreezing{}, &event.WorldFrozen{}}
	if first, later := bar(false, 0, frozen...), bar(false, 60, frozen...); first != later || !strings.Contains(first, "▱") {
		t.Errorf("frozen it is at %q, and a minute later at %q", first, later)
	}
	if first, later := bar(false, 0), bar(false, 60); first == later {
		t.Errorf("running it is at %q, and a minute later, too", first)
	}
}
