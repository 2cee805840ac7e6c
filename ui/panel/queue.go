package panel

import (
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// mostInQueue is how many messages Queue can be scrolled through.
const mostInQueue = 100_000

// queueRow is the message in row n of Queue, nil where there is none.
func queueRow(s *state.State, filter string, n int) *state.Message {
	rows, _ := queueRows(s, filter, n, 1)
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

// queueCount is how many rows Queue has.
func queueCount(s *state.State, filter string) int {
	_, total := queueRows(s, filter, 0, 0)
	return total
}

// queuePlace is the row of a message in Queue, -1 where it has none.
func queuePlace(s *state.State, filter, id string) int {
	if s == nil || s.MessageAlive(id) == nil {
		return -1
	}
	at := 0
	filter = strings.ToLower(filter)
	if filter == "" {
		if before, ok := s.PlaceInQueue(s.MessageAlive(id)); ok && before < mostInQueue {
			return before
		}
		return -1
	}
	for m := range s.InQueue() {
		if at == mostInQueue {
			break
		}
		if queueMatches(m, filter) {
			if m.ID == id {
				return at
			}
			at++
		}
	}
	return -1
}

// queueRows are some rows of Queue, and how many it has in all. Without a filter
// it looks at no others, but where messages have left.
func queueRows(s *state.State, filter string, from, count int) (rows []*state.Message, total int) {
	if s == nil {
		return nil, 0
	}
	filter = strings.ToLower(filter)
	if filter == "" {
		total = min(s.Known(), mostInQueue)
		if count = min(count, total-from); count <= 0 {
			return nil, total
		}
		for m := range s.InQueueFrom(from) {
			if rows = append(rows, m); len(rows) == count {
				break
			}
		}
		return rows, total
	}
	at := 0
	for m := range s.InQueue() {
		if at == mostInQueue {
			break
		}
		if !queueMatches(m, filter) {
			continue
		}
		if at >= from && len(rows) < count {
			rows = append(rows, m)
		}
		at++
	}
	return rows, at
}

// queueMatches tells whether a filter, in lower case, keeps a message.
func queueMatches(m *state.Message, filter string) bool {
	return matches(filter, m.Key, m.ID, m.Worker, m.Reason, m.Body)
}

// queueTitle is what stands in the frame of Queue.
func queueTitle(v View) (title, right string) {
	if v.State == nil {
		return "queue", ""
	}
	c := v.Counted()
	all, known := c.Visible+c.Delayed+c.NotVisible(), v.State.Known()
	title = "queue " + count(all)
	if shown := min(known, mostInQueue); shown < all {
		title = "queue " + count(shown) + " of " + count(all)
	}
	right = count(c.Visible) + " visible  " + count(c.NotVisible()) + " not visible  " + count(c.Delayed) + " delayed"
	if v.Filter != "" {
		right = "filter: " + draw.Escape(v.Filter) + "  " + right
	}
	return title, right
}

// drawQueue draws every message that is visible, delayed or in flight: its state,
// how long ago it was sent, how large its body is, how often it was received,
// when it is visible again, and how its body begins.
func drawQueue(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	total := queueCount(p.State, p.Filter)
	if total == 0 && p.Gone == nil {
		return p.empty(p.nothingInQueue())
	}
	if p.Gone != nil {
		total++
	}
	c := queueColumns(p.Width)
	if p.Height >= 4 {
		p.row(func(l *line) { c.head(l, p) })
	}
	below := 0
	if p.Height >= 5 {
		below = 1
	}
	from, to := p.scroll(total, p.room()-below)
	for i, m := range p.withGone(from, to, func(from, count int) []*state.Message {
		rows, _ := queueRows(p.State, p.Filter, from, count)
		return rows
	}) {
		p.row(func(l *line) {
			p.pointer(l, from+i == p.Cursor)
			c.row(l, p, m)
		})
	}
	if below > 0 {
		p.blank(p.room() - below)
		p.row(func(l *line) { p.queueFoot(l, from, total-to) })
	}
	return p.finish()
}

// nothingInQueue says why there is nothing to see.
func (p *page) nothingInQueue() string {
	c := p.Counted()
	switch all := c.Visible + c.Delayed + c.NotVisible(); {
	case p.Filter != "":
		return "No message in the queue contains " + draw.Escape(p.Filter) + ". Press " + p.Keys.Back + " to see all."
	case all > 0:
		return "The queue counts " + plural(all, "message") + " of which no event told: each appears here when it is received."
	}
	return "The queue is empty. A message that is sent to it appears here." + p.press(p.Keys.Upload, "upload an image")
}

// queueFoot draws what is not shown.
func (p *page) queueFoot(l *line, above, below int) {
	l.gap(1)
	p.outOfSight(l, above, below)
	c := p.Counted()
	if n := c.Untold.Visible + c.Untold.Delayed + c.Untold.NotVisible; n > 0 {
		l.put(p.Styles.Of(draw.Dim), count(n)+" more are known to the queue's own count alone  ")
	}
}

// queueCols are the widths of the columns of Queue; 0 leaves one out.
type queueCols struct {
	name, state, age, size, try, left, body int
}

// queueColumns shares out the width.
func queueColumns(width int) queueCols {
	c := queueCols{name: 14, state: 11, age: 6}
	switch {
	case width < 40:
		c.name, c.age = max(width-5-c.state, 4), 0
	case width < 60:
		c.left, c.try = 5, 4
	default:
		c.left, c.try, c.size = 5, 4, 7
		c.name = min(14+(width-60)/6, 24)
		c.body = max(width-3-c.used()-1, 0)
	}
	return c
}

// used is the width of all but the body.
func (c queueCols) used() int {
	w := 0
	for _, n := range []int{c.name, c.state, c.age, c.size, c.try, c.left} {
		if n > 0 {
			w += n + 1
		}
	}
	return w
}

// head draws the names of the columns.
func (c queueCols) head(l *line, p *page) {
	dim := p.Styles.Of(draw.Dim)
	l.gap(3)
	for _, h := range []struct {
		name  string
		width int
		right bool
	}{
		{"image", c.name, false},
		{"state", c.state, false},
		{"age", c.age, true},
		{"size", c.size, true},
		{"recv", c.try, true},
		{"left", c.left, true},
		{"body", c.body, false},
	} {
		switch {
		case h.width == 0:
			continue
		case h.right:
			l.number(dim, h.name, h.width)
		default:
			l.cell(dim, h.name, h.width)
		}
		l.gap(1)
	}
}

// row draws a message; one that has gone is dim.
func (c queueCols) row(l *line, p *page, m *state.Message) {
	text, dim := p.Styles.Of(draw.Text), p.Styles.Of(draw.Dim)
	image := p.image(m.Identity())
	gone := p.Gone == m
	if gone {
		text, image = dim, dim
	}
	l.glyph(image, p.glyph.token(m, p.Now), 1)
	l.gap(1)
	l.name(text, m, c.name)
	l.gap(1)
	state, t := p.stateOf(m)
	if gone {
		t = draw.Dim
	}
	l.cell(p.Styles.Of(t), state, c.state)
	l.gap(1)
	if c.age > 0 {
		age := "-"
		if !m.SentAt.IsZero() {
			age = elapsed(p.Now.Sub(m.SentAt))
		}
		l.number(dim, age, c.age)
		l.gap(1)
	}
	if c.size > 0 {
		l.number(dim, size(int64(len(m.Body))), c.size)
		l.gap(1)
	}
	if c.try > 0 {
		l.number(p.Styles.Of(tryTone(m, p.State.Setup.MaxReceives)), tryOf(m, p.State.Setup.MaxReceives), c.try)
		l.gap(1)
	}
	if c.left > 0 {
		left := ""
		if at := m.VisibleAt.Sub(p.Now); at > 0 && !m.Phase(p.Now).Ended() {
			left = countdown(at)
		}
		l.number(text, left, c.left)
		l.gap(1)
	}
	if c.body > 0 {
		l.put(dim, draw.Fit(oneLineOf(m.Body), max(l.left()-1, 0)))
	}
}

// stateOf is the word for where a message is, and its colour.
func (p *page) stateOf(m *state.Message) (string, draw.Tone) {
	switch m.Phase(p.Now) {
	case state.Waiting:
		if m.Working(p.Now) && event.Works(m.Worker) {
			return "late", draw.Bad
		}
		return "visible", draw.Waiting
	case state.InFlight:
		return "in flight", draw.Flight
	case state.Returned:
		return "backing off", draw.Warn
	case state.Dead:
		return "dead", draw.Bad
	case state.Done:
		return "done", draw.Good
	case state.Delayed, state.Purged, state.Redriven:
	}
	return m.Phase(p.Now).String(), draw.Dim
}

// oneLineOf is how a body begins, its white space drawn together.
func oneLineOf(body string) string {
	const most = 300
	if len(body) > most {
		body = body[:most]
	}
	return draw.Escape(strings.Join(strings.Fields(body), " "))
}
