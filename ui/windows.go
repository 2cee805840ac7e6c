package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// life shows a message's life.
type life struct {
	dialog.Pages
	m  *model
	id string
}

func (l *life) Size(*dialog.Screen) (w, h int) { return min(l.m.width-4, 120), min(l.m.height-2, 50) }

// Press takes the keys that follow and announce, and those that scroll.
func (l *life) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	if m.keys.Matches(msg, keys.Follow) {
		m.follow()
		return nil, false
	}
	if m.keys.Matches(msg, keys.Announce) {
		return m.announceAgain(), false
	}
	return l.Pages.Press(s, msg)
}

func (l *life) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(inFlightArea, w, h)
	v.MessageID, v.Focused = l.id, true
	right = l.Fit(s, panel.MessageLines(v), h)
	v.Offset = l.Offset
	title, _ = panel.MessageTitle(v)
	return title, right, panel.Message(v)
}

// large shows the thumbnail under the gallery's cursor.
type large struct {
	dialog.Pages
	m *model
}

func (l *large) Size(*dialog.Screen) (w, h int) {
	m := l.m
	if m.pictures.OverFrame() { // nothing may change beside it
		return m.width, m.height - 2
	}
	return min(m.width-4, 120), min(m.height-2, 36)
}

func (l *large) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(thumbnailsArea, w, h)
	v.Focused, v.Pictures = true, graphics.Still{Pictures: m.pictures}
	title, right = panel.ThumbnailLargeTitle(v)
	return title, right, panel.ThumbnailLarge(v)
}

// Press takes the keys for the link, the one that opens the life of the message,
// where it is known still, and those that go to the next thumbnail.
func (l *large) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	switch {
	case m.keys.Matches(msg, keys.Inspect) && m.pictured() != nil:
		m.windows.Push(&life{m: m, id: m.pictured().ID})
	case m.keys.Matches(msg, keys.Copy):
		return m.copyURL(), false
	case m.keys.Matches(msg, keys.Open):
		return m.openURL(), false
	case m.keys.Matches(msg, keys.Announce):
		return m.announceAgain(), false
	case m.keys.Matches(msg, keys.Left), m.keys.Matches(msg, keys.Up):
		m.moveCursor(thumbnailsArea, -1)
	case m.keys.Matches(msg, keys.Right), m.keys.Matches(msg, keys.Down):
		m.moveCursor(thumbnailsArea, 1)
	default:
		return l.Pages.Press(s, msg)
	}
	return nil, false
}

func (l *large) Scroll(int) {}

// pictured is the message that the thumbnail under the gallery's cursor came of, nil
// where it is not known any more.
func (m *model) pictured() *state.Message {
	list := &m.lists[thumbnailsArea]
	rows := panel.ThumbnailRows(m.state, list.filter)
	if list.cursor >= len(rows) {
		return nil
	}
	return m.state.Message(rows[list.cursor].MessageID)
}

// mail shows the mail or post under the inbox's cursor.
type mail struct {
	dialog.Pages
	m *model
}

func (l *mail) Size(*dialog.Screen) (w, h int) { return min(l.m.width-4, 100), min(l.m.height-4, 24) }

func (l *mail) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(inboxArea, w, h)
	v.Focused = true
	title, right = panel.InboxMessageTitle(v)
	if n := panel.InboxMessageLines(v); n > h {
		right += ", " + l.Fit(s, n, h)
	}
	v.Offset = l.Offset
	return title, right, panel.InboxMessage(v)
}

// Press takes the keys for the link, and those that go to the next mail.
func (l *mail) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	switch {
	case m.keys.Matches(msg, keys.Copy):
		return m.copyURL(), false
	case m.keys.Matches(msg, keys.Open):
		return m.openURL(), false
	case m.keys.Matches(msg, keys.Left), m.keys.Matches(msg, keys.Up):
		l.Offset = 0
		m.moveCursor(inboxArea, -1)
	case m.keys.Matches(msg, keys.Right), m.keys.Matches(msg, keys.Down):
		l.Offset = 0
		m.moveCursor(inboxArea, 1)
	default:
		return l.Pages.Press(s, msg)
	}
	return nil, false
}
