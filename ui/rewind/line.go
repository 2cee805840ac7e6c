package rewind

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/history"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// mark is how a moment is drawn that is worth going to.
type mark struct {
	sign  string
	tone  draw.Tone
	word  string // beside the line
	means string // in the help
}

// marks are the signs on the line. One that something else on the screen has too
// means the same there.
var marks = map[state.Notable]mark{
	state.NotableDeath:   {"✖", draw.Bad, "death", "dead letter"},
	state.NotableFailure: {"▾", draw.Warn, "failure", "a stage or an upload failed"},
	state.NotableExpiry:  {"╳", draw.Warn, "timeout", "the timeout ran out"},
	state.NotableRedrive: {"▴", draw.Good, "redrive", "a redrive began"},
	state.NotablePurge:   {"∅", draw.Bad, "purge", "a queue was purged"},
	state.NotableGap:     {"?", draw.Bad, "missing", "events are missing here"},
}

// moment is the sign of the moment that is shown.
const moment = "▮"

// Legend says what the signs on the line stand for, from the table that it is drawn
// with.
func Legend(s *draw.Styles) panel.Signs {
	legend := panel.Signs{Title: "on the line of time"}
	for _, k := range state.Notables() {
		m := marks[k]
		legend.Signs = append(legend.Signs, panel.Sign{Glyph: s.Sign(m.sign), Tone: m.tone, Means: m.means})
	}
	legend.Signs = append(legend.Signs, panel.Sign{Glyph: s.Sign(moment), Tone: draw.Strong, Means: "the moment that is shown"})
	return legend
}

// Shown is how the line is drawn.
type Shown struct {
	Width    int
	Styles   *draw.Styles
	Recorded bool // its right end is no now
	Focused  bool
}

// least is how many cells of time there are beside the words for the signs: so few that
// at 80 columns those of the demonstration have theirs, for a sign without its word is
// none.
const least = 32

// line is where what is drawn of the line, and what of it.
type line struct {
	begin, end  time.Time
	left, right string // beside it
	cells       int
	ticks       []state.Notable
	words       []state.Notable // whose names stand at the end
}

// lay says what there is to draw; false where nothing has happened yet, or there is no
// room.
func (p *Player) lay(o *Shown) (line, bool) {
	var l line
	l.begin, l.end = p.history.Span()
	if l.begin.IsZero() {
		return l, false
	}
	l.left = " " + l.begin.Format(time.TimeOnly) + " "
	if !o.Recorded && !p.history.Whole() {
		l.left = " kept since" + l.left
	}
	if l.right = " now "; o.Recorded {
		l.right = " " + l.end.Format(time.TimeOnly) + " "
	}
	l.cells = o.Width - ansi.StringWidth(l.left) - ansi.StringWidth(l.right)
	if l.cells < 1 {
		return l, false
	}
	there := map[state.Notable]bool{}
	for _, k := range p.history.Ticks(l.begin, l.end, l.cells) {
		there[k] = true
	}
	for _, k := range state.Notables() {
		if n := wordCells(k); there[k] && l.cells-n >= least {
			l.words = append(l.words, k)
			l.cells -= n
		}
	}
	l.ticks = p.history.Ticks(l.begin, l.end, l.cells)
	return l, true
}

// wordCells is how wide the name of a sign is, beside the line.
func wordCells(k state.Notable) int { return len(marks[k].word) + 3 }

// Line draws where one is in time: how far back it goes, what was when, and the
// moment that is shown; then what the signs on it stand for, as far as there is room.
func (p *Player) Line(o Shown) string {
	s := o.Styles
	l, there := p.lay(&o)
	if !there {
		return s.Paint(draw.Dim, strings.Repeat(s.Sign("─"), o.Width))
	}
	var b strings.Builder
	if o.Focused {
		b.WriteString(s.Paint(draw.Accent, s.Sign("▸")) + s.Paint(draw.Strong, l.left[1:]))
	} else {
		b.WriteString(s.Paint(draw.Dim, l.left))
	}
	here := -1
	if p.cursor != nil {
		here = place(l.begin, l.end, p.at, l.cells)
	}
	for i, k := range l.ticks {
		m, marked := marks[k]
		switch {
		case i == here:
			b.WriteString(s.Paint(draw.Strong, s.Sign(moment)))
		case marked:
			b.WriteString(s.Paint(m.tone, s.Sign(m.sign)))
		default:
			b.WriteString(s.Paint(draw.Dim, s.Sign("─")))
		}
	}
	now := draw.Dim
	if p.cursor == nil && !o.Recorded {
		now = draw.Good
	}
	b.WriteString(s.Paint(now, l.right))
	for _, k := range l.words {
		b.WriteString(s.Paint(marks[k].tone, s.Sign(marks[k].sign)) + s.Paint(draw.Dim, " "+marks[k].word+" "))
	}
	return b.String()
}

// place is the cell of a moment.
func place(begin, end, at time.Time, cells int) int {
	length := end.Sub(begin)
	if length <= 0 {
		return cells - 1
	}
	return min(max(int(float64(at.Sub(begin))/float64(length)*float64(cells)), 0), cells-1)
}

// GoUnder goes to the moment at a cell of the line: at a sign, to what it stands for.
// False where no moment is.
func (p *Player) GoUnder(o Shown, x int) (bool, error) {
	l, there := p.lay(&o)
	x -= ansi.StringWidth(l.left)
	switch {
	case !there, x >= l.cells+ansi.StringWidth(l.right): // a word
		return false, nil
	case x >= l.cells: // now, or the end
		return true, p.Go(l.end)
	}
	x = max(x, 0)
	if k := l.ticks[x]; k != state.NotNotable {
		m, there := p.history.Next(0, func(m *history.Mark) bool {
			return m.Kind == k && place(l.begin, l.end, m.Time, l.cells) == x
		})
		if there {
			return true, p.toMark(m)
		}
	}
	return true, p.Go(l.begin.Add(time.Duration(float64(l.end.Sub(l.begin)) * float64(x) / float64(l.cells))))
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
