package panel

import (
	"math"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// bar draws a bar of width cells of which part (0 to 1) is full, to half a cell
// where there is a character for that.
func (l *line) bar(g *glyphs, full, track string, part float64, width int) {
	width = min(width, l.left())
	halves := int(math.Round(min(max(part, 0), 1) * float64(width) * 2))
	if part > 0 {
		halves = max(halves, 1) // a little is not nothing
	}
	whole, rest := halves/2, halves%2
	if g.half == "" {
		whole, rest = whole+rest, 0
	}
	l.glyph(full, g.full, whole)
	l.glyph(full, g.half, rest)
	l.glyph(track, g.track, width-whole-rest)
}

// work draws how far the work on a message has come: a fourth of the bar for
// each stage, the present one growing.
func (l *line) work(p *page, m *state.Message, width int) {
	width = min(width, l.left())
	done := int(math.Round(progress(p.State, m, p.Now) * float64(width)))
	for i := range width {
		stage := event.Stages()[min(i*4/max(width, 1), 3)]
		if i < done {
			l.glyph(p.Styles.Of(stageTone(stage)), p.glyph.done, 1)
		} else {
			l.glyph(p.Styles.Of(draw.Track), p.glyph.todo, 1)
		}
	}
}

// progress is the part of the work that is done, from 0 to 1. The stage that
// runs is measured against how long it usually takes; the longer it takes
// beyond that, the slower it grows.
func progress(s *state.State, m *state.Message, now time.Time) float64 {
	place := m.Stage.Place()
	if place < 0 {
		return 0
	}
	if m.FailedAt() == m.Stage {
		return float64(place) / 4
	}
	if m.StageDone {
		return float64(place+1) / 4
	}
	usual := 1.0
	if h := s.Latency.Stages[m.Stage]; h != nil && h.Count() > 0 {
		usual = max(h.Mean().Seconds(), 0.001)
	}
	t := max(now.Sub(m.StageStarted).Seconds(), 0) / usual
	return (float64(place) + 1 - math.Exp(-1.5*t)) / 4
}
