package flow_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// stream is a run to draw.
type stream struct {
	name string
	make func() ([]event.Event, time.Time)
}

func many() ([]event.Event, time.Time) { return sample.Many(1000) }

func streams() []stream {
	return []stream{{"quiet", quiet}, {"busy", busy}, {"failing", failing}, {"many", many}}
}

func view(events func() ([]event.Event, time.Time), w, h int) panel.View {
	all, now := events()
	return panel.View{State: sample.State(all), Now: now, Styles: &draw.Styles{}, Width: w, Height: h}
}

func TestThePictureReadsAsPlainText(t *testing.T) {
	for _, s := range streams() {
		for _, size := range []struct {
			name string
			w, h int
		}{{"80x6", 80, 6}, {"120x18", 120, 18}, {"200x24", 200, 24}} {
			t.Run(s.name+"/"+size.name, func(t *testing.T) {
				v := view(s.make, size.w, size.h)
				golden.RequireEqual(t, ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n")+"\n"))
			})
		}
	}
}

func TestEveryPictureHasExactlyItsSize(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	all := append(streams(), stream{"hostile", hostile}, stream{"empty", sample.Empty})
	events := map[string][]event.Event{}
	for _, s := range all {
		events[s.name], _ = s.make()
	}
	for range 300 {
		s := all[chance.IntN(len(all))]
		seen := events[s.name][:chance.IntN(len(events[s.name])+1)]
		v := panel.View{
			State: sample.State(seen), Now: sample.Begin.Add(time.Duration(chance.IntN(130_000)) * time.Millisecond),
			Styles: &draw.Styles{ASCII: chance.IntN(2) == 0, Image: func(int) string { return "\x1b[31m" }},
			Width:  1 + chance.IntN(220), Height: 1 + chance.IntN(40),
		}
		if len(seen) > 0 && chance.IntN(2) == 0 {
			v.Now = v.State.Now.Add(time.Duration(chance.IntN(900)) * time.Millisecond)
		}
		lines := new(flow.Diagram).Draw(v, flow.Nodes()[chance.IntN(len(flow.Nodes()))])
		if len(lines) != v.Height {
			t.Fatalf("%s at %dx%d has %d lines", s.name, v.Width, v.Height, len(lines))
		}
		for i, l := range lines {
			if ansi.StringWidth(l) != v.Width {
				t.Fatalf("%s at %dx%d: line %d is %d wide: %q", s.name, v.Width, v.Height, i, ansi.StringWidth(l), l)
			}
		}
	}
}
