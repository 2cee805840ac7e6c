package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// row draws a message.
func (c columns) row(l *line, p *page, m *state.Message) {
	phase := m.Phase(p.Now)
	image := p.image(m.Identity())
	l.glyph(image, p.glyph.token(m, p.Now), 1)
	if m.Struck() != "" {
		l.glyph(p.Styles.Of(draw.Warn), p.glyph.fault, 1)
	} else {
		l.gap(1)
	}
	if c.name > 0 {
		l.name(p.Styles.Of(draw.Text), m, c.name)
		l.gap(1)
	}
	c.cell(l, p.Styles.Of(draw.Dim), draw.Escape(m.ID[:min(len(m.ID), c.id)]), c.id)
	c.cell(l, p.Styles.Of(draw.Dim), draw.Escape(m.Worker), c.worker)
	if c.try > 0 {
		l.cell(p.Styles.Of(tryTone(m, p.State.Setup.MaxReceives)), tryOf(m, p.State.Setup.MaxReceives), c.try)
		l.gap(1)
	}
	switch phase {
	case state.Returned:
		c.returned(l, p, m)
	case state.Waiting:
		c.lost(l, p, m)
	default:
		c.racing(l, p, m)
	}
}

// gone draws a message that has left the list a moment ago: what became of it.
func (c columns) gone(l *line, p *page, m *state.Message) {
	dim := p.Styles.Of(draw.Dim)
	l.glyph(dim, p.glyph.token(m, p.Now), 1)
	l.gap(1)
	if c.name > 0 {
		l.name(dim, m, c.name)
		l.gap(1)
	}
	l.put(dim, draw.Fit(becameOf(p.State, p.Now, m), max(l.left()-1, 0)))
}

// becameOf says what became of a message that is not in flight any more.
func becameOf(s *state.State, now time.Time, m *state.Message) string {
	said := Whereabouts(s, now, m)
	if _, rest, found := strings.Cut(said, ": "); found {
		return draw.Escape(rest)
	}
	return draw.Escape(said)
}

// tryOf is "2/3".
func tryOf(m *state.Message, most int) string {
	if most <= 0 {
		return fmt.Sprint(m.Try)
	}
	return fmt.Sprintf("%d/%d", m.Try, most)
}

// tryTone warns where the next failure is the last one.
func tryTone(m *state.Message, most int) draw.Tone {
	switch {
	case most > 0 && m.Try >= most:
		return draw.Bad
	case m.Try > 1:
		return draw.Warn
	}
	return draw.Dim
}

// racing draws a message whose countdown runs.
func (c columns) racing(l *line, p *page, m *state.Message) {
	c.effort(l, p, m)
	left, part := m.Left(p.Now)
	t := countdownTone(part)
	beats := m.Beats()
	if n := len(beats); n > 0 && p.Now.Sub(beats[n-1]) < beatFor {
		t = draw.Accent
	}
	if c.bar > 0 {
		l.bar(p.glyph, p.Styles.Of(t), p.Styles.Of(draw.Track), part, c.bar)
		l.gap(1)
	}
	if c.ticks > 0 {
		l.cell(p.Styles.Of(draw.Accent), heartbeats(p.glyph, len(beats), c.ticks), c.ticks)
		l.gap(1)
	}
	l.number(p.Styles.Of(t), countdown(left), c.left)
}

// effort draws the stage, the work bar and the time it has taken.
func (c columns) effort(l *line, p *page, m *state.Message) {
	stage, tone := stageWord(m.Stage), stageTone(m.Stage)
	switch {
	case event.ByHand(m.Worker):
		stage, tone = "by hand", draw.Accent
	case m.InDeadHands():
		stage, tone = "dead", draw.Warn
	case waitsForCore(p.State, m):
		stage, tone = "waiting", draw.Polling
	case m.Held != "":
		stage, tone = "held", draw.Polling
	case m.FailedAt() != "":
		stage, tone = "failed", draw.Bad
	}
	c.cell(l, p.Styles.Of(tone), stage, c.stage)
	if c.work > 0 && m.InDeadHands() {
		l.gap(c.work + 1)
	} else if c.work > 0 {
		l.work(p, m, c.work)
		l.gap(1)
	}
	if c.spent > 0 {
		l.number(p.Styles.Of(draw.Text), elapsed(p.Now.Sub(m.ReceivedAt)), c.spent)
		l.gap(1)
	}
}

// stageWord is a stage as the whole screen calls it.
func stageWord(s event.Stage) string {
	if s == "" {
		return "received"
	}
	return string(s)
}

// countdownTone turns as the countdown runs out.
func countdownTone(part float64) draw.Tone {
	switch {
	case part <= 0.2:
		return draw.Bad
	case part <= 0.5:
		return draw.Warn
	}
	return draw.Good
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
func (c columns) lost(l *line, p *page, m *state.Message) {
	c.effort(l, p, m)
	ago := p.Now.Sub(m.VisibleAt)
	t := draw.Bad
	if ago < flashFor {
		t = draw.Flash
	}
	room := max(l.left()-1, 0)
	l.put(p.Styles.Of(t), draw.Fit(longest(room,
		"expired "+elapsed(ago)+" ago: it may be received again", "expired "+elapsed(ago)+" ago", "expired"), room))
}

// returned draws a message that was given back and waits for its next try.
func (c columns) returned(l *line, p *page, m *state.Message) {
	left, part := m.Left(p.Now)
	middle := l.left() - 1 - c.left - 1
	if middle > 0 {
		reason := draw.Escape(m.Reason)
		if reason == "" {
			reason = "given back"
		}
		bar := 0
		if middle > 24 {
			bar = min(middle/4, 12)
		}
		l.cell(p.Styles.Of(draw.Bad), "failed: "+reason, middle-bar-1)
		l.gap(1)
		if bar > 0 {
			l.bar(p.glyph, p.Styles.Of(draw.Dim), p.Styles.Of(draw.Track), part, bar)
		}
		l.gap(1)
	}
	l.number(p.Styles.Of(draw.Dim), countdown(left), c.left)
}
