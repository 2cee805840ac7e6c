package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// large shows the thumbnail under the gallery's cursor.
type large struct{ pages }

func (*large) size(m *model) (w, h int) {
	if m.pictures.OverFrame() { // nothing may change beside it
		return m.width, m.height - 2
	}
	return min(m.width-4, 120), min(m.height-2, 36)
}

func (*large) draw(m *model, w, h int) (title, right string, body []string) {
	v := m.view(thumbnailsArea, w, h)
	v.Focused, v.Pictures = true, graphics.Still{Pictures: m.pictures}
	title, right = panel.ThumbnailLargeTitle(v)
	return title, right, panel.ThumbnailLarge(v)
}

// press takes the keys for the link, the one that opens the life of the message,
// where it is known still, and those that go to the next thumbnail.
func (l *large) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case m.keys.Matches(msg, keys.Inspect) && m.pictured() != nil:
		m.push(&life{id: m.pictured().ID})
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
		return l.pages.press(m, msg)
	}
	return nil, false
}

func (l *large) scroll(int) {}

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
type mail struct{ pages }

func (*mail) size(m *model) (w, h int) { return min(m.width-4, 100), min(m.height-4, 24) }

func (l *mail) draw(m *model, w, h int) (title, right string, body []string) {
	v := m.view(inboxArea, w, h)
	v.Focused = true
	title, right = panel.InboxMessageTitle(v)
	if n := panel.InboxMessageLines(v); n > h {
		right += ", " + l.fit(m, n, h)
	}
	v.Offset = l.offset
	return title, right, panel.InboxMessage(v)
}

// press takes the keys for the link, and those that go to the next mail.
func (l *mail) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case m.keys.Matches(msg, keys.Copy):
		return m.copyURL(), false
	case m.keys.Matches(msg, keys.Open):
		return m.openURL(), false
	case m.keys.Matches(msg, keys.Left), m.keys.Matches(msg, keys.Up):
		l.offset = 0
		m.moveCursor(inboxArea, -1)
	case m.keys.Matches(msg, keys.Right), m.keys.Matches(msg, keys.Down):
		l.offset = 0
		m.moveCursor(inboxArea, 1)
	default:
		return l.pages.press(m, msg)
	}
	return nil, false
}
