package panel

import (
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// inFlightTitle is what stands in the frame of InFlight.
func inFlightTitle(v View) (title, right string) {
	if v.State == nil {
		return "in flight", ""
	}
	right = "sort: " + v.Sort.String()
	if v.Filter != "" {
		right = "filter: " + draw.Escape(v.Filter) + "  " + right
	}
	c := v.Counted()
	title = "in flight " + count(c.NotVisible()) // as AWS counts
	if c.Late > 0 {
		title += ", " + count(c.Late) + " late"
	}
	return title, right
}

// drawInFlight draws the race that each message in flight runs: its work against
// its visibility countdown. A row shows the token, the name, the try, the stage
// and how far it has come, and the countdown with a tick for each heartbeat.
// Messages that were given back wait out their time here too, and those whose
// countdown won stay until their worker is through with them.
func drawInFlight(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	rows, total := inFlightTop(p.Counted(), p.Now, p.Filter, p.Sort, max(p.Cursor, p.Offset+p.Height)+1)
	if total == 0 && p.Gone == nil {
		return p.empty(p.nothingInFlight())
	}
	if p.Gone != nil {
		total++
	}
	c := inFlightColumns(p.Width)
	if p.Height >= 4 {
		p.row(func(l *line) { c.head(l, p) })
	}
	below := 0
	if p.Height >= 5 {
		below = 1
	}
	h := p.room() - below
	under, race := p.underCursor(rows), 0
	if under != nil && h-total >= 3 { // where the list leaves room
		race = raceLines(under, min(h-total, mostRace))
	}
	h -= race
	from, to := p.scroll(total, h)
	for i, m := range p.withGone(from, to, func(from, count int) []*state.Message {
		return rows[min(from, len(rows)):min(from+count, len(rows))]
	}) {
		p.row(func(l *line) {
			p.pointer(l, from+i == p.Cursor)
			if m == p.Gone {
				c.gone(l, p, m)
			} else {
				c.row(l, p, m)
			}
		})
	}
	if race > 0 {
		p.blank(p.room() - below - race)
		p.race(under, race)
	}
	if below > 0 {
		p.blank(p.room() - below)
		p.row(func(l *line) { p.twice(l, from, total-to) })
	}
	return p.finish()
}

// mostRace is how many lines the race of the message under the cursor takes.
const mostRace = 7

// underCursor is the message under the cursor, nil where there is none.
func (p *page) underCursor(rows []*state.Message) *state.Message {
	switch at := p.Cursor; {
	case p.Gone != nil:
		return p.Gone
	case at < len(rows):
		return rows[at]
	case len(rows) > 0:
		return rows[len(rows)-1]
	}
	return nil
}

// nothingInFlight says why there is nothing to see.
func (p *page) nothingInFlight() string {
	switch {
	case p.State.Paused:
		return "Nothing is in flight: the workers do not receive." + p.press(p.Keys.Pause, "let them go on")
	case len(p.State.Workers) == 0:
		return "Nothing is in flight: there are no workers." + p.press(p.Keys.More, "add one")
	}
	return "Nothing is in flight. A message that a worker receives appears here, with its work and the time it has for it." + p.press(p.Keys.Upload, "upload an image")
}

// twice draws what is not shown, and what was done twice and what was not: four
// numbers, each of another thing.
func (p *page) twice(l *line, above, below int) {
	c := p.Counted()
	l.gap(1)
	p.outOfSight(l, above, below)
	if n := c.Untold.NotVisible; n > 0 {
		l.put(p.Styles.Of(draw.Dim), count(n)+" that only the queue knows  ")
	}
	n := p.State.Count
	expired, again, repeated, kept := count(n.ExpiredHeld), count(n.ReceivedAgain), count(n.Repeated), count(n.ThumbnailsKept)
	const few = 11 // cells of what says that a few rows are below
	// A row comes into sight or goes from it each second: the words do not change with it.
	facts := longest(min(l.left(), l.width-few)-1,
		"while a worker held it: expired "+expired+", received again "+again+"   work repeated "+repeated+"   kept "+kept,
		"while held: expired "+expired+", received again "+again+"   repeated "+repeated+"   kept "+kept,
		"held: expired "+expired+", received again "+again+"  repeated "+repeated+"  kept "+kept,
		"held: expired "+expired+", again "+again+"  repeated "+repeated+"  kept "+kept,
		"exp "+expired+" again "+again+" rep "+repeated+" kept "+kept)
	t := draw.Dim
	if n.Repeated > 0 {
		t = draw.Warn
	}
	l.to(max(l.used, l.width-draw.Width(facts)-1))
	l.put(p.Styles.Of(t), facts)
}
