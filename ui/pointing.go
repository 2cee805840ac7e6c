package ui

import (
	"strconv"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// rowGoneFor is how long a row stays under the cursor whose message has left the
// list.
const rowGoneFor = 2 * time.Second

// pointer says what stands in which row of a list, so that the cursor can stay
// on it while rows come and go. Rows are known by what stands for them.
type pointer struct {
	// at is what stands in a row; empty where there is no such row.
	at func(m *model, filter string, row int) string
	// place is the row in which it stands; -1 where it does not any more.
	place func(m *model, filter, id string) int
	// newest tells that the latest stands first. There the cursor stays in the
	// first row while nobody has moved it: it shows the latest.
	newest bool
}

// pointers are those of the lists.
var pointers = [areas]pointer{
	inFlightArea: {
		at: func(m *model, filter string, row int) string {
			return idOf(panel.InFlightRow(m.state, m.now, filter, m.sort, row))
		},
		place: func(m *model, filter, id string) int { return panel.InFlightPlace(m.state, m.now, filter, m.sort, id) },
	},
	queueArea: {
		at:    func(m *model, filter string, row int) string { return idOf(panel.QueueRow(m.state, filter, row)) },
		place: func(m *model, filter, id string) int { return panel.QueuePlace(m.state, filter, id) },
	},
	deadArea: {
		at: func(m *model, filter string, row int) string {
			return idOf(rowIn(panel.DeadLetterRows(m.state, filter), row))
		},
		place: func(m *model, filter, id string) int {
			for i, r := range panel.DeadLetterRows(m.state, filter) {
				if r.ID == id {
					return i
				}
			}
			return -1
		},
	},
	workersArea: {
		at: func(m *model, _ string, row int) string {
			if row < len(m.state.Workers) {
				return m.state.Workers[row].Name
			}
			return ""
		},
		place: func(m *model, _, id string) int {
			for i, w := range m.state.Workers {
				if w.Name == id {
					return i
				}
			}
			return -1
		},
	},
	thumbnailsArea: {
		at: func(m *model, filter string, row int) string {
			if p := rowIn(panel.ThumbnailRows(m.state, filter), row); p != nil {
				return pictureID(p)
			}
			return ""
		},
		place: func(m *model, filter, id string) int {
			for i, p := range panel.ThumbnailRows(m.state, filter) {
				if pictureID(p) == id {
					return i
				}
			}
			return -1
		},
		newest: true,
	},
	callsArea: {
		at: func(m *model, filter string, row int) string {
			return panel.CallID(m.state, filter, m.bookkeeping, row)
		},
		place:  func(m *model, filter, id string) int { return panel.CallPlace(m.state, filter, m.bookkeeping, id) },
		newest: true,
	},
	inboxArea: {
		at:     func(m *model, filter string, row int) string { return panel.InboxID(m.state, filter, row) },
		place:  func(m *model, filter, id string) int { return panel.InboxPlace(m.state, filter, id) },
		newest: true,
	},
}

// pictureID stands for one thumbnail: the same key may be made again.
func pictureID(p *state.Picture) string {
	return p.Key + "@" + strconv.FormatInt(p.At.UnixNano(), 36)
}

// idOf is the id of a message that may not be there.
func idOf(m *state.Message) string {
	if m == nil {
		return ""
	}
	return m.ID
}

// rowIn is what stands in a row, nil where there is none.
func rowIn[T any](rows []*T, row int) *T {
	if row < 0 || row >= len(rows) {
		return nil
	}
	return rows[row]
}

// point takes what stands under the cursor of a list for what a person means.
func (m *model) point(a area) {
	l := &m.lists[a]
	l.on, l.gone = "", time.Time{}
	if p := &pointers[a]; p.at != nil {
		l.on = p.at(m, l.filter, l.cursor)
	}
}

// keepPointing brings the cursors to where what they stood on is now. What has
// left its list stays under the cursor for a while; then the next row is meant.
func (m *model) keepPointing() {
	for a := range areas {
		p, l := &pointers[a], &m.lists[a]
		switch {
		case p.at == nil:
			continue
		case l.on == "", p.newest && l.cursor == 0 && !m.open(a):
			m.point(a)
			continue
		}
		if row := p.place(m, l.filter, l.on); row >= 0 {
			l.cursor, l.gone = row, time.Time{}
			continue
		}
		if l.gone.IsZero() {
			l.gone = m.now
		}
		if m.goneUnder(a) == nil || m.now.Sub(l.gone) >= rowGoneFor {
			m.moveCursor(a, 0)
		}
	}
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
	case flowArea, workersArea, thumbnailsArea, callsArea, chartsArea, inboxArea, throughputArea, areas:
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
	if row := panel.InFlightPlace(m.state, m.now, l.filter, m.sort, at.ID); row >= 0 {
		l.cursor, l.on = row, at.ID
	}
}
