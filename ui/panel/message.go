package panel

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// messageTitle is what stands in the frame of Message.
func messageTitle(v View) (title, right string) {
	m := shownMessage(v)
	if m == nil {
		return "message", ""
	}
	return "message " + draw.Escape(m.Name()), draw.Escape(m.ID)
}

func shownMessage(v View) *state.Message {
	if v.State == nil {
		return nil
	}
	return v.State.Message(v.MessageID)
}

// drawMessage draws the life of one message: what happened to it and when, its
// body, and the thumbnail that came of it. Offset scrolls it.
func drawMessage(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	m := shownMessage(v)
	if m == nil {
		return p.empty("This message is not kept any more: it ended long ago.")
	}
	if p.Width >= 90 {
		left := (p.Width - 3) * 3 / 5
		right := p.Width - 3 - left
		a := p.scrolled(left, func(p *page) { p.facts(m); p.races(m); p.timeline(m) })
		b := p.scrolled(right, func(p *page) { p.outcome(m); p.body(m); p.attributes(m) })
		for i := range p.Height {
			p.row(func(l *line) {
				l.gap(1)
				l.styled(a[i], left)
				l.gap(1)
				l.styled(b[i], right)
			})
		}
		return p.finish()
	}
	p.add(p.scrolled(p.Width, func(p *page) {
		p.facts(m)
		p.races(m)
		p.timeline(m)
		p.outcome(m)
		p.body(m)
		p.attributes(m)
	}))
	return p.finish()
}

// races draws every receive of the message that is known.
func (p *page) races(m *state.Message) {
	if len(m.Receives) == 0 {
		return
	}
	p.text(draw.Dim, " its receives: the work, and the visibility timeout below it")
	p.race(m, tallest)
	p.blank(1)
}

// tallest is the most lines of a page that scrolls.
const tallest = 2000

// scrolled draws a page as long as it gets, and returns the height of p of it
// from its offset on.
func (p *page) scrolled(width int, draw func(*page)) []string {
	sub := p.sized(width)
	sub.Height = tallest
	lines := sub.lines
	sub.lines = nil
	draw(sub)
	lines = append(lines, sub.lines...)
	from := min(max(p.Offset, 0), max(len(lines)-p.Height, 0))
	lines = lines[from:min(from+p.Height, len(lines))]
	for len(lines) < p.Height {
		lines = append(lines, spaces(width))
	}
	return lines
}

// linesOf is how many lines a drawing has up to its last that is not blank: the
// screen scrolls no further.
func linesOf(draw func(View) []string, v View) int {
	v.Height, v.Offset = tallest, 0
	lines := draw(v)
	n := len(lines)
	for n > 0 && strings.TrimSpace(lines[n-1]) == "" {
		n--
	}
	return n
}

// facts draws what the message is now.
func (p *page) facts(m *state.Message) {
	p.row(func(l *line) {
		l.gap(1)
		l.glyph(p.image(m.Identity()), p.glyph.token(m, p.Now), 1)
		l.gap(1)
		l.put(p.Styles.Of(draw.Strong)+p.image(m.Identity()), draw.Escape(m.Name()))
		l.gap(2)
		l.put(p.Styles.Of(draw.Text), m.Phase(p.Now).String())
		if left, _ := m.Left(p.Now); left > 0 && !m.Phase(p.Now).Ended() {
			l.put(p.Styles.Of(draw.Dim), " for "+countdown(left)+" more")
		}
		if m.Try > 0 {
			l.put(p.Styles.Of(draw.Dim), ", receive "+tryOf(m, p.State.Setup.MaxReceives))
		}
	})
	now := becameOf(p.State, p.Now, m)
	if m.Reason != "" { // it has a row of its own
		now = strings.TrimSuffix(now, ": "+draw.Escape(m.Reason))
	}
	for _, f := range [][2]string{
		{"now", now},
		{"next", whatNext(p.State, p.Now, m, &p.Keys)},
		{"id", m.ID},
		{"was", m.PreviousID},
		{"became", m.NextID},
		{"object", strings.Trim(m.Bucket+"/"+m.Key, "/")},
		{"etag", m.ETag},
		{"reason", m.Reason},
		p.lastTrouble(m),
	} {
		if f[1] != "" {
			p.wrapped(9, p.Styles.Of(reasonTone(f[0])), f[1], func(l *line) {
				l.gap(1)
				l.cell(p.Styles.Of(draw.Dim), f[0], 8)
			})
		}
	}
	p.blank(1)
}

// lastTrouble says when a message died, lost its race or failed last, and which key
// goes there.
func (p *page) lastTrouble(m *state.Message) [2]string {
	for _, at := range slices.Backward(m.History) {
		var word string
		switch {
		case at.Kind == event.KindOf[event.MessageDead]():
			word = "died"
		case at.Kind == event.KindOf[event.StageFinished]() && at.Text != "" && at.Text != event.Interrupted:
			word = "failed"
		case at.Kind == event.KindOf[event.MessageExpired]() && at.Held:
			word = "expired"
		default:
			continue
		}
		when := "at " + at.Time.Format(time.TimeOnly)
		if !at.Time.Before(p.Now) { // this is that moment
			return [2]string{word, when}
		}
		return [2]string{word, fmt.Sprintf("%s, %s ago: %s goes back to that", when, since(p.Now.Sub(at.Time)), p.Keys.LastMark)}
	}
	return [2]string{}
}

// wrapped draws text over as many lines as it takes, all of them from a column
// on; lead draws what stands before it in the first.
func (p *page) wrapped(column int, style, text string, lead func(l *line)) {
	lines := draw.Wrap(draw.Escape(text), max(p.Width-column-1, 8))
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, s := range lines {
		p.row(func(l *line) {
			if i == 0 {
				lead(l)
			}
			l.to(column)
			l.put(style, s)
		})
	}
}

func reasonTone(name string) draw.Tone {
	if name == "reason" {
		return draw.Bad
	}
	return draw.Text
}

// outcome draws the thumbnail, if there is one.
func (p *page) outcome(m *state.Message) {
	pic := p.State.Picture(m.Key)
	if m.Key == "" || pic == nil || p.Width < 18 {
		return
	}
	p.blank(1)
	for _, s := range p.picture(pic, 16, 8) {
		p.row(func(l *line) { l.gap(1); l.styled(s, 16) })
	}
	p.row(func(l *line) { l.gap(1); l.put(p.Styles.Of(draw.Dim), size(pic.Size)+" by "+draw.Escape(pic.Engine)) })
}
