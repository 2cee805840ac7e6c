package flow

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// workers draws a row for each worker: what it does, on which image, and how
// far it has come. Where they are too many, those that find no row are a cell
// each.
func (d *drawing) workers(r draw.Rect) {
	all := alive(d.State.Workers)
	d.box(r, state.WorkersNode, d.workersTitle(r), draw.Escape(d.State.Model))
	whole := r
	shape := d.model(r)
	r.Y, r.H = r.Y+shape, r.H-shape
	room := r.H - 3
	if d.State.Model == "staged" { // its goroutines stand at their stages
		d.busy(d.row(whole, whole.H-3))
		return
	}
	if len(all) == 0 && len(d.State.Receivers) == 0 {
		none := "none: press " + d.Keys.More
		if d.Keys.Past {
			none = "none"
		}
		d.row(r, 0).put(d.Styles.Of(draw.Dim), none)
		return
	}
	rows, crowd := len(all), 0
	if rows > room {
		crowd = 1
		if room > 4 && len(all)-room > r.W-4 {
			crowd = 2
		}
		rows = max(room-crowd, 0)
	}
	name := 1
	for _, w := range all[:rows] {
		name = min(max(name, ansi.StringWidth(draw.Escape(w.Name))), max((r.W-4)/4, 1))
	}
	for i, w := range all[:rows] {
		d.worker(d.row(r, i), w, name)
	}
	if crowd > 0 {
		d.others(r, rows, crowd, all[rows:])
	}
	d.busy(d.row(whole, whole.H-3))
}

// alive are the workers whose goroutine has not ended: in spawn one lives for a message.
func alive(workers []*state.Worker) []*state.Worker {
	if !slices.ContainsFunc(workers, (*state.Worker).Gone) {
		return workers
	}
	return slices.DeleteFunc(slices.Clone(workers), (*state.Worker).Gone)
}

// workersTitle has their number where the name of the model still fits beside it.
func (d *drawing) workersTitle(r draw.Rect) string {
	title := "workers " + d.glyph.times + strconv.Itoa(d.State.Hands())
	const around = 8 // corners and gaps
	if ansi.StringWidth(title)+ansi.StringWidth(d.State.Model)+around > r.W {
		return "workers"
	}
	return title
}

// Widths of a worker's row.
const (
	stageCells = 9  // as long as "thumbnail"
	nameCells  = 12 // of an image's name, where there is room for one
	leastBar   = 6  // of progress, beside a name
)

// worker draws one worker.
func (d *drawing) worker(p *pen, w *state.Worker, name int) {
	s := d.Styles
	p.put(s.Of(draw.Dim), draw.FitRight(draw.Escape(w.Name), name)).gap(1)
	m := d.State.Message(w.MessageID)
	if w.MessageID == "" || m == nil {
		p.put(s.Of(draw.Polling), d.glyph.free).gap(1).put(s.Of(draw.Polling), d.idleWord(w))
		return
	}
	style := d.image(m.Identity())
	if w.Activity == state.Died {
		p.put(s.Of(draw.Warn), d.glyph.died).gap(1)
	} else {
		p.put(style, d.shape(m)).gap(1)
	}
	if p.room() >= nameCells+1+stageCells+1+leastBar {
		p.put(style, draw.Fit(draw.CutMiddle(draw.Escape(m.Name()), nameCells), nameCells)).gap(1)
	}
	if p.room() > stageCells+10 {
		p.last(s.Of(draw.Dim), draw.FitRight(span(d.Now.Sub(m.ReceivedAt)), 6))
	}
	word, tone := d.activity(w, m)
	p.put(tone, draw.Fit(word, min(stageCells, p.room()))).gap(1)
	if w.Activity != state.Died { // nothing of its work is known to be done
		d.progress(p, m)
	}
}

// activity is the word for what a worker does, and its style.
func (d *drawing) activity(w *state.Worker, m *state.Message) (word, style string) {
	s := d.Styles
	if w.Activity == state.Died {
		return "dead", s.Of(draw.Warn)
	}
	if r := m.HeldBy(w.Name); r != nil && r.Late(d.Now) {
		return "late", s.Of(draw.Bad)
	}
	if m.Worker == w.Name && m.FailedAt() != "" {
		return "failed", s.Of(draw.Bad)
	}
	switch event.Stage(w.Activity) {
	case event.Download:
		return "download", s.Of(draw.Download)
	case event.Thumbnail:
		return "thumbnail", s.Of(draw.Thumbnail)
	case event.Upload:
		return "upload", s.Of(draw.Upload)
	case event.Notify:
		return "notify", s.Of(draw.Notify)
	}
	return string(w.Activity), s.Of(draw.Dim)
}

// progress draws a bar of the work that is done, up to the end of the row.
func (d *drawing) progress(p *pen, m *state.Message) {
	room := p.room()
	done := int(math.Round(worked(d.State, m, d.Now) * float64(room)))
	p.glyph(d.image(m.Identity()), d.glyph.done, done)
	p.glyph(d.Styles.Of(draw.Track), d.glyph.todo, room-done)
}

// worked is the part of the work that is done. The stage that runs is measured
// against what it usually takes; the longer beyond, the slower it grows.
func worked(s *state.State, m *state.Message, now time.Time) float64 {
	stages := event.Stages()
	for i, stage := range stages {
		if stage != m.Stage {
			continue
		}
		if m.FailedAt() == stage {
			return float64(i) / float64(len(stages))
		}
		if m.StageDone {
			return float64(i+1) / float64(len(stages))
		}
		usual := 1.0
		if h := s.Latency.Stages[stage]; h != nil && h.Count() > 0 {
			usual = max(h.Mean().Seconds(), 0.001)
		}
		if s.StandsAlone() {
			now = s.World.Since
		}
		running := max(now.Sub(m.StageStarted).Seconds(), 0) / usual
		return (float64(i) + 1 - math.Exp(-1.5*running)) / float64(len(stages))
	}
	return 0
}

// others draws workers as a cell each, in the colour of the image in hand.
func (d *drawing) others(r draw.Rect, first, rows int, workers []*state.Worker) {
	label := "+" + strconv.Itoa(len(workers)) + " "
	d.row(r, first).put(d.Styles.Of(draw.Dim), label)
	next := 0
	for i := range rows {
		p := d.row(r, first+i)
		p.gap(len(label))
		for p.room() > 0 && next < len(workers) {
			if i == rows-1 && p.room() == 1 && next < len(workers)-1 {
				p.put(d.Styles.Of(draw.Dim), d.glyph.more)
				return
			}
			d.workerCell(p, workers[next])
			next++
		}
	}
}

// workerCell draws a worker in one cell: the shape says what it does.
func (d *drawing) workerCell(p *pen, w *state.Worker) {
	if w.Activity == state.Died {
		p.glyph(d.Styles.Of(draw.Warn), d.glyph.died, 1)
		return
	}
	m := d.State.Message(w.MessageID)
	if m == nil || w.Activity == state.NoPlace {
		d.waits(p, w)
		return
	}
	p.glyph(d.image(m.Identity()), d.shape(m), 1)
}

// busy draws how much of the workers' time goes into work.
func (d *drawing) busy(p *pen) {
	r := d.rates
	p.last(d.Styles.Of(draw.Dim), strconv.Itoa(r.InHand)+" of "+strconv.Itoa(d.State.Hands()))
	if word := d.State.Halted(); word != "" {
		p.put(d.Styles.Of(draw.Dim), string(word))
		return
	}
	p.put(d.Styles.Of(draw.Dim), "busy ").word(d.Styles.Of(draw.Text), percent(r.Busy))
}
