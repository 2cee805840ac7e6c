package dialog

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/keys"
)

// Pages are windows that only show lines, and scroll.
type Pages struct {
	Offset int // the first line to be seen
	height int // lines in sight when it was drawn last
}

// Scroll moves by so many lines.
func (p *Pages) Scroll(by int) { p.Offset = max(p.Offset+by, 0) }

// Press takes the keys that scroll, and those that close.
func (p *Pages) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case s.Keys.Matches(msg, keys.Up):
		p.Scroll(-1)
	case s.Keys.Matches(msg, keys.Down):
		p.Scroll(1)
	case s.Keys.Matches(msg, keys.PageUp):
		p.Scroll(-max(p.height-1, 1))
	case s.Keys.Matches(msg, keys.PageDown), msg.String() == "space":
		p.Scroll(max(p.height-1, 1))
	case s.Keys.Matches(msg, keys.Home):
		p.Offset = 0
	case s.Keys.Matches(msg, keys.End):
		p.Offset = math.MaxInt / 2
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit), s.Keys.Matches(msg, keys.Inspect), s.Keys.Matches(msg, keys.Help):
		return nil, true
	default:
		return leave(msg)
	}
	return nil, false
}

// leave says that a window that is open has no use for a key.
func leave(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	return func() tea.Msg { return Unused(msg) }, false
}

// Unused is the message that a page, a sheet or a menu has no use for a key.
type Unused tea.KeyPressMsg

// Fit moves the offset so that there is something to see of n lines, and says
// which part that is.
func (p *Pages) Fit(s *Screen, n, h int) string {
	p.height = h
	closes := s.Keys.Called(keys.Back) + " closes"
	p.Offset = min(p.Offset, max(n-h, 0))
	if n <= h {
		return closes
	}
	scroll := s.Keys.As("scroll", keys.Up, keys.Down).Help().Key
	return fmt.Sprintf("%s-%s of %s, %s scroll, %s", count(p.Offset+1), count(min(p.Offset+h, n)), count(n), scroll, closes)
}

// cut is the part of the lines to be seen, and which part that is.
func (p *Pages) cut(s *Screen, lines []string, h int) (seen []string, right string) {
	right = p.Fit(s, len(lines), h)
	return lines[p.Offset:min(p.Offset+h, len(lines))], right
}

// count is a number with its thousands apart.
func count(n int) string { return event.Count(int64(n)) }
