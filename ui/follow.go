package ui

import (
	"inflight/pipeline"
	"inflight/ui/panel"
)

// follow follows the image under the cursor, or whose life is open: the screen
// says where it is, and the cursor stays on it whatever the order. Again, and it
// is followed no more. An image is followed, not a message: a redrive gives it a
// new one.
func (m *model) follow() {
	at := m.underCursor()
	switch {
	case at == nil || m.followed() == at:
		m.following = ""
	default:
		m.following = at.Identity()
	}
}

// underCursor is the message that a person looks at, nil where it is none.
func (m *model) underCursor() *pipeline.Message {
	if l, ok := m.top().(*life); ok {
		return m.state.Message(l.id)
	}
	at, filter := m.lists[m.focus].cursor, m.lists[m.focus].filter
	switch m.focus { //nolint:exhaustive // the panels that have messages
	case inFlightArea:
		if rows := panel.InFlightRows(m.state, m.now, filter, m.sort); at < len(rows) {
			return rows[at]
		}
	case deadArea:
		if rows := panel.DeadLetterRows(m.state, filter); at < len(rows) {
			return rows[at]
		}
	case workersArea:
		if at < len(m.state.Workers) {
			return m.state.Message(m.state.Workers[at].MessageID)
		}
	case thumbnailsArea:
		if rows := panel.ThumbnailRows(m.state, filter); at < len(rows) {
			return m.state.Latest(rows[at].SourceKey)
		}
	}
	return nil
}

// followed is the message of the image that is followed, nil where none is or it
// is known no more.
func (m *model) followed() *pipeline.Message {
	if m.following == "" {
		return nil
	}
	return m.state.Latest(m.following)
}

// keepFollowing brings the cursor of the messages in flight to the one that is
// followed.
func (m *model) keepFollowing() {
	at := m.followed()
	if at == nil {
		return
	}
	l := &m.lists[inFlightArea]
	if row := panel.InFlightPlace(m.state, m.now, l.filter, m.sort, at.ID); row >= 0 {
		l.cursor = row
	}
}

// told is the sentence that stands on the screen: where the followed image is,
// or what has just happened.
func (m *model) told() string {
	if at := m.followed(); at != nil {
		return "following " + panel.Whereabouts(m.state, m.now, at)
	}
	if m.narrates() {
		return panel.Narration(m.state, m.now, m.panelKeys())
	}
	return ""
}
