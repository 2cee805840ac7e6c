package flow

import (
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// queueLabel is how wide the names of the compartments are.
const queueLabel = 12

// queue draws the queue: its compartments full of tokens, in SQS's own three
// states, and how old the oldest is. What backs off is a part of what is not
// visible.
func (d *drawing) queue(r draw.Rect) {
	d.box(r, state.QueueNode, "SQS "+draw.Escape(d.State.Setup.Queue), "")
	s, rows, h := d.Styles, shareQueue(r.H-2), &d.held
	at := 0
	part := func(n int, name, style string, c crowd, all int) {
		d.compartment(r, at, n, name, style, c, all)
		at += n
	}
	part(rows.visible, "visible", s.Of(draw.Waiting), h.visible, h.visible.all)
	part(rows.delayed, "delayed", s.Of(draw.Dim), h.delayed, h.delayed.all)
	part(rows.inWork, "not visible", s.Of(draw.Flight), h.inWork, h.notVisible)
	part(rows.backingOff, d.glyph.part+"backoff", s.Of(draw.Warn), h.backingOff, h.backingOff.all)
	if rows.oldest {
		d.oldest(d.row(r, at))
		at++
	}
	if rows.depth > 0 {
		w := max(r.W-4-queueLabel, 0)
		d.row(r, at+rows.depth-1).put(s.Of(draw.Dim), "depth")
		values := levels(d.State, d.Now, w, func(sec state.Second) int { return sec.Visible + sec.NotVisible + sec.Delayed })
		d.chart(r, at, rows.depth, r.X+2+queueLabel, w, s.Of(draw.Waiting), values)
	}
}

// queueRows is how many rows each part of the queue has.
type queueRows struct {
	visible, delayed, inWork, backingOff int
	oldest                               bool
	depth                                int
}

// shareQueue shares n rows among the parts of the queue: what a message can be
// in comes first, then what the queue says; the rest goes to the crowds.
func shareQueue(n int) queueRows {
	q := queueRows{visible: 1, inWork: 1, delayed: 1, backingOff: 1}
	n -= 4
	take := func(want bool) int {
		if !want || n <= 0 {
			return 0
		}
		n--
		return 1
	}
	q.oldest = take(true) == 1
	q.depth = take(true)
	for n > 0 {
		q.visible += take(true)
		q.inWork += take(q.inWork < 4)
		q.depth += take(q.depth < 3)
	}
	return q
}

// compartment draws the tokens of one phase over n rows, and a number of
// messages.
func (d *drawing) compartment(r draw.Rect, first, n int, name, style string, c crowd, all int) {
	total, strong := count(all), d.Styles.Of(draw.Strong)
	if all == 0 {
		style, strong = d.Styles.Of(draw.Dim), d.Styles.Of(draw.Dim)
	}
	rows := make([]*pen, 0, n)
	for i := range n {
		p := d.row(r, first+i)
		if i == 0 {
			p.last(strong, total)
			p.put(style, draw.Fit(name, min(queueLabel, p.room())))
		} else {
			p.end -= len(total) + 1
			p.gap(queueLabel)
		}
		rows = append(rows, p)
	}
	d.crowd(rows, c)
}

// oldest is how long the oldest message that is visible has been there, and the timeout that a
// receive starts.
func (d *drawing) oldest(p *pen) {
	age := d.State.OldestWaiting(d.Now)
	style := d.Styles.Of(draw.Age)
	if age < time.Second {
		style = d.Styles.Of(draw.Dim)
	}
	p.put(d.Styles.Of(draw.Dim), "oldest").gap(queueLabel-len("oldest")).word(style, span(age))
	p.gap(1)
	if set := d.State.Setup.Visibility; set > 0 {
		p.last(d.Styles.Of(draw.Dim), "timeout "+seconds(set))
	}
}
