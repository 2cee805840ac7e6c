package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline"
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
	return "in flight " + count(v.census().rows()), right
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
	rows, total := inFlightTop(p.State, p.Now, p.Filter, p.Sort, max(p.Cursor, p.Offset+p.Height)+1)
	if total == 0 {
		return p.empty(nothingInFlight(p.State))
	}
	c := inFlightColumns(p.Width, longestName(rows, p))
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
func nothingInFlight(s *pipeline.State) string {
	switch {
	case s.Paused:
		return "Nothing is in flight: the workers do not receive. Press space to let them go on."
	case len(s.Workers) == 0:
		return "Nothing is in flight: there are no workers. Press + to add one."
	}
	return "Nothing is in flight. A message that a worker receives appears here, with its work and the time it has for it. Press u to upload an image."
}

// agreement compares what this program knows with what the queue says of
// itself, and counts who won.
func (p *page) agreement(l *line, hidden int) {
	c := p.census()
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
		l.put(p.ink.of(toneWarn), fmt.Sprintf("ours %s, the queue's %s: %s apart", count(ours), count(said.InFlight), count(max(ours-said.InFlight, said.InFlight-ours))))
		l.put(dim, fmt.Sprintf(", said %s ago", elapsed(p.Now.Sub(said.At))))
	}
	n := p.State.Count
	facts := fmt.Sprintf("tried again %s  time won %s  done twice %s", count(n.Retried), count(n.Expired), count(n.DoneTwice))
	if l.left() > len(facts)+2 {
		l.to(l.width - len(facts) - 1)
		l.put(dim, facts)
	}
}

// columns are the widths of the columns of InFlight; 0 leaves one out.
type columns struct {
	id, name, worker, try, stage, work, spent, bar, ticks, left int
}

// longestName is how wide the names in sight are.
func longestName(rows []*pipeline.Message, p *page) int {
	from, to := window(p.Cursor, p.Offset, len(rows), p.Height)
	w := 5
	for _, m := range rows[from:to] {
		w = max(w, cells(Escape(m.Name())))
	}
	return w
}

// inFlightColumns shares out the width: what matters most gets its place first.
func inFlightColumns(width, name int) columns {
	c := columns{name: min(name, 20), left: 5}
	switch {
	case width < 24:
		c.name = max(width-2-1-1-c.left, 0)
	case width < 46:
		c.try, c.name = 4, min(c.name, max(width-22, 6))
		c.bar = width - c.fixed()
	case width < 60:
		c.try, c.work, c.name = 4, 8, min(c.name, 12)
		c.bar = width - c.fixed()
	default:
		c.try, c.stage, c.work, c.spent, c.ticks = 4, 8, 8, 6, 3
		c.name = min(c.name, 12+(width-60)/3)
		if width >= 110 {
			c.worker, c.id = 3, 8
		}
		c.work += (width - 60) / 6
		c.bar = width - c.fixed()
	}
	if c.bar < 3 {
		c.bar = 0
		c.name = max(width-(c.fixed()-c.name), 0)
	}
	return c
}

// fixed is the width of all but the countdown bar.
func (c columns) fixed() int {
	w := 3 + 1 // pointer, token, gap; margin at the right
	for _, n := range []int{c.name, c.id, c.worker, c.try, c.stage, c.work, c.spent, c.ticks, c.left} {
		if n > 0 {
			w += n + 1
		}
	}
	return w
}

// head draws the names of the columns.
func (c columns) head(l *line, p *page) {
	dim := p.ink.of(toneDim)
	l.gap(3)
	c.cell(l, dim, "image", c.name)
	c.cell(l, dim, "id", c.id)
	c.cell(l, dim, "by", c.worker)
	c.cell(l, dim, "try", c.try)
	c.cell(l, dim, "work", c.stage)
	if c.work > 0 && c.stage == 0 {
		c.cell(l, dim, "work", c.work)
	} else {
		c.cell(l, dim, "", c.work)
	}
	c.cell(l, dim, "", c.spent)
	if l.left() > len("visible again in")+1 {
		l.to(l.width - len("visible again in") - 1)
		l.put(dim, "visible again in")
	} else if l.left() > 6 {
		l.to(l.width - 6)
		l.put(dim, "left")
	}
}

// cell draws a column and the gap behind it, if there is such a column.
func (c columns) cell(l *line, style, s string, width int) {
	if width > 0 {
		l.cell(style, s, width)
		l.gap(1)
	}
}

