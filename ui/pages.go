package ui

import (
	"fmt"
	"math"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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
	k := &m.keys
	switch {
	case key.Matches(msg, k.Up):
		p.scroll(-1)
	case key.Matches(msg, k.Down):
		p.scroll(1)
	case key.Matches(msg, k.PageUp):
		p.scroll(-max(p.height-1, 1))
	case key.Matches(msg, k.PageDown), key.Matches(msg, k.Pause):
		p.scroll(max(p.height-1, 1))
	case key.Matches(msg, k.Home):
		p.offset = 0
	case key.Matches(msg, k.End):
		p.offset = math.MaxInt / 2
	case key.Matches(msg, k.Back), key.Matches(msg, k.Quit), key.Matches(msg, k.Inspect), key.Matches(msg, k.Help):
		return nil, true
	}
	return nil, false
}

// fit moves the offset so that there is something to see of n lines, and says
// which part that is.
func (p *pages) fit(m *model, n, h int) string {
	p.height = h
	closes := m.keyOf(m.keys.Back) + " closes"
	p.offset = min(p.offset, max(n-h, 0))
	if n <= h {
		return closes
	}
	scroll := m.plainKey(as("scroll", m.keys.Up, m.keys.Down).Help().Key)
	return fmt.Sprintf("%s-%s of %s, %s scroll, %s", panel.Count(p.offset+1), panel.Count(min(p.offset+h, n)), panel.Count(n), scroll, closes)
}

// cut is the part of the lines to be seen, and which part that is.
func (p *pages) cut(m *model, lines []string, h int) (seen []string, right string) {
	right = p.fit(m, len(lines), h)
	return lines[p.offset:min(p.offset+h, len(lines))], right
}
