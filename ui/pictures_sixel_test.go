package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/graphics"
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
	_, cmd := m.Update(graphics.Due{})
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

const (
	sixelBegins = "\x1bP"
	sixelMark   = "\xf3\xb0" // how what stands for a picture begins
)

func TestSixelsArePaintedOnceAndWhereTheGalleryIs(t *testing.T) {
	m := sixelScreen(t, size{120, 36})
	requireFits(t, m, "the frame")
	if strings.Contains(m.View().Content, sixelMark) {
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
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	for _, at := range []size{{60, 16}, {80, 24}, {120, 36}, {200, 60}} {
		m := sixelScreen(t, at)
		for _, key := range []string{"4", "enter", "right", "esc", "z", "?", "esc", "esc", "p"} {
			m.typed(key)
			m.settle()
			requireFits(t, m, fmt.Sprintf("%v, after %s", at, key))
			if strings.Contains(m.View().Content, sixelMark) {
				t.Fatalf("%v, after %s: a mark is left", at, key)
			}
		}
	}
}
