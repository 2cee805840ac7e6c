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
	"inflight/ui/sample"
)

func TestThePictureTakesItsShareOfTheTerminal(t *testing.T) {
	for _, at := range []struct{ w, h, least, most int }{
		{80, 24, 7, 7}, {120, 36, 17, 18}, {200, 60, 24, 24}, {60, 16, 1, 6}, {1, 1, 1, 1}, {300, 20, 6, 6},
	} {
		if rows := flow.Size(at.w, at.h); rows < at.least || rows > at.most {
			t.Errorf("at %dx%d it wants %d rows", at.w, at.h, rows)
		}
	}
}

func TestTheMouseFindsEachNodeWhereItIsDrawn(t *testing.T) {
	for _, size := range [][2]int{{80, 6}, {120, 18}, {200, 24}, {50, 7}} {
		v := view(busy, size[0], size[1])
		seen := map[state.Node]bool{}
		for y := range v.Height {
			for x := range v.Width {
				if n, ok := flow.At(v, x, y); ok {
					seen[n] = true
				}
			}
		}
		if len(seen) != len(flow.Nodes()) {
			t.Errorf("at %v only %v can be clicked", size, seen)
		}
		if _, ok := flow.At(v, -1, 0); ok {
			t.Error("there is a node outside of the picture")
		}
	}
}

func TestTheFocusIsToldWithoutColour(t *testing.T) {
	for _, size := range [][2]int{{80, 6}, {120, 18}, {200, 24}, {50, 7}} {
		v := view(busy, size[0], size[1])
		none := ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
		for _, n := range flow.Nodes() {
			if got := ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, n), "\n")); got == none {
				t.Errorf("at %v the focus on %d cannot be seen", size, n)
			}
		}
	}
}

func TestACrowdSaysHowManyATokenStandsFor(t *testing.T) {
	for size, sign := range map[[2]int]string{{80, 7}: "…", {120, 18}: "×", {200, 24}: "×"} {
		v := view(many, size[0], size[1])
		if text := ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n")); !strings.Contains(text, sign) {
			t.Errorf("at %v nothing says it:\n%s", size, text)
		}
	}
}

func TestADrawingNeedsNothingToBeDrawn(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {0, 3}, {3, 0}, {-1, -1}, {120, 18}, {80, 6}, {9, 3}} {
		lines := new(flow.Diagram).Draw(panel.View{Width: size[0], Height: size[1]}, flow.None)
		if len(lines) != max(size[1], 0) {
			t.Errorf("%v: %d lines", size, len(lines))
		}
	}
}

// Whether a token stands for many depends on the room, and saying so takes of
// it: each number of messages on each width has to come to an end.
func TestACrowdOfAnySizeIsDrawn(t *testing.T) {
	for n := 1; n < 300; n += 23 {
		v := view(func() ([]event.Event, time.Time) { return sample.Many(n) }, 0, 0)
		for w := 76; w < 130; w += 5 {
			for _, h := range []int{6, 7, 8, 10, 15, 18} {
				v.Width, v.Height = w, h
				new(flow.Diagram).Draw(v, flow.None)
			}
		}
	}
}
