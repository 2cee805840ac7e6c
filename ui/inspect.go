package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// inspect opens what is under the cursor.
func (m *model) inspect() tea.Cmd {
	at, filter := m.lists[m.focus].cursor, m.lists[m.focus].filter
	switch m.focus {
	case flowArea:
		return m.inspectNode()
	case deadArea:
		return m.inspectLetter()
	case inFlightArea, queueArea, workersArea:
		if under := m.underCursor(); under != nil {
			m.push(&life{id: under.ID})
		}
	case thumbnailsArea:
		if at < len(panel.ThumbnailRows(m.state, filter)) {
			m.push(&large{})
		}
	case inboxArea:
		if at < len(panel.InboxRows(m.state, filter)) {
			m.push(&mail{})
		}
	case callsArea:
		if rows := panel.CallRows(m.state, filter, m.bookkeeping); at < len(rows) {
			m.push(callPage(&rows[at], &m.state.Setup, m.keyOf(keys.Copy)))
		}
	case chartsArea, throughputArea, areas:
		m.zoom()
	}
	return nil
}

// inspectNode opens what AWS knows of the node that has the focus.
func (m *model) inspectNode() tea.Cmd {
	if m.node == state.WorkersNode {
		m.push(m.workersPage())
		return nil
	}
	return m.describe(m.node)
}

// life shows a message's life.
type life struct {
	pages
	id string
}

func (l *life) size(m *model) (w, h int) { return min(m.width-4, 120), min(m.height-2, 50) }

// press takes the keys that follow and announce, and those that scroll.
func (l *life) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if m.keys.Matches(msg, keys.Follow) {
		m.follow()
		return nil, false
	}
	if m.keys.Matches(msg, keys.Announce) {
		return m.announceAgain(), false
	}
	return l.pages.press(m, msg)
}

func (l *life) draw(m *model, w, h int) (title, right string, body []string) {
	v := m.view(inFlightArea, w, h)
	v.MessageID, v.Focused = l.id, true
	right = l.fit(m, panel.MessageLines(v), h)
	v.Offset = l.offset
	title, _ = panel.MessageTitle(v)
	return title, right, panel.Message(v)
}
