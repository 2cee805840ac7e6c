package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// still is a pipeline in which nothing moves, and the moment of the event that
// is to come.
func still(t *testing.T, change func(*event.Setup)) (*state.State, time.Time) {
	t.Helper()
	events, _ := sample.Empty()
	set := *pipelinetest.As[event.PipelineStarted](events[0]).Setup
	if change != nil {
		change(&set)
	}
	events[0].Body = &event.PipelineStarted{Setup: &set}
	return sample.State(events), sample.Begin.Add(time.Minute)
}

// picture is the whole picture as text, without the inset.
func picture(s *state.State, now time.Time, styles draw.Styles) []string {
	v := panel.View{State: s, Now: now, Styles: &styles, Width: 120, Height: 18}
	lines := new(flow.Diagram).Draw(v, flow.None)
	for i := range lines {
		lines[i] = ansi.Strip(lines[i])
	}
	return lines
}

// find is the place of the first of some glyphs that the picture has outside of
// its boxes, by comparing it to one without moves.
func find(before, after []string, glyph string) (x, y int) {
	for y := range after {
		a, b := []rune(before[y]), []rune(after[y])
		for x := range b {
			if string(b[x]) == glyph && a[x] != b[x] {
				return x, y
			}
		}
	}
	return -1, -1
}

func TestATokenTravelsTheWayOfItsMove(t *testing.T) {
	for _, way := range []struct {
		name   string
		from   state.Node
		to     state.Node
		glyph  string
		dx, dy int
	}{
		{"an upload to the right", state.SourceNode, state.BusNode, "●", 1, 0},
		{"a match to the right", state.BusNode, state.QueueNode, "●", 1, 0},
		{"a receive to the right", state.QueueNode, state.WorkersNode, "●", 1, 0},
		{"a return back to the left", state.WorkersNode, state.QueueNode, "◑", -1, 0},
		{"a dead letter down", state.QueueNode, state.DeadLetterNode, "✖", 0, 1},
		{"a redrive up", state.DeadLetterNode, state.QueueNode, "■", 0, -1},
		{"a thumbnail down", state.WorkersNode, state.ThumbnailNode, "●", 0, 1},
	} {
		t.Run(way.name, func(t *testing.T) {
			s, at := still(t, nil)
			before := picture(s, at, draw.Styles{})
			s.Moves.Push(state.Move{At: at, From: way.from, To: way.to, Identity: "a.jpg"})
			x0, y0 := find(before, picture(s, at, draw.Styles{}), way.glyph)
			x1, y1 := find(before, picture(s, at.Add(800*time.Millisecond), draw.Styles{}), way.glyph)
			if x0 < 0 || x1 < 0 || sign(x1-x0) != way.dx || sign(y1-y0) != way.dy {
				t.Errorf("it went from %d,%d to %d,%d", x0, y0, x1, y1)
			}
			if x, _ := find(before, picture(s, at.Add(2*time.Second), draw.Styles{}), way.glyph); x >= 0 {
				t.Error("it never arrives")
			}
		})
	}
}

func TestAnImageThatGoesOnAtOnceIsShownOneArrowAfterTheOther(t *testing.T) {
	s, at := still(t, nil)
	before := picture(s, at, draw.Styles{})
	way := []state.Node{state.SourceNode, state.BusNode, state.QueueNode, state.WorkersNode}
	for i := range len(way) - 1 {
		s.Moves.Push(state.Move{At: at, From: way[i], To: way[i+1], Identity: "a.jpg"})
	}
	last := -1
	for after := time.Duration(0); new(flow.Diagram).Moving(s, at.Add(after)); after += 50 * time.Millisecond {
		after := picture(s, at.Add(after), draw.Styles{})
		x, y := find(before, after, "●")
		if n := strings.Count(after[y], "●"); n != 1 || x < last {
			t.Fatalf("%d tokens, the first at %d after %d", n, x, last)
		}
		last = x
	}
	if last < 80 {
		t.Errorf("it got no further than %d", last)
	}
}

