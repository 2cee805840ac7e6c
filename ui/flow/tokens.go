package flow

import (
	"strconv"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// compartments are the messages alive, by where they are; each in the order
// they became known.
type compartments struct {
	waiting, delayed, flight, backoff, dead []*pipeline.Message
}

// compartmentsOf are the messages of a census.
func compartmentsOf(c *panel.Census) compartments {
	return compartments{
		waiting: c.In(pipeline.Waiting), delayed: c.In(pipeline.Delayed), flight: c.In(pipeline.InFlight),
		backoff: c.In(pipeline.Returned), dead: c.In(pipeline.Dead),
	}
}

// shape is the token of a message: its shape tells its state.
func (d *drawing) shape(m *pipeline.Message) string {
	switch m.Phase(d.Now) {
	case pipeline.Delayed, pipeline.Returned:
		return d.glyph.delayed
	case pipeline.InFlight:
		_, part := m.Left(d.Now)
		return d.glyph.flight[min(int((1-part)*4), len(d.glyph.flight)-1)]
	case pipeline.Dead:
		return d.glyph.dead
	case pipeline.Waiting, pipeline.Done, pipeline.Purged, pipeline.Redriven:
	}
	return d.glyph.waiting
}

// leastScale is how many cells there have to be for a token to stand for many:
// in fewer, there is no room to say for how many.
const leastScale = 10

// crowd writes a token for each message over several rows. Where they are too
// many a token stands for a round number of them, which is said at the end of
// the last row; where there is hardly room, the first of them are drawn.
func (d *drawing) crowd(rows []*pen, messages []*pipeline.Message) {
	if len(messages) == 0 || len(rows) == 0 {
		return
	}
	room := roomOf(rows)
	each := standsFor(messages, room)
	if each > 1 && room < leastScale {
		last := rows[len(rows)-1]
		d.canvas.set(last.end-1, last.y, d.styles.Dim, d.glyph.more)
		last.end--
		d.tokens(rows, messages, 1, false)
		return
	}
	if each > 1 {
		last := rows[len(rows)-1]
		free := *last
		for { // saying so takes room too; it never goes back, so it ends
			*last = free
			last.last(d.styles.Dim, d.glyph.times+strconv.Itoa(each))
			more := standsFor(messages, roomOf(rows))
			if more <= each {
				break
			}
			each = more
		}
		room = roomOf(rows)
	}
	apart := each == 1 && cellsOf(messages, 1)+len(messages) <= room
	d.tokens(rows, messages, each, apart)
}

// tokens writes the token of every so manieth message.
func (d *drawing) tokens(rows []*pen, messages []*pipeline.Message, each int, apart bool) {
	for i := 0; i < len(messages); i += each {
		m := messages[i]
		try := ""
		if m.Phase(d.Now) != pipeline.Dead {
			try = d.glyph.try(m.Try)
		}
		need := 1
		if try != "" {
			need = 2
		}
		for rows[0].room() < need {
			if rows = rows[1:]; len(rows) == 0 {
				return
			}
		}
		style := d.image(m.Identity())
		rows[0].glyph(style, d.shape(m), 1)
		if try != "" {
			rows[0].glyph(style, try, 1)
		}
		if apart {
			rows[0].gap(1)
		}
	}
}

// roomOf is how many cells of some rows tokens can fill for certain: a token
// with its try does not break at the end of a row.
func roomOf(rows []*pen) int {
	room := 1 - len(rows)
	for _, p := range rows {
		room += p.room()
	}
	return max(room, 0)
}

// cellsOf is how many cells the tokens of every so manieth message take.
func cellsOf(messages []*pipeline.Message, each int) int {
	n := 0
	for i := 0; i < len(messages); i += each {
		n++
		if messages[i].Try > 1 {
			n++
		}
	}
	return n
}

// steps are how many messages a token may stand for: round numbers.
var steps = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000}

// standsFor is the least round number of messages that a token must stand for
// so that all fit into the room.
func standsFor(messages []*pipeline.Message, room int) int {
	for _, each := range steps {
		if (len(messages)+each-1)/each <= room && cellsOf(messages, each) <= room {
			return each
		}
	}
	return max(len(messages), 1)
}
