package panel_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// standsAt is a run of two workers, one at work and one that polls, with the world at
// what the last of some events makes it.
func standsAt(embedded bool, world ...event.Body) panel.View {
	s := state.NewState()
	s.Apply(is(-20, &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Model: "pool", Workers: 2, Wait: 20, Embedded: embedded}}))
	for _, w := range []string{"1", "2"} {
		s.Apply(on(-20, event.Event{Worker: w, Body: &event.WorkerStarted{}}), on(-20, event.Event{Worker: w, Body: &event.WorkerPolling{}}))
	}
	s.Apply(sent(-20), on(-20, event.Event{Key: "storm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: until(200)}}), on(-20, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}}))
	at := 0.
	for _, b := range world {
		s.Apply(is(at, b))
		if event.Is[event.WorldRunning](&event.Event{Body: b}) {
			s.Apply(on(at, event.Event{Worker: "2", Body: &event.WorkerPolling{}}))
		}
		at++
	}
	now := until(at + 20)
	if embedded && s.World.Stands() {
		now = s.World.Since
	}
	return panel.View{State: s, Now: now, World: &s.World, Styles: &draw.Styles{}, Width: 120, Height: 30}
}

// TestWhatIsSaidOfWorkThatStandsAlone: where the AWS is not ours its clock goes on, and
// each of these is true of a frozen world there, and of no other.
func TestWhatIsSaidOfWorkThatStandsAlone(t *testing.T) {
	freezing, frozen, running := &event.WorldFreezing{}, &event.WorldFrozen{}, &event.WorldRunning{}
	for name, c := range map[string]struct {
		view          panel.View
		alone, ending bool
	}{
		"another AWS, frozen":         {view: standsAt(false, freezing, frozen), alone: true},
		"another AWS, freezing":       {view: standsAt(false, freezing), ending: true},
		"another AWS, going on again": {view: standsAt(false, freezing, frozen, running)},
		"another AWS":                 {view: standsAt(false)},
		"the embedded one, frozen":    {view: standsAt(true, freezing, frozen)},
		"the embedded one, freezing":  {view: standsAt(true, freezing)},
	} {
		t.Run(name, func(t *testing.T) {
			v := c.view
			_, right := panel.Workers().Title(v)
			v.Height = 4 // a line each
			lanes := ansi.Strip(strings.Join(panel.Workers().Draw(v), "\n"))
			v.Height = 30
			laws := ansi.Strip(strings.Join(panel.Throughput().Draw(v), "\n"))
			hand := strings.Split(lanes, "\n")[1]
			for _, said := range []struct {
				where, in, says string
				truly           bool
			}{
				{"the title", right, "pool  frozen, 1 of 2 with a message", c.alone},
				{"the title", right, "pool  freezing, 1 of 2 with a message", c.ending},
				{"the title", right, "1 of 2 busy", !c.alone && !c.ending},
				{"the lane of who polled", hand, " frozen", c.alone},
				{"the lane of who polled", hand, " freezing", c.ending},
				{"the lane of who polled", hand, " polling", !c.alone && !c.ending},
				{"the end of who worked", strings.Split(lanes, "\n")[0], "▓ ●", !c.alone},
				{"the end of who worked", strings.Split(lanes, "\n")[0], "═ ●", c.alone},
				{"the share of who worked", strings.Split(lanes, "\n")[0], " 0 %", c.alone},
				{"the legend", lanes, "═ frozen", c.alone || name == "another AWS, going on again"},
				{"the laws", laws, "bottleneck: our work stands", c.alone},
				{"the laws", laws, "bottleneck: our work comes to a stand", c.ending},
				{"the laws", laws, "Little's law: it speaks of work that goes on", c.alone || c.ending},
				{"the verdict", panel.Verdict(v.State, v.Now), "keeping up", !c.alone && !c.ending},
				{"why", panel.Why(v.State, v.Now), "1 of 2 polls, with its own receive", !c.alone && !c.ending},
			} {
				if strings.Contains(said.in, said.says) != said.truly {
					t.Errorf("%s: %q is true: %t, and said is %q", said.where, said.says, said.truly, said.in)
				}
			}
		})
	}
}

// TestAFrozenWorldSaysWhoseClockGoesOnAndHowManyCallsOthersMake: calls of our own, and
// those from before, are not others'.
func TestAFrozenWorldSaysWhoseClockGoesOnAndHowManyCallsOthersMake(t *testing.T) {
	outside, ours := &event.APICalled{Caller: event.Outside}, &event.APICalled{Caller: event.CallerSampler}
	freezing, frozen := &event.WorldFreezing{}, &event.WorldFrozen{}
	const goesOn = "AWS's clock goes on"
	for name, c := range map[string]struct {
		view   panel.View
		others string // empty: none are said
		goesOn bool
	}{
		"nobody":      {view: standsAt(true, freezing, frozen, ours)},
		"before":      {view: standsAt(true, outside, freezing, frozen)},
		"one":         {view: standsAt(true, freezing, frozen, outside, ours), others: "Others go on: 1 call."},
		"two":         {view: standsAt(true, freezing, outside, frozen, outside), others: "Others go on: 2 calls."},
		"another AWS": {view: standsAt(false, freezing, frozen), goesOn: true},
	} {
		said := panel.Standing(c.view)
		if !strings.Contains(said, "rozen") || strings.Contains(said, goesOn) != c.goesOn || strings.Contains(said, "Others go on") != (c.others != "") || !strings.Contains(said, c.others) {
			t.Errorf("%s: it says %q", name, said)
		}
	}
}
