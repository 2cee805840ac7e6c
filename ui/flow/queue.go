package flow

import (
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

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
		d.row(r, at+rows.depth-1).put(s.Dim, "depth")
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
	total, strong := count(len(messages)), d.styles.Strong
	if len(messages) == 0 {
		style, strong = d.styles.Dim, d.styles.Dim
	}
	rows := make([]*pen, 0, n)
	for i := range n {
		p := d.row(r, first+i)
		if i == 0 {
			p.last(strong, total)
			p.put(style, panel.Fit(name, min(queueLabel, p.room())))
		} else {
			p.end -= len(total) + 1
			p.gap(queueLabel)
		}
		rows = append(rows, p)
	}
	d.crowd(rows, messages)
}

// own is what the queue says of itself, to be held against our count. AWS
// counts what backs off as in flight.
func (d *drawing) own(p *pen) {
	said, h := d.State.Source, &d.held
	if !said.Known {
		p.put(d.styles.Dim, "SQS not asked yet")
		return
	}
	style := d.styles.Text
	if said.Visible == len(h.waiting) && said.Delayed == len(h.delayed) && said.InFlight == len(h.flight)+len(h.backoff) {
		style = d.styles.Dim
	}
	name := "SQS " + d.glyph.about + " "
	visible, delayed, flight := strconv.Itoa(said.Visible), strconv.Itoa(said.Delayed), strconv.Itoa(said.InFlight)
	for _, text := range []string{
		name + visible + " waiting, " + delayed + " delayed, " + flight + " in flight",
		name + visible + " waiting, " + flight + " in flight",
		name + visible + " + " + delayed + " + " + flight,
	} {
		if ansi.StringWidth(text) <= p.room() {
			p.put(style, text)
			return
		}
	}
}

// oldest is how long the oldest message has been there, and the timeout that a
// receive starts.
func (d *drawing) oldest(p *pen) {
	age := d.State.Source.OldestAge
	style := d.styles.Age
	if age < time.Second {
		style = d.styles.Dim
	}
	p.put(d.styles.Dim, "oldest").gap(queueLabel-len("oldest")).word(style, span(age))
	p.gap(1)
	if set := d.State.Setup.Visibility; set > 0 {
		p.last(d.styles.Dim, "timeout "+seconds(set))
	}
}
