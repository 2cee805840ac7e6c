package panel

import (
	"fmt"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// DeadLetterRows are the messages that DeadLetters shows, the latest first.
func DeadLetterRows(s *state.State, filter string) []*state.Message {
	if s == nil {
		return nil
	}
	rows := make([]*state.Message, 0, 16)
	for m := range s.LatestDead() {
		if matches(filter, m.Key, m.ID, m.Reason, m.Body) {
			rows = append(rows, m)
		}
	}
	return rows
}

// deadLettersTitle is what stands in the frame of DeadLetters.
func deadLettersTitle(v View) (title, right string) {
	if v.State == nil {
		return "dead letters", ""
	}
	known := v.Counted().Dead
	title = "dead letters " + count(known)
	if untold := v.State.LettersUntold(known); untold != 0 {
		title += " (queue: " + count(known+untold) + ")"
	}
	k := v.Keys.Usual()
	switch n := len(v.Marked); {
	case k.Past:
	case v.State.Redrive.Running():
		right = k.Cancel + ": cancel the redrive  " + k.Route + ": its rate"
	case n > 0:
		right = count(n) + " selected  " + k.Redrive + ": redrive them"
	case v.State.DeadLetter.Visible > 0:
		right = k.Redrive + ": redrive all"
	}
	return title, right
}

// drawDeadLetters draws what lies in the dead-letter queue: which image, after how
// many receives, since when, and why; above them the redrive that is under way.
func drawDeadLetters(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	if p.State.Redrive.Running() && p.Height >= 3 {
		p.row(p.redrive)
	}
	var rows []*state.Message
	if p.Census == nil || p.Census.Dead > 0 {
		rows = DeadLetterRows(p.State, p.Filter)
	}
	if len(rows) == 0 && p.Gone == nil {
		return p.empty(p.nothingDead())
	}
	name := 5
	for _, m := range rows[:min(len(rows), 200)] {
		name = max(name, draw.Width(draw.Escape(m.Name())))
	}
	name = min(name, max(p.Width/4, 6), 24)
	if p.Height >= 4 {
		p.row(func(l *line) { deadHead(l, p, name) })
	}
	below := 0
	if p.Height >= 5 {
		below = 1
	}
	total := len(rows)
	if p.Gone != nil {
		total++
	}
	from, to := p.scroll(total, p.room()-below)
	for i, m := range p.withGone(from, to, func(from, count int) []*state.Message {
		return rows[min(from, len(rows)):min(from+count, len(rows))]
	}) {
		p.row(func(l *line) {
			p.pointer(l, from+i == p.Cursor)
			if m == p.Gone {
				p.letterGone(l, m, name)
			} else {
				p.deadLetter(l, m, name)
			}
		})
	}
	if below > 0 {
		p.blank(p.room() - 1)
		p.row(func(l *line) { p.deadCounts(l, from, total-to) })
	}
	return p.finish()
}

func (p *page) nothingDead() string {
	if n := p.State.LettersUntold(0); n > 0 {
		if p.Keys.Past {
			return plural(n, "dead letter") + " here that this run knew nothing of then."
		}
		return fmt.Sprintf("%s here that this run knows nothing of. Only receiving tells which: %s looks. It counts as a receive "+
			"of each, and they are visible again at once. Or press %s to redrive them unseen.", plural(n, "dead letter"), p.Keys.Inspect, p.Keys.Redrive)
	}
	return fmt.Sprintf("No dead letters. A message that fails %d times comes here, with the reason.", max(p.State.Setup.MaxReceives, 1)) + p.press(p.Keys.Broken, "upload a broken image")
}

// deadHead draws the names of the columns.
func deadHead(l *line, p *page, name int) {
	dim := p.Styles.Of(draw.Dim)
	l.gap(3)
	if len(p.Marked) > 0 {
		l.gap(2)
	}
	l.cell(dim, "image", name)
	if p.Width >= 40 {
		l.put(dim, "  recv    ago ")
	}
	l.put(dim, " reason")
}

// deadLetter draws a row.
func (p *page) deadLetter(l *line, m *state.Message, name int) {
	if len(p.Marked) > 0 {
		mark, t := p.glyph.unmarked, draw.Dim
		if p.Marked[m.ID] {
			mark, t = p.glyph.mark, draw.Accent
		}
		l.glyph(p.Styles.Of(t), mark, 1)
		l.gap(1)
	}
	l.glyph(p.Styles.Of(draw.Bad), p.glyph.dead, 1)
	l.gap(1)
	l.name(p.Styles.Of(draw.Text), m, name)
	if p.Width >= 40 {
		l.number(p.Styles.Of(draw.Dim), fmt.Sprint(m.Try), 6)
		ago := "before"
		if !m.EndedAt.IsZero() {
			ago = elapsed(p.Now.Sub(m.EndedAt))
		}
		l.number(p.Styles.Of(draw.Dim), ago, 7)
		l.gap(1)
	}
	l.gap(1)
	reason, t := draw.Escape(m.Reason), draw.Bad
	if reason == "" {
		reason, t = "not known: it died unseen, and AWS keeps no reason", draw.Dim
	}
	if m.Inferred {
		reason += " (inferred)"
	}
	l.put(p.Styles.Of(t), draw.Fit(reason, max(l.left()-1, 0)))
}

// letterGone draws a letter that has left the queue a moment ago.
func (p *page) letterGone(l *line, m *state.Message, name int) {
	dim := p.Styles.Of(draw.Dim)
	l.glyph(dim, p.glyph.token(m, p.Now), 1)
	l.gap(1)
	l.name(dim, m, name)
	l.gap(1)
	l.put(dim, draw.Fit(becameOf(p.State, p.Now, m), max(l.left()-1, 0)))
}

// deadCounts compares what is known with what the queue says.
func (p *page) deadCounts(l *line, above, below int) {
	l.gap(1)
	p.outOfSight(l, above, below)
	known := p.Counted().Dead
	switch untold := p.State.LettersUntold(known); {
	case untold > 0:
		looks := ": " + p.Keys.Look + " looks"
		if p.Keys.Past {
			looks = ""
		}
		l.put(p.Styles.Of(draw.Warn), fmt.Sprintf("the queue holds %s more, from before or of others%s", count(untold), looks))
	case untold < 0 && p.State.LettersSettled():
		l.put(p.Styles.Of(draw.Warn), fmt.Sprintf("the queue says %s, %s known here: the others may have gone", count(known+untold), count(known)))
	default:
		l.put(p.Styles.Of(draw.Dim), count(p.State.Count.Redriven)+" came back by redrive")
		p.lastRedrive(l)
	}
}

// lastRedrive says how the latest redrive ended.
func (p *page) lastRedrive(l *line) {
	r := &p.State.Redrive
	if r.Ended.IsZero() {
		return
	}
	text, t := fmt.Sprintf("  the last was %s, %s moved", draw.Escape(r.Outcome), count(r.Moved)), draw.Dim
	if r.Error != "" {
		text, t = text+": "+draw.Escape(r.Error), draw.Warn
	}
	l.put(p.Styles.Of(t), text)
}

// redrive draws how far the redrive is that is under way.
func (p *page) redrive(l *line) {
	r := &p.State.Redrive
	l.gap(1)
	part := 0.0
	if r.Total > 0 {
		part = float64(r.Moved) / float64(r.Total)
	}
	l.bar(p.glyph, p.Styles.Of(draw.Accent), p.Styles.Of(draw.Track), part, min(max(p.Width/5, 4), 24))
	text := " " + count(r.Moved) + " moved"
	if r.Total > 0 {
		text = fmt.Sprintf(" %s of about %s", count(r.Moved), count(r.Total))
	}
	l.put(p.Styles.Of(draw.Strong), text)
	if speed := r.Speed(p.Now); r.Moved > 0 {
		l.put(p.Styles.Of(draw.Text), "  "+rate(speed))
	}
	if left, ok := r.Left(p.Now); ok {
		l.put(p.Styles.Of(draw.Text), "  "+countdown(left)+" left")
	}
	if r.Rate > 0 {
		l.put(p.Styles.Of(draw.Dim), fmt.Sprintf("  held to %d/s", r.Rate))
	}
	if r.To != "" {
		l.put(p.Styles.Of(draw.Dim), "  to "+draw.Escape(r.To))
	}
}
