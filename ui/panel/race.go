package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// raceLabel is how wide the names of the lines of a race are.
const raceLabel = 12

// leastRace is how many cells of time tell something.
const leastRace = 12

// raceLines is how many lines the race of a message takes, at most most: two
// for each receive, the latest first to be kept, and one for the axis.
func raceLines(m *state.Message, most int) int {
	n := min(len(m.Receives), (most-1)/2)
	if n <= 0 {
		return 0
	}
	return 2*n + 1
}

// race draws the receives of a message on one axis of time, over no more
// lines than most: for each what its worker did, and below it how long the visibility
// timeout ran, with the heartbeats that extended it and the moment it ran out.
func (p *page) race(m *state.Message, most int) {
	lines := raceLines(m, most)
	width := p.Width - raceLabel - 2
	if lines == 0 || width < leastRace {
		return
	}
	receives := m.Receives[len(m.Receives)-(lines-1)/2:]
	x := newRaceAxis(p.State, m, receives, p.Now, width)
	for i := range receives {
		r := &receives[i]
		p.row(func(l *line) { p.raceWork(l, r, x) })
		p.row(func(l *line) { p.raceTimeout(l, r, x) })
	}
	p.row(func(l *line) { p.raceScale(l, x) })
}

// raceAxis is the time that the cells of a race stand for.
type raceAxis struct {
	from, to, now time.Time
	cells         int
	over          bool                      // the message has ended: now is not on the axis
	ended         time.Time                 // when it did
	stillAt       func(*state.Receive) bool // its worker goes on, whatever became of the message
}

// newRaceAxis goes from the first receive to the end of the last timeout, or to
// now where that is later.
func newRaceAxis(s *state.State, m *state.Message, receives []state.Receive, now time.Time, cells int) raceAxis {
	x := raceAxis{
		from: receives[0].At, now: now, cells: cells, over: m.Phase(now).Ended() || m.Phase(now) == state.Dead, ended: m.EndedAt,
		stillAt: func(r *state.Receive) bool { return s.StillAt(m, r) },
	}
	for i := range receives {
		r := &receives[i]
		x.to = latestOf(x.to, x.workEnd(r), x.timeoutEnd(r))
		if r.Ended.IsZero() && !x.over {
			x.to = latestOf(x.to, now)
		}
	}
	if least := x.from.Add(time.Second); x.to.Before(least) {
		x.to = least
	}
	return x
}

// workEnd is until when a worker is known to be at work. Of somebody outside
// nobody says when they put a message down: they hold it until their timeout runs
// out. A worker that has lost the race goes on though the message has ended, until it
// is told; where nobody says whether it does, only what it did is known.
func (x raceAxis) workEnd(r *state.Receive) time.Time {
	switch {
	case r.Dead: // what the stages say of it afterwards is the one that stands in its place
		return r.At
	case !r.Ended.IsZero():
		return r.Ended
	case !x.over && !event.Works(r.Worker):
		return earliestOf(r.Until, x.now)
	case !x.over, x.stillAt(r):
		return x.now
	}
	return r.LastTold()
}

// timeoutEnd is until when a visibility timeout ran or will run.
func (x raceAxis) timeoutEnd(r *state.Receive) time.Time {
	until := r.Until
	switch {
	case !r.Expired.IsZero():
		return r.Expired
	case !r.Ended.IsZero():
		until = earliestOf(until, r.Ended)
	}
	if x.over && !x.ended.IsZero() {
		until = earliestOf(until, x.ended)
	}
	return until
}

