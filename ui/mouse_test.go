package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/panel"
	"inflight/ui/picture"
)

// cellOfText is where a text is drawn within an area.
func cellOfText(t *testing.T, m *model, a area, text string) (x, y int) {
	t.Helper()
	r := m.layout.rects[a]
	for y, line := range strings.Split(m.screen(), "\n") {
		if y < r.y || y >= r.y+r.h {
			continue
		}
		inside := ansi.Cut(line, r.x, r.x+r.w)
		if before, _, found := strings.Cut(inside, text); found {
			return r.x + ansi.StringWidth(before), y
		}
	}
	t.Fatalf("%q is not in sight in the panel:\n%s", text, m.screen())
	return 0, 0
}

func TestAClickChoosesTheRowUnderThePointerAndASecondOpensIt(t *testing.T) {
	for _, at := range []size{{120, 36}, {200, 60}, {80, 24}} {
		for a, name := range map[area]func(m *model, row int) string{
			inFlightArea: func(m *model, row int) string {
				return panel.InFlightRows(m.state, m.now, "", m.sort)[row].Name()
			},
			deadArea: func(m *model, row int) string { return panel.DeadLetterRows(m.state, "")[row].Name() },
			thumbnailsArea: func(m *model, row int) string {
				return strings.TrimSuffix(panel.ThumbnailRows(m.state, "")[row].SourceKey, ".jpg")[:3]
			},
		} {
			t.Run(slots[a].name, func(t *testing.T) {
				m := newScreen(t, busy, at, func(o *Options) { o.Pictures = picture.Off })
				m.choose(a)
				m.zoomed = false
				m.arrange()
				m.choose(a)
				const row = 1
				x, y := cellOfText(t, m, a, name(m, row))
				click := tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
				m.Update(click)
				if m.lists[a].cursor != row || m.top() != nil {
					t.Fatalf("the first click chose row %d, want %d; a window is open: %v", m.lists[a].cursor, row, m.top() != nil)
				}
				m.Update(click)
				if m.top() == nil {
					t.Error("the second click opened nothing")
				}
			})
		}
	}
}

func TestAClickBesideTheRowsLeavesTheCursor(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.choose(deadArea)
	m.moveCursor(deadArea, 1)
	r := m.layout.rects[deadArea]
	m.Update(tea.MouseClickMsg{X: r.x + 3, Y: r.y, Button: tea.MouseLeft}) // the title
	if m.lists[deadArea].cursor != 1 {
		t.Error("a click on the title moved the cursor")
	}
}
