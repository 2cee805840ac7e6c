package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/picture"
)

// sixelScreen is a screen on a terminal with sixels.
func sixelScreen(t *testing.T, at size) *model {
	t.Helper()
	m := newScreen(t, busy, at, func(o *Options) { o.Pictures = picture.Auto })
	m.Update(uv.CellSizeEvent{Width: 8, Height: 16})
	m.Update(uv.PrimaryDeviceAttributesEvent{62, 4})
	m.settle()
	return m
}

// painted is what goes to the terminal for the pictures that are due.
func (m *model) painted() string {
	m.dirty = true
	m.View()
	_, cmd := m.Update(paintMsg{})
	if cmd == nil {
		return ""
	}
	out := ""
	for _, msg := range flat(cmd()) {
		if raw, ok := msg.(tea.RawMsg); ok {
			out += fmt.Sprint(raw.Msg)
		}
	}
	return out
}

// flat are the messages of a batch.
func flat(msg tea.Msg) (out []tea.Msg) {
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	for _, cmd := range batch {
		if cmd != nil {
			out = append(out, flat(cmd())...)
		}
	}
	return out
}

const sixelBegins = "\x1bP"

func TestSixelsArePaintedOnceAndWhereTheGalleryIs(t *testing.T) {
	m := sixelScreen(t, size{120, 36})
	requireFits(t, m, "the frame")
	if strings.Contains(m.View().Content, markPrefix) {
		t.Error("a mark is left in the frame")
	}
	out := m.painted()
	if n := strings.Count(out, sixelBegins); n < 4 {
		t.Fatalf("%d pictures are painted", n)
	}
	r := m.layout.rects[thumbnailsArea]
	if at := ansi.CursorPosition(r.X+3, r.Y+2); !strings.Contains(out, at+sixelBegins) {
		t.Errorf("none is painted at the gallery's first place %q", at)
	}
	if out := m.painted(); out != "" {
		t.Errorf("%d pictures are painted again", strings.Count(out, sixelBegins))
	}
}

func TestASixelIsPaintedAgainWhereAWindowHidIt(t *testing.T) {
	m := sixelScreen(t, size{120, 36})
	all := strings.Count(m.painted(), sixelBegins)
	m.typed("?")
	m.painted()
	m.typed("esc")
	if n := strings.Count(m.painted(), sixelBegins); n == 0 || n > all {
		t.Errorf("%d of %d pictures are painted when the window has gone", n, all)
	}
}

func TestASixelIsPaintedAgainWhereTheTerminalWasCleared(t *testing.T) {
	m := sixelScreen(t, size{120, 36})
	all := strings.Count(m.painted(), sixelBegins)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	if n := strings.Count(m.painted(), sixelBegins); n != all {
		t.Errorf("%d of %d pictures are painted after a change of size", n, all)
	}
}

func TestALineIsWrittenFromItsFirstChangeToItsLast(t *testing.T) {
	p := painter{}
	p.begin()
	k := cellsKey{w: 2, h: 1, sixel: true}
	mark := p.mark(k, "picture")[0]
	frame := func(left, right string) (due bool) {
		if got, want := ansi.Strip(p.lift(left+mark+right)), left+"  "+right; got != want {
			t.Errorf("the frame is %q, want %q", got, want)
		}
		due = len(p.due) > 0
		p.paint()
		return due
	}
	for _, c := range []struct {
		left, right string
		due         bool
	}{
		{"a", "b", true}, {"a", "b", false}, {"x", "b", false}, {"x", "y", false}, {"雪", "y", true}, {"ab", "c", true},
	} {
		// A wide or longer text moves the picture to another place.
		if due := frame(c.left, c.right); due != c.due {
			t.Errorf("%q, %q: due is %v, want %v", c.left, c.right, due, c.due)
		}
	}
	frame("ab", "c")
	if !frame("cd", "e") {
		t.Error("the line changed on both sides, and the picture is not painted again")
	}
}

func TestAPartOfAPictureIsNotPainted(t *testing.T) {
	p := painter{}
	p.begin()
	lines := p.mark(cellsKey{w: 3, h: 2, sixel: true}, "picture")
	cut := ansi.Truncate(lines[1], 2, "")
	p.lift(lines[0] + "\n" + cut + "x")
	if len(p.due) > 0 {
		t.Error("it is painted over what hides it")
	}
	p.lift(lines[0] + "\n" + lines[1])
	if len(p.due) != 1 {
		t.Error("it is not painted where it is whole")
	}
}

func TestWithoutTheSizeOfItsCellsATerminalGetsHalfBlocks(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Pictures = picture.Sixel })
	m.Update(uv.CellSizeEvent{})
	m.Update(uv.PrimaryDeviceAttributesEvent{62, 4})
	m.settle()
	if got := drawnWith(m); got != picture.Blocks {
		t.Errorf("thumbnails are drawn as %v", got)
	}
}

func TestBesideOtherPanelsTheGalleryHasNoSixels(t *testing.T) {
	m := sixelScreen(t, size{200, 60})
	if out := m.painted(); strings.Contains(out, sixelBegins) || drawnWith(m) != picture.Blocks {
		t.Error("panels on both sides would wipe them out")
	}
	m.typed("4", "z")
	m.settle()
	if out := m.painted(); !strings.Contains(out, sixelBegins) {
		t.Error("zoomed it has none either")
	}
}

func TestSixelsKeepTheScreensSize(t *testing.T) {
	for _, at := range []size{{60, 16}, {80, 24}, {120, 36}, {200, 60}} {
		m := sixelScreen(t, at)
		for _, key := range []string{"4", "enter", "right", "esc", "z", "?", "esc", "esc", "p"} {
			m.typed(key)
			m.settle()
			requireFits(t, m, fmt.Sprintf("%v, after %s", at, key))
			if strings.Contains(m.View().Content, markPrefix) {
				t.Fatalf("%v, after %s: a mark is left", at, key)
			}
		}
	}
}
