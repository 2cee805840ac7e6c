package ui

import (
	"fmt"
	"slices"

	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

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

// announceable is the image that a person looks at: the id of its message, and its
// key. A thumbnail is known for longer than its message.
func (m *model) announceable() (id, key string) {
	_, open := m.windows.Top().(*large)
	if list := &m.lists[thumbnailsArea]; open || m.windows.Top() == nil && m.focus == thumbnailsArea {
		if rows := panel.ThumbnailRows(m.state, list.filter); list.cursor < len(rows) {
			return rows[list.cursor].MessageID, rows[list.cursor].SourceKey
		}
		return "", ""
	}
	if at := m.underCursor(); at != nil {
		return at.ID, at.Key
	}
	return "", ""
}

// linked is the URL that is meant: that of the mail or the thumbnail that is
// open or has the focus; empty where there is none.
func (m *model) linked() string {
	_, open := m.windows.Top().(*mail)
	if open || m.windows.Top() == nil && m.focus == inboxArea {
		list := &m.lists[inboxArea]
		if rows := panel.InboxRows(m.state, list.filter); list.cursor < len(rows) {
			return rows[list.cursor].URL
		}
		return ""
	}
	if _, big := m.windows.Top().(*large); !big && (m.windows.Top() != nil || !m.onScreen(thumbnailsArea)) {
		return ""
	}
	list := &m.lists[thumbnailsArea]
	if rows := panel.ThumbnailRows(m.state, list.filter); list.cursor < len(rows) {
		return rows[list.cursor].URL
	}
	return ""
}

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

// scope is what a key acts on that acts on dead letters: those selected, else
// those that a filter shows, else all. What is not on the screen scopes nothing.
type scope struct {
	letters []string // by message id; none: all that the queue holds
	how     string   // "selected" or "shown"; empty: all
}

// onScreen tells whether a panel can be seen.
func (m *model) onScreen(a area) bool { return !m.layout.rects[a].Empty() }

// scoped is what a person means who acts on dead letters now.
func (m *model) scoped() scope {
	l := &m.lists[deadArea]
	if !m.onScreen(deadArea) {
		return scope{}
	}
	var shown, marked []string
	for _, r := range panel.DeadLetterRows(m.state, l.filter) {
		shown = append(shown, r.ID)
		if m.marked[r.ID] {
			marked = append(marked, r.ID)
		}
	}
	slices.Sort(marked)
	slices.Sort(shown)
	switch {
	case len(marked) > 0:
		return scope{marked, "selected"}
	case l.filter != "":
		return scope{shown, "shown"}
	}
	return scope{}
}

// none tells whether a filter shows nothing, so that there is nothing to act on.
func (s scope) none() bool { return s.how != "" && len(s.letters) == 0 }

// size is how many letters are meant.
func (m *model) size(s scope) int {
	if s.how != "" {
		return len(s.letters)
	}
	return m.census.Dead + max(m.state.LettersUntold(m.census.Dead), 0)
}

// name is what is meant, in words: "the 12 shown", "all 5 dead letters".
func (m *model) name(s scope) string {
	n := m.size(s)
	switch {
	case s.how != "" && n == 1:
		if one := m.state.Message(s.letters[0]); one != nil {
			return draw.Escape(one.Name())
		}
		return "the one " + s.how
	case s.how != "":
		return fmt.Sprintf("the %s %s", panel.Count(n), s.how)
	case n == 1:
		return "the dead letter"
	}
	return fmt.Sprintf("all %s dead letters", panel.Count(n))
}
