package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestResizingLeavesTheFocusWhereItIs(t *testing.T) {
	for i, a := range panelAreas {
		m := newScreen(t, busy, size{120, 36}, nil)
		m.typed(string(rune('1' + i)))
		for _, s := range []size{{200, 60}, {80, 24}, {60, 16}, {20, 5}, {200, 60}, {20, 5}, {120, 36}, {80, 24}, {120, 36}} {
			m.Update(tea.WindowSizeMsg{Width: s.w, Height: s.h})
			if m.focus != a && (m.layout.rects[a].W > 0 || s.w == 120) {
				t.Errorf("at %v %q has lost the focus", s, slots[a].name)
			}
		}
	}
}

func TestAPanelHasOneName(t *testing.T) {
	m := newScreen(t, busy, size{200, 60}, nil)
	for i, a := range panelAreas {
		w, h := m.inside(a)
		title, _ := slots[a].Title(m.view(a, w, h))
		if !strings.Contains(strings.ToLower(title), slots[a].name) {
			t.Errorf("%q calls itself %q", slots[a].name, title)
		}
		if got := strings.Trim(m.tabs(200).Names()[i], " []"); !strings.HasSuffix(got, slots[a].name) {
			t.Errorf("the tab of %q is %q", slots[a].name, got)
		}
	}
}

func TestTheTabsFitAndHaveTheirNumbers(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	for i := range panelAreas {
		m.typed(string(rune('1' + i)))
		for w := minWidth; w < 120; w++ {
			line := strings.Join(m.tabs(w).Names(), "")
			at := slots[panelAreas[i]]
			whole := strings.Contains(line, "["+string(rune('1'+i))+" "+at.name+"]")
			short := at.short != "" && strings.Contains(line, "["+string(rune('1'+i))+" "+at.short+"]")
			if ansi.StringWidth(line) > w || !whole && !short || short && w >= 95 {
				t.Errorf("on %d cells: %q", w, line)
			}
			for n := range panelAreas {
				if !strings.Contains(line, string(rune('1'+n))) {
					t.Errorf("on %d cells %d is not there: %q", w, n+1, line)
				}
			}
		}
	}
}