// earliestOf is the earlier of two times.
func earliestOf(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// latestOf is the latest of some times.
func latestOf(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// cell is the cell in which a time lies.
func (x raceAxis) cell(t time.Time) int {
	part := float64(t.Sub(x.from)) / float64(x.to.Sub(x.from))
	return min(max(int(part*float64(x.cells)), 0), x.cells-1)
}

// at is the moment in the middle of a cell.
func (x raceAxis) at(cell int) time.Time {
	each := x.to.Sub(x.from) / time.Duration(x.cells)
	return x.from.Add(each*time.Duration(cell) + each/2)
}

// raceWork draws what the worker did.
func (p *page) raceWork(l *line, r *state.Receive, x raceAxis) {
	l.gap(1)
	l.cell(p.Styles.Of(draw.Text), fmt.Sprintf("%d %s", r.Try, raceWorker(r.Worker)), raceLabel-1)
	l.gap(1)
	end := x.workEnd(r)
	for i := range x.cells {
		p.raceWorkCell(l, r, x, i, end)
	}
}

// raceWorker is who received, in few cells.
func raceWorker(name string) string {
	switch {
	case name == event.Outside:
		return name
	case event.ByHand(name):
		return draw.Escape(name)
	}
	return "worker " + draw.Escape(name)
}

// raceWorkCell draws one cell of a worker's time.
func (p *page) raceWorkCell(l *line, r *state.Receive, x raceAxis, i int, end time.Time) {
	switch {
	case i < x.cell(r.At), i > x.cell(end):
		l.gap(1)
		return
	case r.Dead:
		l.glyph(p.Styles.Of(draw.Warn), p.glyph.fault, 1)
		return
	case i == x.cell(end) && r.Deleted:
		l.glyph(p.Styles.Of(draw.Good), p.glyph.finished, 1)
		return
	}
	for _, s := range r.Stages {
		if s.Failed && i == x.cell(s.To) {
			l.glyph(p.Styles.Of(draw.Bad), p.glyph.failed, 1)
			return
		}
	}
	for k := len(r.Stages) - 1; k >= 0; k-- {
		s := &r.Stages[k]
		if i >= x.cell(s.From) && (s.To.IsZero() || i < x.cell(s.To) || i == x.cell(s.From)) {
			l.glyph(p.Styles.Of(stageTone(s.Stage)), p.glyph.lane[state.Activity(s.Stage)], 1)
			return
		}
	}
	l.glyph(p.Styles.Of(draw.Polling), p.glyph.lane[state.Holding], 1)
}

// raceTimeout draws how long the visibility timeout ran.
func (p *page) raceTimeout(l *line, r *state.Receive, x raceAxis) {
	l.gap(1)
	l.cell(p.Styles.Of(draw.Dim), "  timeout", raceLabel-1)
	l.gap(1)
	until := x.timeoutEnd(r)
	beats := map[int]bool{}
	for _, b := range r.Beats {
		beats[x.cell(b)] = true
	}
	for i := range x.cells {
		switch {
		case i < x.cell(r.At) || i > x.cell(until):
			l.gap(1)
		case i == x.cell(until) && !r.Expired.IsZero():
			l.glyph(p.Styles.Of(draw.Bad), p.glyph.expired, 1)
		case beats[i]:
			l.glyph(p.Styles.Of(draw.Accent), p.glyph.tick, 1)
		case x.at(i).After(x.now) && !x.over:
			l.glyph(p.Styles.Of(draw.Good), p.glyph.full, 1)
		default:
			l.glyph(p.Styles.Of(draw.Dim), p.glyph.track, 1)
		}
	}
}

// raceScale draws what the axis stands for: its beginning, now, and its end.
func (p *page) raceScale(l *line, x raceAxis) {
	dim := p.Styles.Of(draw.Dim)
	l.gap(raceLabel + 1)
	begin := "0 s"
	l.put(dim, begin)
	end := elapsed(x.to.Sub(x.from))
	if now := x.cell(x.now); !x.over && now > len(begin) && now < x.cells-draw.Width(end)-5 {
		l.to(raceLabel + 1 + now)
		l.put(p.Styles.Of(draw.Text), p.glyph.nowOnAxis)
		l.put(dim, " now")
	}
	l.to(raceLabel + 1 + x.cells - draw.Width(end))
	l.put(dim, end)
}
