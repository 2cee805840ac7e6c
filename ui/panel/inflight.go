package panel

import (
	"fmt"
)

// InFlightTitle is what stands in the frame of InFlight.
func InFlightTitle(v View) (title, right string) {
	if v.State == nil {
		return "in flight", ""
	}
	right = "sort: " + v.Sort.String()
	if v.Filter != "" {
		right = "filter: " + Escape(v.Filter) + "  " + right
	}
	c := v.Counted()
	title = "in flight " + count(c.InFlight+c.Returned) // as AWS counts
	if c.Lost > 0 {
		title += ", " + count(c.Lost) + " too late"
	}
	return title, right
}

// InFlight draws the race that each message in flight runs: its work against
// its visibility countdown. A row shows the token, the name, the try, the stage
// and how far it has come, and the countdown with a tick for each heartbeat.
// Messages that were given back wait out their time here too, and those whose
// countdown won stay until their worker is through with them.
func InFlight(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	rows, total := inFlightTop(p.Counted(), p.Now, p.Filter, p.Sort, max(p.Cursor, p.Offset+p.Height)+1)
	if total == 0 {
		return p.empty(p.nothingInFlight())
	}
	c := inFlightColumns(p.Width)
	if p.Height >= 4 {
		p.row(func(l *line) { c.head(l, p) })
	}
	below := 0
	if p.Height >= 6 {
		below = 1
	}
	h := p.room() - below
	from, to := p.scroll(total, h)
	for i := from; i < to; i++ {
		p.row(func(l *line) {
			p.pointer(l, i == p.Cursor)
			c.row(l, p, rows[i])
		})
	}
	if below > 0 {
		p.blank(p.room() - below)
		p.row(func(l *line) { p.agreement(l, total-to) })
	}
	return p.finish()
}

// nothingInFlight says why there is nothing to see.
func (p *page) nothingInFlight() string {
	switch {
	case p.State.Paused:
		return "Nothing is in flight: the workers do not receive. Press " + p.Keys.Pause + " to let them go on."
	case len(p.State.Workers) == 0:
		return "Nothing is in flight: there are no workers. Press " + p.Keys.More + " to add one."
	}
	return "Nothing is in flight. A message that a worker receives appears here, with its work and the time it has for it. Press " + p.Keys.Upload + " to upload an image."
}

// agreement compares what this program knows with what the queue says of
// itself, and counts who won.
func (p *page) agreement(l *line, hidden int) {
	c := p.Counted()
	ours := c.InFlight + c.Returned // AWS counts both as in flight
	dim := p.ink.of(toneDim)
	l.gap(1)
	if hidden > 0 {
		l.put(p.ink.of(toneText), fmt.Sprintf("+%s below  ", count(hidden)))
	}
	switch said := p.State.Source; {
	case !said.Known:
		l.put(dim, fmt.Sprintf("ours %s, the queue has not said", count(ours)))
	case said.InFlight == ours:
		l.put(dim, fmt.Sprintf("ours %s = the queue's %s", count(ours), count(said.InFlight)))
	default:
		l.put(p.ink.of(toneWarn), p.spelt(fmt.Sprintf("ours %s, the queue's ≈ %s", count(ours), count(said.InFlight))))
		l.put(dim, fmt.Sprintf(", counted %s ago", elapsed(p.Now.Sub(said.At))))
	}
	n := p.State.Count
	facts := fmt.Sprintf("tried again %s  too late %s  done twice %s", count(n.Retried), count(n.Expired), count(n.DoneTwice))
	if l.left() > len(facts)+2 {
		l.to(l.width - len(facts) - 1)
		l.put(dim, facts)
	}
}
