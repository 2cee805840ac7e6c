package flow_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

func TestTheBoxOfTheBusSaysWhatEachBusMatchedAndWhatNone(t *testing.T) {
	for name, c := range map[string]struct {
		bus             string
		unmatched       int
		whole, compact  []string
		notOnTheDefault bool
	}{
		"the default bus":  {"default", 0, []string{"default bus", "1 matched    0 ✖"}, []string{"matched", "0 ✖"}, false},
		"unmatched":        {"default", 2, []string{"default bus", "1 matched  2 not"}, []string{"matched", "2 not"}, false},
		"a bus of our own": {"own", 1, []string{"default ▶ own", "1 ▶ 1", "1 not"}, []string{"1▶1", "1 not"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := state.NewState()
			s.Apply(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Bus: c.bus, Rule: "r", Embedded: true}}})
			if c.notOnTheDefault {
				s.Apply(event.Event{Key: "a", Body: &event.EventMatched{Bus: "default", Rule: "r-to-own"}})
			}
			s.Apply(event.Event{Key: "a", Body: &event.EventMatched{Bus: c.bus, Rule: "r"}})
			for range c.unmatched {
				s.Apply(event.Event{Key: "a", Body: &event.EventUnmatched{Bus: c.bus}})
			}
			for size, want := range map[[2]int][]string{{120, 15}: c.whole, {80, 8}: c.compact} {
				v := panel.View{State: s, Styles: &draw.Styles{}, Width: size[0], Height: size[1]}
				got := ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
				for _, text := range want {
					if !strings.Contains(got, text) {
						t.Errorf("at %v nothing says %q:\n%s", size, text, got)
					}
				}
			}
		})
	}
}
