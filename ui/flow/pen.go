package flow

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// pen writes a row of a box from the left, and numbers from the right. What
// does not fit between them is left out.
type pen struct {
	d      *drawing
	x, end int
	y      int
}

// row is a pen for row i of the inside of a box; a cell stays free at either
// side. Below the box there is nothing to write on.
func (d *drawing) row(r draw.Rect, i int) *pen {
	if i < 0 || i >= r.H-2 {
		return &pen{d: d}
	}
	return &pen{d: d, x: r.X + 2, end: r.Right() - 2, y: r.Y + 1 + i}
}

// bare is a pen for a box of one line without a border.
func (d *drawing) bare(r draw.Rect) *pen {
	return &pen{d: d, x: r.X, end: r.Right(), y: r.Y}
}

// room is how many cells are left.
func (p *pen) room() int { return max(p.end-p.x, 0) }

// put writes escaped text, cut with … where it is too long.
func (p *pen) put(style, text string) *pen {
	if n := ansi.StringWidth(text); n > p.room() {
		text = draw.Fit(text, p.room())
	}
	p.x += p.d.canvas.Text(p.x, p.y, style, text, p.room())
	return p
}

// word writes text if all of it fits.
func (p *pen) word(style, text string) *pen {
	if ansi.StringWidth(text) <= p.room() {
		p.put(style, text)
	}
	return p
}

// glyph writes one character n times.
func (p *pen) glyph(style, glyph string, n int) {
	for range min(n, p.room()) {
		p.d.canvas.Set(p.x, p.y, style, glyph)
		p.x++
	}
}

// gap leaves n cells free.
func (p *pen) gap(n int) *pen {
	p.x = min(p.x+n, max(p.end, p.x))
	return p
}

// last writes text at the right end and keeps the rest free of it.
func (p *pen) last(style, text string) *pen {
	n := ansi.StringWidth(text)
	if text == "" || n > p.room() {
		return p
	}
	p.d.canvas.Text(p.end-n, p.y, style, text, n)
	p.end -= n + 1
	return p
}

// box draws the border of a node, with its title in the upper edge, and a mark in its
// corner where the last step shows there.
func (d *drawing) box(r draw.Rect, node state.Node, title, right string) {
	focused := d.focus == node
	edge, name := d.Styles.Of(draw.Border), d.Styles.Of(draw.Title)
	g, c := d.glyph, d.canvas
	if focused {
		edge, name = d.Styles.Of(draw.BorderFocused), d.Styles.Of(draw.Title)+d.Styles.Of(draw.BorderFocused)
	}
	for x := r.X + 1; x < r.Right()-1; x++ {
		c.Set(x, r.Y, edge, g.across)
		c.Set(x, r.Bottom()-1, edge, g.across)
	}
	for y := r.Y + 1; y < r.Bottom()-1; y++ {
		c.Set(r.X, y, edge, g.upright)
		c.Set(r.Right()-1, y, edge, g.upright)
	}
	for i, at := range [4][2]int{{r.X, r.Y}, {r.Right() - 1, r.Y}, {r.X, r.Bottom() - 1}, {r.Right() - 1, r.Bottom() - 1}} {
		c.Set(at[0], at[1], edge, g.corners[i])
	}
	if d.stepped(node) {
		c.Set(r.X, r.Y, d.Styles.Of(draw.Warn), d.glyph.here)
	}
	top := &pen{d: d, x: r.X + 1, end: r.Right() - 1, y: r.Y}
	if focused && !strings.HasPrefix(title, " ") {
		title = d.focusMark() + title
	}
	if right = strings.TrimSpace(right); ansi.StringWidth(title)+ansi.StringWidth(right)+6 <= top.room() && right != "" {
		top.end--
		top.last(d.Styles.Of(draw.Dim), " "+right+" ")
	}
	n := ansi.StringWidth(title) + 2
	if n < top.room() {
		top.gap(1)
	}
	if n > top.room() && n-2 <= top.room() {
		top.put(name, title)
		return
	}
	top.put(name, draw.Fit(" "+title+" ", min(n, top.room())))
}

// focusMark tells the focus without a colour.
func (d *drawing) focusMark() string {
	if d.Styles.ASCII {
		return "> "
	}
	return "▸ "
}
