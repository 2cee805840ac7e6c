package flow

import (
	"strconv"
	"time"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// queueLabel is how wide the names of the compartments are.
const queueLabel = 10

// queue draws the queue: its compartments full of tokens, and what it says of
// itself.
func (d *drawing) queue(r rect) {
	d.box(r, d.focus == pipeline.QueueNode, "SQS "+panel.Escape(d.State.Setup.Queue), "")
	s, rows := d.styles, shareQueue(r.h-2)
	at := 0
	part := func(n int, name, style string, messages []*pipeline.Message) {
		d.compartment(r, at, n, name, style, messages)
		at += n
	}
	part(rows.waiting, "waiting", s.Waiting, d.held.waiting)
	part(rows.delayed, "delayed", s.Dim, d.held.delayed)
	part(rows.flight, "in flight", s.Flight, d.held.flight)
	part(rows.backoff, "backoff", s.Warn, d.held.backoff)
	if rows.own {
		d.own(d.row(r, at))
		at++
	}
	if rows.oldest {
		d.oldest(d.row(r, at))
		at++
	}
	if rows.depth > 0 {
		w := max(r.w-4-queueLabel, 0)
		d.row(r, at+rows.depth-1).put(s.Dim, "depth 2m")
		values := levels(d.State, d.Now, w, func(sec pipeline.Second) int { return sec.Waiting + sec.InFlight + sec.Delayed })
		d.chart(r, at, rows.depth, r.x+2+queueLabel, w, s.Waiting, values)
	}
}

// queueRows is how many rows each part of the queue has.
type queueRows struct {
	waiting, delayed, flight, backoff int
	own, oldest                       bool
	depth                             int
}

// shareQueue shares n rows among the parts of the queue: what a message can be
// in comes first, then what the queue says; the rest goes to the crowds.
func shareQueue(n int) queueRows {
	q := queueRows{waiting: 1, flight: 1, delayed: 1, backoff: 1}
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
	q.own = take(true) == 1
	for n > 0 {
		q.waiting += take(true)
		q.flight += take(q.flight < 4)
		q.depth += take(q.depth < 3)
	}
	return q
}

// compartment draws the tokens of one phase over n rows, and how many they are.
func (d *drawing) compartment(r rect, first, n int, name, style string, messages []*pipeline.Message) {
	if len(messages) == 0 {
		d.row(r, first).last(d.styles.Dim, "0").put(d.styles.Dim, name)
		return
	}
	total := count(len(messages))
	head := d.row(r, first)
	head.last(d.styles.Strong, total)
	label := *head
	mark := 0
	room := func() []*pen {
		rows := make([]*pen, 0, n)
		for i := range n {
			p := d.row(r, first+i)
			p.end -= max(len(total)+1, mark+1)
			p.x += queueLabel
			rows = append(rows, p)
		}
		return rows
	}
	cells := 0
	for _, p := range room() {
		cells += p.room()
	}
	each := standsFor(messages, cells, true)
	if each > 1 { // say so, below the number or before it
		text := d.glyph.times + strconv.Itoa(each)
		if n > 1 {
			mark = len([]rune(text))
			d.row(r, first+n-1).last(d.styles.Dim, text)
		} else {
			label.end -= 0
			mark = len(total) + 1 + len([]rune(text))
			head.last(d.styles.Dim, text)
		}
	}
	d.tokens(room(), messages, true)
	label.put(style, name)
}

// own is what the queue says of itself, beside which ours can be checked.
func (d *drawing) own(p *pen) {
	said := d.State.Source
	if !said.Known {
		p.put(d.styles.Dim, "SQS has not been asked yet")
		return
	}
	h := &d.held
	style, mark := d.styles.Dim, ""
	if said.Visible != len(h.waiting) || said.Delayed != len(h.delayed) || said.InFlight != len(h.flight)+len(h.backoff) {
		mark = d.glyph.about + " "
	}
	p.last(style, strconv.Itoa(said.Visible)+" + "+strconv.Itoa(said.Delayed)+" + "+strconv.Itoa(said.InFlight))
	p.put(style, "SQS says").gap(2).word(style, mark)
}

// oldest is how long the oldest message has been there, and the timeout that a
// receive starts.
func (d *drawing) oldest(p *pen) {
	if set := d.State.Setup.Visibility; set > 0 {
		p.last(d.styles.Dim, "timeout "+seconds(set))
	}
	age := d.State.Source.OldestAge
	style := d.styles.Age
	if age < time.Second {
		style = d.styles.Dim
	}
	p.put(d.styles.Dim, "oldest").gap(queueLabel-len("oldest")).word(style, span(age))
}
