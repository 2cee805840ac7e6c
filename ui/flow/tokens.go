package flow

import (
	"slices"
	"strconv"

	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// crowd is the messages in one phase: how many there are, and as many of them
// as could be drawn, in the order in which they came to be in it.
type crowd struct {
	messages []*state.Message
	told     int // of which events told: more than messages, where those are too many to draw
	all      int // with those that only the queue's own count knows
}

// compartments are the messages alive, by where they are.
type compartments struct {
	visible, delayed, inWork, backingOff, dead crowd
	notVisible                                 int // in work or backing off
}

// compartmentsOf are the messages of a census.
func compartmentsOf(c *panel.Census) compartments {
	of := func(p state.Phase, all int) crowd { return crowd{c.In(p), c.Told(p), all} }
	return compartments{
		visible: of(state.Waiting, c.Visible), delayed: of(state.Delayed, c.Delayed), inWork: of(state.InFlight, c.InWork),
		backingOff: of(state.Returned, c.BackingOff), dead: of(state.Dead, c.Dead), notVisible: c.NotVisible(),
	}
}

// notVisibleTogether are the messages in work and those backing off, as one
// crowd.
func (c *compartments) notVisibleTogether() crowd {
	if c.backingOff.all == 0 {
		return c.inWork
	}
	return crowd{
		slices.Concat(c.inWork.messages, c.backingOff.messages), c.inWork.told + c.backingOff.told, c.notVisible,
	}
}

// shape is the token of a message: its shape tells its state.
func (d *drawing) shape(m *state.Message) string {
	switch m.Phase(d.Now) {
	case state.Delayed, state.Returned:
		return d.glyph.delayed
	case state.InFlight:
		_, part := m.Left(d.Now)
		return d.glyph.flight[min(int((1-part)*4), len(d.glyph.flight)-1)]
	case state.Dead:
		return d.glyph.dead
	case state.Waiting, state.Done, state.Purged, state.Redriven:
	}
	return d.glyph.waiting
}

// tokenStyle is the colour of a message's token: dead is always red.
func (d *drawing) tokenStyle(m *state.Message) string {
	if m.Phase(d.Now) == state.Dead {
		return d.Styles.Of(draw.Bad)
	}
	return d.image(m.Identity())
}

// leastScale is how many cells there have to be for a token to stand for many:
// in fewer, there is no room to say for how many.
const leastScale = 10

// crowd writes a token for each message over several rows. Where they are too
// many a token stands for a round number of them, which is said at the end of
// the last row; where there is hardly room, the first of them are drawn.
func (d *drawing) crowd(rows []*pen, c crowd) {
	if len(c.messages) == 0 || len(rows) == 0 {
		return
	}
	room := roomOf(rows)
	each := standsFor(c, room)
	if each > 1 && room < leastScale {
		last := rows[len(rows)-1]
		d.canvas.Set(last.end-1, last.y, d.Styles.Of(draw.Dim), d.glyph.more)
		last.end--
		d.tokens(rows, c, 1, false)
		return
	}
	if each > 1 {
		last := rows[len(rows)-1]
		free := *last
		for { // saying so takes room too; it never goes back, so it ends
			*last = free
			last.last(d.Styles.Of(draw.Dim), d.glyph.times+strconv.Itoa(each))
			more := standsFor(c, roomOf(rows))
			if more <= each {
				break
			}
			each = more
		}
		room = roomOf(rows)
	}
	apart := each == 1 && cellsOf(c, 1)+len(c.messages) <= room
	d.tokens(rows, c, each, apart)
}

// tokens writes the token of every so manieth message.
func (d *drawing) tokens(rows []*pen, c crowd, each int, apart bool) {
	for i := range c.tokens(each) {
		m := c.at(i, each)
		try := ""
		if m.Phase(d.Now) != state.Dead {
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
		style := d.tokenStyle(m)
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

// tokens is how many tokens there are where each stands for so many.
func (c *crowd) tokens(each int) int { return (c.told + each - 1) / each }

// at is the message that token i is drawn for.
func (c *crowd) at(i, each int) *state.Message {
	at := i * each
	if c.told > len(c.messages) { // of a crowd only the first are known here: they stand for all
		at = i * len(c.messages) / c.tokens(each)
	}
	return c.messages[at]
}

// cellsOf is how many cells the tokens take where each stands for so many.
func cellsOf(c crowd, each int) int {
	n := c.tokens(each)
	for i := range n {
		if c.at(i, each).Try > 1 {
			n++
		}
	}
	return n
}

// steps are how many messages a token may stand for: round numbers.
var steps = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000}

// standsFor is the least round number of messages that a token must stand for
// so that all fit into the room.
func standsFor(c crowd, room int) int {
	for _, each := range steps {
		if c.tokens(each) <= room && cellsOf(c, each) <= room {
			return each
		}
	}
	return max(c.told, 1)
}
