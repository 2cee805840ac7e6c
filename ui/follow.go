package ui

import (
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// follow follows the image under the cursor, or whose life is open: the screen
// says where it is, and the cursor stays on it whatever the order. Again, and it
// is followed no more. An image is followed, not a message: a redrive gives it a
// new one.
func (m *model) follow() {
	if m.following != "" {
		m.following = ""
		return
	}
	if at := m.underCursor(); at != nil {
		m.following = at.Identity()
	}
}

// underCursor is the message that a person looks at, nil where it is none.
func (m *model) underCursor() *state.Message {
	if l, ok := m.windows.Top().(*life); ok {
		return m.state.Message(l.id)
	}
	on := m.lists[m.focus].on
	switch m.focus {
	case inFlightArea, queueArea, deadArea:
		return m.state.Message(on)
	case workersArea:
		for _, w := range m.state.Workers {
			if w.Name == on {
				return m.state.Message(w.MessageID)
			}
		}
	case thumbnailsArea:
		for _, p := range panel.ThumbnailRows(m.state, "") {
			if pictureID(p) == on {
				return m.state.Latest(p.SourceKey)
			}
		}
	case flowArea, callsArea, chartsArea, inboxArea, throughputArea, areas:
	}
	return nil
}

// followed is the message of the image that is followed, nil where none is or it
// is known no more.
func (m *model) followed() *state.Message {
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
		l.cursor, l.on = row, at.ID
	}
}

// told is the sentence that stands on the screen: where the followed image is,
// or what has just happened.
func (m *model) told() string {
	if setting := panel.SetupTold(m.state); setting != "" {
		return setting
	}
	if at := m.followed(); at != nil {
		return "following " + panel.Whereabouts(m.state, m.now, at)
	}
	if m.narrates() {
		return panel.Narration(m.state, m.now, m.panelKeys())
	}
	return ""
}
