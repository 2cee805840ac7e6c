package ui

import (
	"fmt"
	"slices"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// rowGoneFor is how long a row stays under the cursor whose message has left the
// list.
const rowGoneFor = 2 * time.Second

// point takes what stands under the cursor of a list for what a person means.
func (m *model) point(a area) {
	l := &m.lists[a]
	l.on, l.gone = "", time.Time{}
	if lists(a) {
		l.on = slots[a].At(m.rows(a), l.cursor)
	}
}

// keepPointing brings the cursors to where what they stood on is now. What has
// left its list stays under the cursor for a while; then the next row is meant, or the
// first where nobody has moved the cursor yet: that one does not scroll the list.
func (m *model) keepPointing() {
	for a := range areas {
		l := &m.lists[a]
		switch {
		case !lists(a):
			continue
		case l.on == "", slots[a].LatestFirst() && l.cursor == 0 && !m.open(a):
			m.point(a)
			continue
		}
		if row := slots[a].Place(m.rows(a), l.on); row >= 0 {
			l.cursor, l.gone = row, time.Time{}
			if m.scrolls(a) {
				m.shiftCursor(a, -row)
			}
			continue
		}
		if l.gone.IsZero() {
			l.gone = m.now
		}
		if m.goneUnder(a) == nil || m.now.Sub(l.gone) >= rowGoneFor || !l.placed && m.leftStanding() {
			if !l.placed && a != deadArea {
				l.cursor = 0
			}
			m.shiftCursor(a, 0)
		}
	}
}

// leftStanding tells whether a moment stands to which no step has led: what has left a list
// just before would stay in it for good, with the cursor on it.
func (m *model) leftStanding() bool {
	return m.stepped() == nil && (m.still() || m.past.Still())
}

// scrolls tells whether the messages in flight would be scrolled by a cursor that nobody
// has moved, nor asked to follow anything. A step has: enter says why of what it was of.
func (m *model) scrolls(a area) bool {
	if a != inFlightArea || m.lists[a].placed || m.following != "" || m.stepped() != nil || !m.onScreen(a) {
		return false
	}
	_, h := m.inside(a)
	const around = 2 // the head, and what was done twice
	return m.lists[a].cursor >= max(h-around, 1)
}

// open tells whether a window shows what stands under the cursor of a list.
func (m *model) open(a area) bool {
	switch m.windows.Top().(type) {
	case *large:
		return a == thumbnailsArea
	case *mail:
		return a == inboxArea
	}
	return false
}

// goneUnder is the message under the cursor of a list that has left the list;
// nil where it is there, or no message.
func (m *model) goneUnder(a area) *state.Message {
	l := &m.lists[a]
	if l.gone.IsZero() {
		return nil
	}
	switch a {
	case inFlightArea, queueArea, deadArea:
		return m.state.Message(l.on)
	case flowArea, workersArea, thumbnailsArea, callsArea, chartsArea, inboxArea, throughputArea, timeArea, areas:
	}
	return nil
}

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
	if row := slots[inFlightArea].Place(m.rows(inFlightArea), at.ID); row >= 0 {
		l.cursor, l.on = row, at.ID
	}
}

// pointAtStep brings the cursors to what the step is of that one has gone to: so enter says
// why. What is not in flight stands among what is, as what has just left does, so that the
// cursor is on nothing else than the sentence. Who follows an image stays with it.
func (m *model) pointAtStep() {
	e := m.stepped()
	if e == nil || m.following != "" {
		return
	}
	flying := &m.lists[inFlightArea]
	if !flying.gone.IsZero() {
		flying.on, flying.gone = "", time.Time{}
	}
	for _, a := range [...]area{inFlightArea, queueArea, deadArea, workersArea} {
		id := e.MessageID
		if a == workersArea {
			id = e.Worker
		}
		if id == "" {
			continue
		}
		if row := slots[a].Place(m.rows(a), id); row >= 0 {
			m.lists[a].cursor, m.lists[a].on, m.lists[a].gone = row, id, time.Time{}
		} else if a == inFlightArea && flying.filter == "" && m.state.Message(id) != nil {
			flying.on, flying.gone = id, m.now
		}
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
		for _, w := range m.state.All() {
			if w.Name == on {
				return m.state.Message(w.MessageID)
			}
		}
	case thumbnailsArea:
		v := m.rows(thumbnailsArea)
		v.Filter = ""
		if at := slots[thumbnailsArea].Place(v, on); at >= 0 {
			return m.state.Latest(panel.ThumbnailRows(m.state, "")[at].SourceKey)
		}
	case timeArea:
		if e, there := m.past.Event(); there {
			return m.state.Message(e.MessageID)
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