func sign(n int) int { return min(max(n, -1), 1) }

func TestTokensInOneCellAreCounted(t *testing.T) {
	for n, want := range map[int]string{2: "⠃", 4: "⡇", 8: "⣿", 50: "⣿"} {
		s, at := still(t, nil)
		before := picture(s, at, draw.Styles{})
		for i := range n {
			s.Moves.Push(state.Move{At: at, From: state.SourceNode, To: state.BusNode, Identity: fmt.Sprint(i, ".jpg")})
		}
		if x, _ := find(before, picture(s, at, draw.Styles{}), want); x < 0 {
			t.Errorf("%d tokens in a cell are not drawn as %s", n, want)
		}
	}
}

func TestATokenOnItsWayTellsItsTry(t *testing.T) {
	for try, want := range map[int]string{1: "●─", 2: "●²", 3: "●³"} {
		s, at := still(t, nil)
		s.Moves.Push(state.Move{At: at, From: state.QueueNode, To: state.WorkersNode, Identity: "a.jpg", Try: try})
		if text := strings.Join(picture(s, at.Add(300*time.Millisecond), draw.Styles{}), "\n"); !strings.Contains(text, want) {
			t.Errorf("try %d is not drawn as %s:\n%s", try, want, text)
		}
	}
}

func TestOnARealAccountTheWayToTheQueueIsInferred(t *testing.T) {
	s, at := still(t, func(set *event.Setup) { set.Embedded = false })
	text := strings.Join(picture(s, at, draw.Styles{}), "\n")
	if !strings.Contains(text, "inferred") || !strings.Contains(text, "┄") {
		t.Errorf("it is not drawn as inferred:\n%s", text)
	}
	before := picture(s, at, draw.Styles{})
	s.Moves.Push(state.Move{At: at, From: state.SourceNode, To: state.BusNode, Identity: "a.jpg"})
	x0, _ := find(before, picture(s, at, draw.Styles{}), "●")
	later := at.Add(1200 * time.Millisecond)
	if x1, _ := find(before, picture(s, later, draw.Styles{}), "●"); x1 < x0+20 || !new(flow.Diagram).Moving(s, later) {
		t.Errorf("the image stays at the bus: %d, then %d", x0, x1)
	}
}

func TestPausedConsumersAreDrawnAsSuch(t *testing.T) {
	s, at := still(t, nil)
	s.Apply(event.Event{Time: sample.Begin.Add(time.Second), Body: &event.ConsumingPaused{}})
	text := strings.Join(picture(s, at, draw.Styles{}), "\n")
	if !strings.Contains(text, "‖") || !strings.Contains(text, "paused") {
		t.Errorf("there is no telling:\n%s", text)
	}
}

func TestMovingLastsAsLongAsATokenIsOnItsWay(t *testing.T) {
	s, at := still(t, nil)
	if new(flow.Diagram).Moving(s, at) || new(flow.Diagram).Moving(nil, at) {
		t.Error("something moves though nothing happened")
	}
	s.Moves.Push(state.Move{At: at, From: state.QueueNode, To: state.WorkersNode})
	for after, want := range map[time.Duration]bool{
		-time.Millisecond: false, 0: true, 899 * time.Millisecond: true, 900 * time.Millisecond: false, time.Hour: false,
	} {
		if got := new(flow.Diagram).Moving(s, at.Add(after)); got != want {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
}

func TestAsciiStylesDrawAsciiAlone(t *testing.T) {
	for _, s := range streams() {
		for _, size := range [][2]int{{120, 18}, {80, 6}, {40, 7}, {40, 4}} {
			v := view(s.make, size[0], size[1])
			v.Styles = &draw.Styles{ASCII: true}
			for _, l := range new(flow.Diagram).Draw(v, state.QueueNode) {
				for _, r := range ansi.Strip(l) {
					// The inset and cut texts are the panels'.
					if r > '~' && r != '…' {
						t.Fatalf("%s at %v: %q in %q", s.name, size, r, l)
					}
				}
			}
		}
	}
}
