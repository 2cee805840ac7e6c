package panel

import (
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// lifeLine draws a message's life to scale: what it did in each part of the
// time from its first moment to its last, or to now.
func (p *page) lifeLine(m *state.Message) {
	width := p.Width - 2
	if width < 8 || len(m.History) < 2 {
		return
	}
	begin, end := m.History[0].Time, p.Now
	if m.Phase(p.Now).Ended() || m.Phase(p.Now) == state.Dead {
		end = m.History[len(m.History)-1].Time
	}
	total := end.Sub(begin)
	if total <= 0 {
		return
	}
	place := func(t time.Time) int {
		return min(max(int(int64(t.Sub(begin))*int64(width)/int64(total)), 0), width-1)
	}
	p.row(func(l *line) {
		l.gap(1)
		for _, s := range lifeCells(m.History, width, place) {
			style, g := p.lifeLook(s)
			l.glyph(style, g, 1)
		}
	})
}

// lifeCells are the cells of a life line.
func lifeCells(history []state.Moment, width int, place func(time.Time) int) []stretch {
	out := make([]stretch, width)
	doing := state.Idle // waits in the queue
	fill := func(from, to int, a state.Activity) {
		for i := from; i <= to; i++ {
			out[i].activity = a
		}
	}
	at, try := 0, 0
	for _, h := range history {
		here := place(h.Time)
		fill(at, here, doing)
		at = here
		switch h.Kind {
		case event.KindOf[event.MessageReceived]():
			doing, try = state.Holding, h.Try
			if h.Died {
				doing = state.Died
			}
		case event.KindOf[event.MessageReturned]():
			if h.Try == 0 || h.Try >= try { // else somebody else has it by now
				doing = state.Idle
			}
		case event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageDead]():
			doing = state.Idle
		case event.KindOf[event.MessageExpired]():
			switch {
			case event.ByHand(h.Worker):
				doing = state.Idle
			case doing == state.Died: // nobody works on it any more
				doing = state.Idle
			case h.Held:
				doing = state.Lost
			}
		case event.KindOf[event.StageFinished]():
			if h.Died { // it lay so long, and nobody was at it
				break
			}
			fill(place(h.Time.Add(-h.Took)), here, state.Activity(h.Stage))
			out[here].failed = out[here].failed || h.Text != ""
		}
	}
	fill(at, width-1, doing)
	return out
}

// lifeLook is the character of a part of a life and its style.
func (p *page) lifeLook(s stretch) (style, g string) {
	switch {
	case s.failed:
		return p.Styles.Of(draw.Bad), p.glyph.failed
	case s.activity == state.Idle:
		return p.Styles.Of(draw.Track), p.glyph.waiting
	}
	return p.Styles.Of(activityTone(s.activity)), p.glyph.lane[s.activity]
}
