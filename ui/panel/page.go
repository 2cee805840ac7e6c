package panel

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// page gathers the lines of a panel: never more than its height, each as wide
// as it is.
type page struct {
	View
	glyph *glyphs
	lines []string
}

// noState stands for a state that is not there. Nothing is ever applied to it.
var noState = state.NewState()

// newPage begins a page for the view. It reports false where there is nothing
// to draw on.
func newPage(v View) (*page, bool) {
	if v.State == nil {
		v.State = noState
	}
	p := &page{View: v, glyph: glyphsOf(v.Styles)}
	if v.Width < 1 || v.Height < 1 {
		return p, false
	}
	p.Keys = v.Keys.Usual()
	p.Cursor, p.Offset = max(v.Cursor, 0), max(v.Offset, 0)
	p.lines = make([]string, 0, v.Height)
	return p, true
}

// room is how many lines are left.
func (p *page) room() int { return p.Height - len(p.lines) }

// row draws the next line, if there is room for one.
func (p *page) row(draw func(l *line)) {
	if p.room() <= 0 {
		return
	}
	l := line{width: p.Width}
	l.b.Grow(p.Width * 3)
	draw(&l)
	p.lines = append(p.lines, l.end())
}

// text draws a line of one style.
func (p *page) text(t draw.Tone, s string) {
	p.row(func(l *line) { l.put(p.Styles.Of(t), s) })
}

// blank draws n empty lines.
func (p *page) blank(n int) {
	for range min(n, p.room()) {
		p.lines = append(p.lines, spaces(p.Width))
	}
}

// add takes over lines that are as wide as the page.
func (p *page) add(lines []string) {
	p.lines = append(p.lines, lines[:min(len(lines), p.room())]...)
}

// paragraph draws a text over as many lines as it takes, at most most.
func (p *page) paragraph(t draw.Tone, text string, most int) {
	for i, s := range draw.Wrap(text, p.Width) {
		if i >= most {
			return
		}
		p.text(t, s)
	}
}

// inset draws on a page that leaves a cell free at either side, where there is
// room for that.
func (p *page) inset(draw func(*page)) []string {
	const least = 16
	if p.Width < least {
		draw(p)
		return p.finish()
	}
	sub := p.sized(p.Width - 2)
	draw(sub)
	for _, s := range sub.finish() {
		p.lines = append(p.lines, " "+s+" ")
	}
	return p.lines
}

// sized is an empty page of another width.
func (p *page) sized(width int) *page {
	sub := *p
	sub.lines, sub.Width = nil, width
	return &sub
}

// finish fills the page and returns its lines.
func (p *page) finish() []string {
	p.blank(p.room())
	return p.lines
}

// line is a line being drawn, from left to right. What does not fit is left
// out.
type line struct {
	b     strings.Builder
	width int
	used  int
	open  string // style that is open
	under string // background that lies under every style of this line
}

// left is how many cells are left.
func (l *line) left() int { return l.width - l.used }

// put draws text in a style, cut to what is left.
func (l *line) put(style, s string) {
	n := draw.Width(s)
	if n > l.left() {
		if l.left() <= 0 {
			return
		}
		s = draw.Fit(s, l.left())
		n = l.left()
	}
	l.write(style, s, n)
}

// cell draws text in a column of its own, cut and filled to width.
func (l *line) cell(style, s string, width int) {
	l.put(style, draw.Fit(s, width))
}

// number draws text at the right of a column of its own.
func (l *line) number(style, s string, width int) {
	l.put(style, draw.FitRight(s, width))
}

// glyph draws one narrow character n times.
func (l *line) glyph(style, g string, n int) {
	if n = min(n, l.left()); n <= 0 {
		return
	}
	if n == 1 {
		l.write(style, g, 1)
		return
	}
	l.write(style, strings.Repeat(g, n), n)
}

// gap draws n spaces.
func (l *line) gap(n int) {
	if n = min(n, l.left()); n > 0 {
		l.write("", spaces(n), n)
	}
}

// to draws spaces up to a column.
func (l *line) to(column int) { l.gap(column - l.used) }

// styled takes over text that is n cells wide and brings its own styles.
func (l *line) styled(s string, n int) {
	if n > l.left() {
		return
	}
	l.close()
	l.b.WriteString(s)
	l.used += n
}

// write appends text that fits. Neighbours of one style share it.
func (l *line) write(style, s string, n int) {
	if l.under != "" {
		style += l.under
	}
	if style != l.open {
		l.close()
		l.b.WriteString(style)
		l.open = style
	}
	l.b.WriteString(s)
	l.used += n
}

func (l *line) close() {
	if l.open != "" {
		l.b.WriteString(ansi.ResetStyle)
		l.open = ""
	}
}

// end fills the line and returns it.
func (l *line) end() string {
	l.gap(l.left())
	l.close()
	return l.b.String()
}
