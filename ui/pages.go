package ui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/keys"
	"inflight/ui/panel"
)

// pages are windows that only show lines, and scroll.
type pages struct {
	offset int
	height int // lines in sight when it was drawn last
}

func (p *pages) scroll(by int) { p.offset = max(p.offset+by, 0) }

// press takes the keys that scroll, and those that close.
func (p *pages) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case m.keys.Matches(msg, keys.Up):
		p.scroll(-1)
	case m.keys.Matches(msg, keys.Down):
		p.scroll(1)
	case m.keys.Matches(msg, keys.PageUp):
		p.scroll(-max(p.height-1, 1))
	case m.keys.Matches(msg, keys.PageDown), msg.String() == "space":
		p.scroll(max(p.height-1, 1))
	case m.keys.Matches(msg, keys.Home):
		p.offset = 0
	case m.keys.Matches(msg, keys.End):
		p.offset = math.MaxInt / 2
	case m.keys.Matches(msg, keys.Back), m.keys.Matches(msg, keys.Quit), m.keys.Matches(msg, keys.Inspect), m.keys.Matches(msg, keys.Help):
		return nil, true
	}
	return nil, false
}

// fit moves the offset so that there is something to see of n lines, and says
// which part that is.
func (p *pages) fit(m *model, n, h int) string {
	p.height = h
	closes := m.keyOf(keys.Back) + " closes"
	p.offset = min(p.offset, max(n-h, 0))
	if n <= h {
		return closes
	}
	scroll := m.plainKey(m.keys.As("scroll", keys.Up, keys.Down).Help().Key)
	return fmt.Sprintf("%s-%s of %s, %s scroll, %s", panel.Count(p.offset+1), panel.Count(min(p.offset+h, n)), panel.Count(n), scroll, closes)
}

// cut is the part of the lines to be seen, and which part that is.
func (p *pages) cut(m *model, lines []string, h int) (seen []string, right string) {
	right = p.fit(m, len(lines), h)
	return lines[p.offset:min(p.offset+h, len(lines))], right
}
