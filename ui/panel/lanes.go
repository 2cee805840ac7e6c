package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// lanes knows how wide a lane is and which time a cell stands for.
type lanes struct {
	*page
	name, width int
	from        time.Time
	cell        time.Duration
	hand        int // width of what is in hand
}

func newLanes(p *page) lanes {
	z := lanes{page: p, name: 1}
	for _, w := range p.State.All() {
		z.name = min(max(z.name, draw.Width(draw.Escape(w.Name))), max(6, p.Width/5))
	}
	if p.Width >= 100 {
		z.hand = 16
	}
	z.width = max(p.Width-z.name-2-z.hand-6, 0)
	if p.Width < 20 {
		z.width = max(p.Width-z.name-2, 0)
	}
	window := laneWindow(p.Width)
	z.cell = window / time.Duration(max(z.width, 1))
	// Cells begin at multiples of their length, so that a lane moves by whole
	// cells and what has happened keeps its shape.
	end := p.Now.Truncate(z.cell).Add(z.cell)
	z.from = end.Add(-z.cell * time.Duration(z.width))
	return z
}

// stretch is one cell of a lane.
type stretch struct {
	activity state.Activity
	key      string
	failed   bool
	struck   bool          // by a fault
	share    time.Duration // how much of the cell it takes
}

// cells are the cells of a worker's lane: each shows what took most of its
// time, and a failure in any case.
func (z lanes) cells(w *state.Worker) []stretch {
	out := make([]stretch, z.width)
	if w.Activity != "" && z.width > 0 {
		for _, span := range present(z.State, w, z.Now) {
			z.mark(out, &span)
		}
		z.strike(out, w.Struck())
	}
	for i := w.Spans.Len() - 1; i >= 0 && z.width > 0; i-- {
		span := w.Spans.Ref(i)
		if span.To.Before(z.from) {
			break
		}
		z.mark(out, span)
	}
	for i := w.Spans.Len() - 1; i >= 0 && z.width > 0; i-- {
		span := w.Spans.Ref(i)
		if span.To.Before(z.from) {
			break
		}
		z.strike(out, span.Struck)
	}
	return out
}

// strike marks where a fault hit, if one did.
func (z lanes) strike(out []stretch, at time.Time) {
	if i := int(at.Sub(z.from) / z.cell); !at.Before(z.from) && i < len(out) {
		out[i].struck = true
	}
}

// present is what a worker does now, up to the moment at which the visibility timeout of
// what it has ran out; from then on it is late, whatever it goes on doing.
func present(s *state.State, w *state.Worker, now time.Time) []state.Span {
	does := state.Span{From: w.Since, To: now, Activity: w.Activity, Key: w.Key}
	if w.Stands() {
		does.Activity = state.AtGate
		return []state.Span{does}
	}
	m := s.Message(w.MessageID)
	if m == nil || !w.Works() {
		return []state.Span{does}
	}
	r := m.HeldBy(w.Name)
	if r == nil || !r.Late(now) {
		return []state.Span{does}
	}
	since := r.Expired
	if since.IsZero() { // nobody has told of it yet
		since = r.Until
	}
	late := does
	late.From, late.Late = latestOf(since, does.From), true
	does.To = late.From
	return []state.Span{does, late}
}

// mark enters a span into the cells it touches.
func (z lanes) mark(out []stretch, span *state.Span) {
	from, to := span.From.Sub(z.from), span.To.Sub(z.from)
	first := max(int(from/z.cell), 0)
	last := min(int(to/z.cell), len(out)-1)
	for i := first; i <= last; i++ {
		begin := z.cell * time.Duration(i)
		share := min(to, begin+z.cell) - max(from, begin)
		ends := i == last && span.Failed
		if ends || !out[i].failed && share > out[i].share {
			out[i] = stretch{activity: shown(span), key: span.Key, failed: ends, share: share}
		}
	}
}

// shown is what a stretch of a lane shows.
func shown(span *state.Span) state.Activity {
	if span.Late {
		return state.Lost
	}
	return span.Activity
}

// draw draws a lane.
func (z lanes) draw(l *line, w *state.Worker, spans []stretch) {
	l.number(z.Styles.Of(draw.Strong), draw.Escape(w.Name), z.name)
	l.gap(1)
	for _, s := range spans {
		style, g := z.look(s)
		l.glyph(style, g, 1)
	}
	if z.Width < 20 {
		return
	}
	l.gap(1)
	if z.hand > 0 {
		z.inHand(l, w)
	}
	if event.ByHand(w.Name) { // no worker: it is not busy, whatever it holds
		return
	}
	busy := w.Utilisation(z.Now, state.RateWindow)
	l.number(z.Styles.Of(draw.Text), fmt.Sprintf("%d %%", int(busy*100+0.5)), 5)
}

// look is the character of a cell and its style.
func (z lanes) look(s stretch) (style, g string) {
	switch {
	case s.struck:
		return z.Styles.Of(draw.Warn), z.glyph.fault
	case s.failed:
		return z.Styles.Of(draw.Bad), z.glyph.failed
	}
	g, known := z.glyph.lane[s.activity]
	if !known {
		return "", " "
	}
	return z.Styles.Of(activityTone(s.activity)), g
}

// activityTone is the colour of an activity.
func activityTone(a state.Activity) draw.Tone {
	switch a {
	case state.Polling, state.Idle, state.Holding, state.NoCore, state.NoMessage, state.NoPlace, state.NoPermit, state.AtGate:
		return draw.Polling
	case state.Lost:
		return draw.Bad
	case state.Died:
		return draw.Warn
	}
	return stageTone(event.Stage(a))
}

// inHand draws the image that the worker has.
func (z lanes) inHand(l *line, w *state.Worker) {
	m := z.State.Message(w.MessageID)
	if m == nil {
		l.cell(z.Styles.Of(draw.Dim), "  "+activityWord(z.State.Does(w)), z.hand-1)
		return
	}
	l.glyph(z.image(m.Identity()), z.glyph.token(m, z.Now), 1)
	l.gap(1)
	l.name(z.Styles.Of(draw.Text), m, z.hand-3)
}

// names draws the names of the images under their stretches, in their colours.
func (z lanes) names(l *line, spans []stretch) {
	l.gap(z.name + 2)
	start := l.used
	for i := 0; i < len(spans); {
		end := i + 1
		for end < len(spans) && spans[end].key == spans[i].key {
			end++
		}
		if key := spans[i].key; key != "" {
			l.to(start + i)
			l.put(z.image(key), tag(draw.Escape(event.ShortName(key)), end-i-1))
		}
		i = end
	}
}

// tag is a name cut to width: all of it, or its number, or its beginning, or
// nothing where that would tell nothing.
func tag(name string, width int) string {
	if draw.Width(name) <= width {
		return name
	}
	const least = 6
	if i := strings.LastIndexByte(name, '-'); i >= 0 && i < len(name)-1 && draw.Width(name[i+1:]) <= width {
		return name[i+1:]
	}
	if width < least {
		return ""
	}
	return draw.Fit(name, width)
}
