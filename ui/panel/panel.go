package panel

import (
	"strconv"

	"inflight/pipeline/state"
)

// Panel is how a panel is drawn, and where it is a list what stands in its rows, so
// that a cursor can stay on it while rows come and go. Rows are known by what stands
// for them.
type Panel struct {
	title func(View) (title, right string)
	draw  func(View) []string
	count func(View) int // rows; nil: it is no list
	at    func(View, int) string
	place func(v View, id string) int // -1 where it does not stand any more
	first bool                        // the latest stands first
}

// Title is what its frame says, on the left and on the right.
func (p *Panel) Title(v View) (title, right string) { return p.title(v) }

// Draw draws it: exactly v.Height lines, each exactly v.Width cells wide.
func (p *Panel) Draw(v View) []string { return p.draw(v) }

// Lines is how many lines it has in all, whatever v.Height is.
func (p *Panel) Lines(v View) int { return linesOf(p.draw, v) }

// Lists tells whether it is a list.
func (p *Panel) Lists() bool { return p.count != nil }

// Count is how many rows its list has.
func (p *Panel) Count(v View) int {
	if p.count == nil {
		return 0
	}
	return p.count(v)
}

// LatestFirst tells whether the latest stands in the first row: there a cursor stays
// while nobody has moved it.
func (p *Panel) LatestFirst() bool { return p.first }

// At is what stands in a row; empty where there is no such row.
func (p *Panel) At(v View, row int) string { return p.at(v, row) }

// Place is the row in which it stands; -1 where it does not any more.
func (p *Panel) Place(v View, id string) int { return p.place(v, id) }

// InFlight is the messages in flight.
func InFlight() *Panel {
	return &Panel{
		title: inFlightTitle, draw: drawInFlight, count: func(v View) int { return inFlightCount(v.State, v.Now, v.Filter) },
		at:    func(v View, row int) string { return idOf(inFlightRow(v.State, v.Now, v.Filter, v.Sort, row)) },
		place: func(v View, id string) int { return inFlightPlace(v.State, v.Now, v.Filter, v.Sort, id) },
	}
}

// Workers is a lane a worker.
func Workers() *Panel {
	return &Panel{
		title: workersTitle, draw: drawWorkers, count: func(v View) int { return len(v.State.All()) },
		at: func(v View, row int) string {
			if all := v.State.All(); row < len(all) {
				return all[row].Name
			}
			return ""
		},
		place: func(v View, id string) int {
			for i, w := range v.State.All() {
				if w.Name == id {
					return i
				}
			}
			return -1
		},
	}
}

// DeadLetters is the dead letters.
func DeadLetters() *Panel {
	return &Panel{
		title: deadLettersTitle, draw: drawDeadLetters, count: func(v View) int { return len(DeadLetterRows(v.State, v.Filter)) },
		at: func(v View, row int) string { return idOf(rowIn(DeadLetterRows(v.State, v.Filter), row)) },
		place: func(v View, id string) int {
			for i, r := range DeadLetterRows(v.State, v.Filter) {
				if r.ID == id {
					return i
				}
			}
			return -1
		},
	}
}

// Thumbnails is the gallery.
func Thumbnails() *Panel {
	return &Panel{
		title: thumbnailsTitle, draw: drawThumbnails, count: func(v View) int { return len(ThumbnailRows(v.State, v.Filter)) }, first: true,
		at: func(v View, row int) string {
			if p := rowIn(ThumbnailRows(v.State, v.Filter), row); p != nil {
				return pictureID(p)
			}
			return ""
		},
		place: func(v View, id string) int {
			for i, p := range ThumbnailRows(v.State, v.Filter) {
				if pictureID(p) == id {
					return i
				}
			}
			return -1
		},
	}
}

// Calls is the calls of the API.
func Calls() *Panel {
	return &Panel{
		title: callsTitle, draw: drawCalls, count: func(v View) int { return len(CallRows(v.State, v.Filter, v.Bookkeeping)) }, first: true,
		at:    func(v View, row int) string { return callAt(v.State, v.Filter, v.Bookkeeping, row) },
		place: func(v View, id string) int { return callPlace(v.State, v.Filter, v.Bookkeeping, id) },
	}
}

// Charts is how it went, over the whole run.
func Charts() *Panel { return &Panel{title: chartsTitle, draw: drawCharts} }

// Inbox is the mails and posts.
func Inbox() *Panel {
	return &Panel{
		title: inboxTitle, draw: drawInbox, count: func(v View) int { return len(InboxRows(v.State, v.Filter)) }, first: true,
		at:    func(v View, row int) string { return inboxID(v.State, v.Filter, row) },
		place: func(v View, id string) int { return inboxPlace(v.State, v.Filter, id) },
	}
}

// Throughput is how much comes and goes.
func Throughput() *Panel { return &Panel{title: throughputTitle, draw: drawThroughput} }

// Queue is what is in the queue, whatever its state.
func Queue() *Panel {
	return &Panel{
		title: queueTitle, draw: drawQueue, count: func(v View) int { return queueCount(v.State, v.Filter) },
		at:    func(v View, row int) string { return idOf(queueRow(v.State, v.Filter, row)) },
		place: func(v View, id string) int { return queuePlace(v.State, v.Filter, id) },
	}
}

// Setup is how the stack was set up.
func Setup() *Panel { return &Panel{title: setupTitle, draw: drawSetup} }

// Message is a message's life, see View.MessageID.
func Message() *Panel { return &Panel{title: messageTitle, draw: drawMessage} }

// InboxMessage is the mail or post under the cursor.
func InboxMessage() *Panel { return &Panel{title: inboxMessageTitle, draw: drawInboxMessage} }

// ThumbnailLarge is the thumbnail under the cursor.
func ThumbnailLarge() *Panel { return &Panel{title: thumbnailLargeTitle, draw: drawThumbnailLarge} }

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
