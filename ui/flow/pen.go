package flow

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/panel"
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
func (d *drawing) row(r rect, i int) *pen {
	if i < 0 || i >= r.h-2 {
		return &pen{d: d}
	}
	return &pen{d: d, x: r.x + 2, end: r.right() - 2, y: r.y + 1 + i}
}

// bare is a pen for a box of one line without a border.
func (d *drawing) bare(r rect) *pen {
	return &pen{d: d, x: r.x, end: r.right(), y: r.y}
}

// room is how many cells are left.
func (p *pen) room() int { return max(p.end-p.x, 0) }

// put writes escaped text, cut with … where it is too long.
func (p *pen) put(style, text string) *pen {
	if n := ansi.StringWidth(text); n > p.room() {
		text = panel.Fit(text, p.room())
	}
	p.x += p.d.canvas.text(p.x, p.y, style, text, p.room())
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
		p.d.canvas.set(p.x, p.y, style, glyph)
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
	p.d.canvas.text(p.end-n, p.y, style, text, n)
	p.end -= n + 1
	return p
}

// box draws the border of a node, with its title in the upper edge.
func (d *drawing) box(r rect, focused bool, title, right string) {
	edge, name := d.styles.Border, d.styles.Title
	g, c := d.glyph, d.canvas
	if focused {
		edge, name = d.styles.BorderFocused, d.styles.Title+d.styles.BorderFocused
	}
	for x := r.x + 1; x < r.right()-1; x++ {
		c.set(x, r.y, edge, g.across)
		c.set(x, r.bottom()-1, edge, g.across)
	}
	for y := r.y + 1; y < r.bottom()-1; y++ {
		c.set(r.x, y, edge, g.upright)
		c.set(r.right()-1, y, edge, g.upright)
	}
	for i, at := range [4][2]int{{r.x, r.y}, {r.right() - 1, r.y}, {r.x, r.bottom() - 1}, {r.right() - 1, r.bottom() - 1}} {
		c.set(at[0], at[1], edge, g.corners[i])
	}
	top := &pen{d: d, x: r.x + 1, end: r.right() - 1, y: r.y}
	if focused && !strings.HasPrefix(title, " ") {
		title = d.focusMark() + title
	}
	if right = strings.TrimSpace(right); ansi.StringWidth(title)+ansi.StringWidth(right)+7 <= top.room() && right != "" {
		top.end--
		top.last(d.styles.Dim, " "+right+" ")
	}
	n := ansi.StringWidth(title) + 2
	if n < top.room() {
		top.gap(1)
	}
	if n > top.room() && n-2 <= top.room() {
		top.put(name, title)
		return
	}
	top.put(name, panel.Fit(" "+title+" ", min(n, top.room())))
}

// focusMark tells the focus without a colour.
func (d *drawing) focusMark() string {
	if d.styles.ASCII {
		return "> "
	}
	return "▸ "
}
