package rewind

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/history"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// mark is how a moment is drawn that is worth going to.
type mark struct {
	sign string
	tone draw.Tone
}

// marks are the signs on the line.
var marks = map[history.MarkKind]mark{
	history.Failure: {"▚", draw.Warn},
	history.Expiry:  {"╵", draw.Warn},
	history.Death:   {"✖", draw.Bad},
	history.Redrive: {"▲", draw.Good},
	history.Purge:   {"╳", draw.Bad},
}

// ends are the texts at both ends of the line.
func (p *Player) ends(recorded bool) (left, right string) {
	begin, _ := p.history.Span()
	if begin.IsZero() {
		return "", ""
	}
	left = " " + begin.Format(time.TimeOnly) + " "
	if right = " now "; recorded {
		_, end := p.history.Span()
		right = " " + end.Format(time.TimeOnly) + " "
	}
	return left, right
}

// Line draws where one is in time: how far back it goes, what was when, and the
// moment that is shown. Of what is recorded the right end is no now.
func (p *Player) Line(width int, s *draw.Styles, recorded bool) string {
	left, right := p.ends(recorded)
	cells := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if cells < 1 || left == "" {
		return s.Paint(draw.Dim, strings.Repeat(s.Sign("─"), width))
	}
	begin, end := p.history.Span()
	ticks := p.history.Ticks(begin, end, cells)
	here := cells - 1
	if p.cursor != nil {
		here = place(begin, end, p.at, cells)
	}
	var b strings.Builder
	b.WriteString(s.Paint(draw.Dim, left))
	for i, k := range ticks {
		m, marked := marks[k]
		switch {
		case i == here && p.cursor != nil:
			b.WriteString(s.Paint(draw.Strong, s.Sign("█")))
		case i == here:
			b.WriteString(s.Paint(draw.Good, s.Sign("●")))
		case marked:
			b.WriteString(s.Paint(m.tone, s.Sign(m.sign)))
		default:
			b.WriteString(s.Paint(draw.Dim, s.Sign("─")))
		}
	}
	return b.String() + s.Paint(draw.Dim, right)
}

// place is the cell of a moment.
func place(begin, end, at time.Time, cells int) int {
	length := end.Sub(begin)
	if length <= 0 {
		return cells - 1
	}
	return min(max(int(float64(at.Sub(begin))/float64(length)*float64(cells)), 0), cells-1)
}

// Under is the moment at a cell of the line; false where there is none.
func (p *Player) Under(width, x int, recorded bool) (time.Time, bool) {
	left, right := p.ends(recorded)
	cells := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	x -= ansi.StringWidth(left)
	begin, end := p.history.Span()
	switch {
	case left == "" || cells < 1:
		return time.Time{}, false
	case x >= cells: // now, or the end
		return end, true
	}
	return begin.Add(time.Duration(float64(end.Sub(begin)) * float64(max(x, 0)) / float64(cells))), true
}

// Still tells whether the moment that is shown stands.
func (p *Player) Still() bool { return p.cursor != nil && !p.runs }

// Reading tells whether more of a recording is being read.
func (p *Player) Reading() bool {
	closed, _ := p.history.Ended()
	return !p.live && !closed
}

// Damage is why a recording cannot be read to its end.
func (p *Player) Damage() error {
	_, err := p.history.Ended()
	return err
}

// Playing is where the playing of a recording has got to.
func (p *Player) Playing() panel.Playing {
	begin, end := p.history.Span()
	at := panel.Playing{Speed: p.speed, Ended: p.Ended(), Stands: !p.runs, Read: p.history.Progress()}
	if !begin.IsZero() {
		at.At, at.Length = max(p.at.Sub(begin), 0), end.Sub(begin)
		if p.cursor == nil {
			at.At = 0
		}
	}
	return at
}
