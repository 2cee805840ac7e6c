package flow

import (
	"time"

	"inflight/pipeline"
)

// compartments are the messages alive, by where they are; each in the order
// they became known.
type compartments struct {
	waiting, delayed, flight, backoff, dead []*pipeline.Message
}

// compartmentsOf sorts the messages of a state as they are at now.
func compartmentsOf(s *pipeline.State, now time.Time) compartments {
	var c compartments
	for _, m := range s.Live() {
		switch m.Phase(now) {
		case pipeline.Waiting:
			c.waiting = append(c.waiting, m)
		case pipeline.Delayed:
			c.delayed = append(c.delayed, m)
		case pipeline.InFlight:
			c.flight = append(c.flight, m)
		case pipeline.Returned:
			c.backoff = append(c.backoff, m)
		case pipeline.Dead:
			c.dead = append(c.dead, m)
		case pipeline.Done, pipeline.Purged, pipeline.Redriven:
		}
	}
	return c
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

// tokens writes a token for each message over several rows, or, where they are
// too many, one for each so many; it returns how many messages a token stands
// for.
func (d *drawing) tokens(rows []*pen, messages []*pipeline.Message, tries bool) (each int) {
	room := 0
	for _, p := range rows {
		room += p.room()
	}
	each = standsFor(messages, room, tries)
	apart := each == 1 && d.cells(messages, tries)+len(messages) <= room
	row := 0
	for i := 0; i < len(messages) && row < len(rows); i += each {
		m := messages[i]
		need := 1
		if tries && d.glyph.try(m.Try) != "" {
			need = 2
		}
		for row < len(rows) && rows[row].room() < need {
			row++
		}
		if row == len(rows) {
			break
		}
		style := d.image(m.Identity())
		rows[row].glyph(style, d.shape(m), 1)
		if need == 2 {
			rows[row].glyph(style, d.glyph.try(m.Try), 1)
		}
		if apart {
			rows[row].gap(1)
		}
	}
	return each
}

// cells is how many cells the tokens of messages take.
func (d *drawing) cells(messages []*pipeline.Message, tries bool) int {
	n := len(messages)
	for _, m := range messages {
		if tries && m.Try > 1 {
			n++
		}
	}
	return n
}

// steps are how many messages a token may stand for: round numbers.
var steps = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000}

// standsFor is the least round number of messages that a token must stand for
// so that all fit into the room.
func standsFor(messages []*pipeline.Message, room int, tries bool) int {
	for _, each := range steps {
		if (len(messages)+each-1)/each > room {
			continue
		}
		n := 0
		for i := 0; i < len(messages) && n <= room; i += each {
			n++
			if tries && messages[i].Try > 1 {
				n++
			}
		}
		if n <= room {
			return each
		}
	}
	return max(len(messages), 1)
}