// row draws a message.
func (c columns) row(l *line, p *page, m *pipeline.Message) {
	phase := m.Phase(p.Now)
	image := p.ink.image(m.Identity())
	l.glyph(image, p.glyph.token(m, p.Now), 1)
	l.gap(1)
	c.cell(l, p.ink.of(toneText), Escape(m.Name()), c.name)
	c.cell(l, p.ink.of(toneDim), Escape(m.ID[:min(len(m.ID), c.id)]), c.id)
	c.cell(l, p.ink.of(toneDim), Escape(m.Worker), c.worker)
	if c.try > 0 {
		l.cell(p.ink.of(tryTone(m, p.State.Setup.MaxReceives)), tryOf(m, p.State.Setup.MaxReceives), c.try)
		l.gap(1)
	}
	switch {
	case phase == pipeline.Returned:
		c.returned(l, p, m)
	case phase == pipeline.Waiting:
		c.lost(l, p, m)
	default:
		c.racing(l, p, m)
	}
}

// tryOf is "2/3".
func tryOf(m *pipeline.Message, most int) string {
	if most <= 0 {
		return fmt.Sprint(m.Try)
	}
	return fmt.Sprintf("%d/%d", m.Try, most)
}

// tryTone warns where the next failure is the last one.
func tryTone(m *pipeline.Message, most int) tone {
	switch {
	case most > 0 && m.Try >= most:
		return toneBad
	case m.Try > 1:
		return toneWarn
	}
	return toneDim
}

// racing draws a message whose countdown runs.
func (c columns) racing(l *line, p *page, m *pipeline.Message) {
	c.effort(l, p, m)
	left, part := m.Left(p.Now)
	t := countdownTone(part)
	if n := len(m.Extensions); n > 0 && p.Now.Sub(m.Extensions[n-1]) < beatFor {
		t = toneAccent
	}
	if c.bar > 0 {
		l.bar(p.glyph, p.ink.of(t), p.ink.of(toneTrack), part, c.bar)
		l.gap(1)
	}
	if c.ticks > 0 {
		l.cell(p.ink.of(toneAccent), heartbeats(p.glyph, len(m.Extensions), c.ticks), c.ticks)
		l.gap(1)
	}
	l.number(p.ink.of(t), countdown(left), c.left)
}

// effort draws the stage, the work bar and the time it has taken.
func (c columns) effort(l *line, p *page, m *pipeline.Message) {
	stage := stageWord(m.Stage, p.State.Setup.Engine)
	c.cell(l, p.ink.of(stageTone(m.Stage)), stage, c.stage)
	if c.work > 0 {
		l.work(p, m, c.work)
		l.gap(1)
	}
	if c.spent > 0 {
		l.number(p.ink.of(toneText), elapsed(p.Now.Sub(m.ReceivedAt)), c.spent)
		l.gap(1)
	}
}

// stageWord is a stage as the screen calls it: the thumbnail stage by the
// engine that runs.
func stageWord(s pipeline.Stage, engine string) string {
	switch s {
	case pipeline.Thumbnail:
		if engine != "" {
			return Escape(engine)
		}
		return string(s)
	case pipeline.Notify:
		return "announce"
	case pipeline.Download, pipeline.Upload:
		return string(s)
	}
	return "received"
}

// countdownTone turns as the countdown runs out.
func countdownTone(part float64) tone {
	switch {
	case part <= 0.2:
		return toneBad
	case part <= 0.5:
		return toneWarn
	}
	return toneGood
}

// heartbeats is a tick for each extension, or their number where there are more
// than fit.
func heartbeats(g *glyphs, n, width int) string {
	if n <= width {
		return strings.Repeat(g.tick, n)
	}
	return g.tick + fmt.Sprint(min(n, 99))
}

// flashFor is how long a row flashes when its countdown has won.
const flashFor = 1500 * time.Millisecond

// beatFor is how long a countdown lights up when a heartbeat has extended it.
const beatFor = 700 * time.Millisecond

// lost draws a message whose countdown won while its worker goes on.
func (c columns) lost(l *line, p *page, m *pipeline.Message) {
	c.effort(l, p, m)
	ago := p.Now.Sub(m.VisibleAt)
	t := toneBad
	if ago < flashFor {
		t = toneFlash
	}
	room := max(l.left()-1, 0)
	l.put(p.ink.of(t), Fit(longest(room,
		"time won "+elapsed(ago)+" ago: others may have it", "time won "+elapsed(ago)+" ago", "time won", "lost"), room))
}

// returned draws a message that was given back and waits for its next try.
func (c columns) returned(l *line, p *page, m *pipeline.Message) {
	left, part := m.Left(p.Now)
	middle := l.left() - 1 - c.left - 1
	if middle > 0 {
		reason := Escape(m.Reason)
		if reason == "" {
			reason = "given back"
		}
		bar := 0
		if middle > 24 {
			bar = min(middle/4, 12)
		}
		l.cell(p.ink.of(toneBad), "failed: "+reason, middle-bar-1)
		l.gap(1)
		if bar > 0 {
			l.bar(p.glyph, p.ink.of(toneDim), p.ink.of(toneTrack), part, bar)
		}
		l.gap(1)
	}
	l.number(p.ink.of(toneDim), countdown(left), c.left)
}
