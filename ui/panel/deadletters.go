package panel

import (
	"fmt"
	"slices"

	"inflight/pipeline"
)

// DeadLetterRows are the messages that DeadLetters shows, the latest first.
func DeadLetterRows(s *pipeline.State, filter string) []*pipeline.Message {
	if s == nil {
		return nil
	}
	var rows []*pipeline.Message
	for _, m := range s.Live() {
		if m.Phase(s.Now) == pipeline.Dead && matches(filter, m.Key, m.ID, m.Reason) {
			rows = append(rows, m)
		}
	}
	slices.SortStableFunc(rows, func(a, b *pipeline.Message) int { return b.EndedAt.Compare(a.EndedAt) })
	return rows
}

// DeadLettersTitle is what stands in the frame of DeadLetters.
func DeadLettersTitle(v View) (title, right string) {
	if v.State == nil {
		return "dead letters", ""
	}
	title = "dead letters " + count(v.census().Dead)
	switch n := len(v.Marked); {
	case n > 0:
		right = count(n) + " selected  r: redrive them"
	case v.State.DeadLetter.Visible > 0:
		right = "r: redrive all"
	}
	return title, right
}

// DeadLetters draws what lies in the dead-letter queue: which image, after how
// many tries, since when, and why.
func DeadLetters(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	var rows []*pipeline.Message
	if p.Census == nil || p.Census.Dead > 0 {
		rows = DeadLetterRows(p.State, p.Filter)
	}
	if len(rows) == 0 {
		return p.empty(p.nothingDead())
	}
	name := 5
	for _, m := range rows[:min(len(rows), 200)] {
		name = max(name, cells(Escape(m.Name())))
	}
	name = min(name, max(p.Width/4, 6), 24)
	if p.Height >= 4 {
		p.row(func(l *line) { deadHead(l, p, name) })
	}
	below := 0
	if p.Height >= 6 {
		below = 1
	}
	from, to := p.scroll(len(rows), p.room()-below)
	for i := from; i < to; i++ {
		p.row(func(l *line) {
			p.pointer(l, i == p.Cursor)
			p.deadLetter(l, rows[i], name)
		})
	}
	if below > 0 {
		p.blank(p.room() - 1)
		p.row(func(l *line) { p.deadCounts(l, len(rows), len(rows)-to) })
	}
	return p.finish()
}

func (p *page) nothingDead() string {
	if n := p.State.DeadLetter.Visible; n > 0 {
		return fmt.Sprintf("The dead-letter queue says it holds %s, but not which: only receiving them would tell. Press r to redrive.", plural(n, "message"))
	}
	return fmt.Sprintf("No dead letters. A message that fails %d times comes here, with the reason. Press b to upload a broken image.", max(p.State.Setup.MaxReceives, 1))
}

// deadHead draws the names of the columns.
func deadHead(l *line, p *page, name int) {
	dim := p.ink.of(toneDim)
	l.gap(3)
	if len(p.Marked) > 0 {
		l.gap(2)
	}
	l.cell(dim, "image", name)
	if p.Width >= 40 {
		l.put(dim, " tries    ago ")
	}
	l.put(dim, " reason")
}

// deadLetter draws a row.
func (p *page) deadLetter(l *line, m *pipeline.Message, name int) {
	if len(p.Marked) > 0 {
		mark, t := p.glyph.unmarked, toneDim
		if p.Marked[m.ID] {
			mark, t = p.glyph.mark, toneAccent
		}
		l.glyph(p.ink.of(t), mark, 1)
		l.gap(1)
	}
	l.glyph(p.ink.image(m.Identity()), p.glyph.dead, 1)
	l.gap(1)
	l.cell(p.ink.of(toneText), Escape(m.Name()), name)
	if p.Width >= 40 {
		l.number(p.ink.of(toneDim), fmt.Sprint(m.Try), 6)
		l.number(p.ink.of(toneDim), elapsed(p.Now.Sub(m.EndedAt)), 7)
		l.gap(1)
	}
	l.gap(1)
	reason := Escape(m.Reason)
	if reason == "" {
		reason = "not known: it failed where this program did not see it"
	}
	if m.Inferred {
		reason += " (inferred)"
	}
	l.put(p.ink.of(toneBad), Fit(reason, max(l.left()-1, 0)))
}

// deadCounts compares what is known with what the queue says.
func (p *page) deadCounts(l *line, ours, hidden int) {
	l.gap(1)
	if hidden > 0 {
		l.put(p.ink.of(toneText), "+"+count(hidden)+" below  ")
	}
	t := toneDim
	text := fmt.Sprintf("%s came back by redrive", count(p.State.Count.Redriven))
	if d := p.State.DeadLetter; d.Known && d.Visible != ours && p.Filter == "" {
		t = toneWarn
		text = fmt.Sprintf("the queue says %s, %s known here", count(d.Visible), count(ours))
	}
	l.put(p.ink.of(t), text)
}
