package ui

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/ui/draw"
	"inflight/ui/picture"
)

// letters name the areas in a drawing of a layout.
var letters = [areas]byte{'f', 'i', 'w', 'd', 't', 'c', 'g', 'n', 'p', timeArea: '~'}

// places are the rectangles of a layout.
func (l *layout) places() map[byte]draw.Rect {
	out := map[byte]draw.Rect{'=': l.header, '!': l.insight, '-': l.tabline, '_': l.foot}
	for a := range areas {
		out[letters[a]] = l.rects[a]
	}
	return out
}

// cover draws a layout cell by cell; '.' is a hole and '#' an overlap.
func (l *layout) cover(w, h int) [][]byte {
	cells := make([][]byte, h)
	for y := range cells {
		cells[y] = []byte(strings.Repeat(".", w))
	}
	for letter, r := range l.places() {
		for y := r.Y; y < r.Y+r.H; y++ {
			for x := r.X; x < r.X+r.W; x++ {
				switch {
				case cells[y][x] != '.':
					cells[y][x] = '#'
				default:
					cells[y][x] = letter
				}
			}
		}
	}
	return cells
}

// sketch draws a layout small enough to read: every fourth column, every other
// line, and the size of each rectangle.
func (l *layout) sketch(w, h int) string {
	var b strings.Builder
	for _, row := range l.cover(w, h) {
		for x := 0; x < w; x += 4 {
			b.WriteByte(row[x])
		}
		b.WriteByte('\n')
	}
	for a := range areas {
		if r := l.rects[a]; !r.Empty() {
			fmt.Fprintf(&b, "%c %dx%d at %d,%d\n", letters[a], r.W, r.H, r.X, r.Y)
		}
	}
	return b.String()
}

func TestLayoutsLookAsTheyShould(t *testing.T) {
	for _, s := range []size{{60, 16}, {80, 24}, {100, 32}, {120, 36}, {170, 50}, {200, 60}} {
		t.Run(s.String(), func(t *testing.T) {
			l := arrange(s.w, s.h, inFlightArea, false, inFlightArea, false)
			golden.RequireEqual(t, l.sketch(s.w, s.h))
		})
	}
}

func TestALayoutHasNoHoleAndNoOverlap(t *testing.T) {
	for w := minWidth; w <= 300; w += 17 {
		for h := minHeight; h <= 100; h += 7 {
			for _, tab := range append([]area{flowArea}, panelAreas...) {
				for _, zoomed := range []bool{false, true} {
					l := arrange(w, h, tab, zoomed, tab, w%2 == 0)
					for y, row := range l.cover(w, h) {
						if i := bytes.IndexAny(row, ".#"); i >= 0 {
							t.Fatalf("%dx%d with tab %d, zoomed %v: %q at %d,%d", w, h, tab, zoomed, row[i], i, y)
						}
					}
				}
			}
		}
	}
}

func TestEveryPanelCanBeReachedAtEverySize(t *testing.T) {
	for _, s := range []size{{60, 16}, {80, 24}, {120, 36}, {200, 60}} {
		m := newScreen(t, busy, s, nil)
		for i, a := range panelAreas {
			m.typed(fmt.Sprint(i + 1))
			if m.layout.rects[a].Empty() || m.focus != a {
				t.Errorf("%v: key %d does not show %q", s, i+1, slots[a].name)
			}
		}
	}
}

func TestTheSmallestPanelsHaveRoomForARow(t *testing.T) {
	for w := minWidth; w <= 300; w += 5 {
		for h := minHeight; h <= 100; h++ {
			l := arrange(w, h, inFlightArea, false, inFlightArea, false)
			for a := range areas {
				if r := l.rects[a]; a != timeArea && !r.Empty() && (r.H < 3 || r.W < 20) {
					t.Fatalf("%dx%d: %d has only %dx%d", w, h, a, r.W, r.H)
				}
			}
		}
	}
}

func TestWhereThereIsNoLineForInsightsTheFlowTellsThem(t *testing.T) {
	m := newScreen(t, failing, size{80, 24}, func(o *Options) { o.Pictures = picture.Off })
	for w := minWidth; w <= 220; w += 8 {
		for h := minHeight; h <= 70; h += 3 {
			m.Update(tea.WindowSizeMsg{Width: w, Height: h})
			if text := m.screen(); m.layout.insight.Empty() && !strings.Contains(text, "Publish is refused") {
				t.Fatalf("%dx%d tells no insight:\n%s", w, h, text)
			}
		}
	}
}

// Whichever panel is chosen, no name in the line of tabs is cut at 80 cells, nor moves when a
// step marks a panel.
func TestNoTabIsCutOnAScreenOfEightyCells(t *testing.T) {
	w := newTheatre(t)
	w.resize(80, 24)
	for _, a := range panelAreas {
		w.choose(a)
		line := strings.Split(w.screen(), "\n")[w.layout.tabline.Y]
		if strings.Contains(line, "…") || !strings.Contains(line, "[") {
			t.Errorf("%s is chosen: %q", slots[a].name, line)
		}
		tabs := w.tabs(80)
		for here := range tabs.All {
			tabs.All[here].Here = true
			marked := strings.Join(tabs.Names(), "")
			tabs.All[here].Here = false
			number := strconv.Itoa(here + 1)
			if strings.Replace(strings.Replace(line, "["+number, "»"+number, 1), " "+number+" ", "»"+number+" ", 1) != marked {
				t.Errorf("%s is chosen, and a step shows in %d: %q, and without the step %q", slots[a].name, here+1, marked, line)
			}
		}
	}
}
