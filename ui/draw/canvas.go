package draw

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Canvas is a page of cells that can be drawn on in any order: what is drawn later
// covers what is below it, and what would lie outside is left out. The zero Canvas
// has no cells; Clear gives it some.
type Canvas struct {
	w, h  int
	cells []cell
}

// cell is where a text begins: a character, or styled text of several cells, whose
// other cells are tails. The zero cell is a space.
type cell struct{ text, style string }

// tail marks the cells of a text after its first.
const tail = "\x00"

// Clear makes an empty canvas of a size, in the memory that it has.
func (c *Canvas) Clear(width, height int) {
	c.w, c.h = max(width, 0), max(height, 0)
	if n := c.w * c.h; cap(c.cells) < n {
		c.cells = make([]cell, n)
	} else {
		c.cells = c.cells[:n]
		clear(c.cells)
	}
}

// holds tells whether there is such a cell.
func (c *Canvas) holds(x, y int) bool { return x >= 0 && y >= 0 && x < c.w && y < c.h }

// Set draws one narrow character.
func (c *Canvas) Set(x, y int, style, sign string) {
	if !c.holds(x, y) {
		return
	}
	row := c.cells[y*c.w : (y+1)*c.w]
	split(row, x)
	split(row, x+1)
	row[x] = cell{sign, style}
}

// Change draws another character in the style of the one that is there.
func (c *Canvas) Change(x, y int, sign string) {
	if c.holds(x, y) {
		c.Set(x, y, c.cells[y*c.w+x].style, sign)
	}
}

// Tint gives what is drawn in a cell another style.
func (c *Canvas) Tint(x, y int, style string) {
	if c.holds(x, y) && c.cells[y*c.w+x].text != "" {
		c.cells[y*c.w+x].style = style
	}
}

// Fade draws everything in one style, without the colours it has.
func (c *Canvas) Fade(style string) {
	for i := range c.cells {
		if at := &c.cells[i]; at.text != "" && at.text != tail {
			*at = cell{ansi.Strip(at.text), style}
		}
	}
}

// Text draws escaped text over at most room cells, and returns how many it took.
func (c *Canvas) Text(x, y int, style, s string, room int) int {
	room = min(room, c.w-x)
	used := 0
	for len(s) > 0 && used < room {
		if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
			c.Set(x+used, y, style, s[:1])
			s = s[1:]
			used++
			continue
		}
		cluster, n := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(cluster):]
		if n < 1 || used+n > room {
			continue
		}
		c.lay(x+used, y, n, cell{cluster, style})
		used += n
	}
	return used
}

// Lay draws lines that are as wide as the rectangle, in the styles that they bring
// along.
func (c *Canvas) Lay(r Rect, lines []string) {
	for i, text := range lines[:min(len(lines), max(r.H, 0))] {
		c.lay(r.X, r.Y+i, r.W, cell{text: text})
	}
}

// lay draws a text of n cells.
func (c *Canvas) lay(x, y, n int, text cell) {
	if n < 1 || !c.holds(x, y) || !c.holds(x+n-1, y) {
		return
	}
	row := c.cells[y*c.w : (y+1)*c.w]
	split(row, x)
	split(row, x+n)
	row[x] = text
	for i := x + 1; i < x+n; i++ {
		row[i] = cell{text: tail}
	}
}

// split lets a text begin at a cell: one that lies across it is cut in two.
func split(row []cell, x int) {
	if x >= len(row) || row[x].text != tail {
		return
	}
	from, to := x, x
	for row[from].text == tail {
		from--
	}
	for to < len(row) && row[to].text == tail {
		to++
	}
	whole := row[from]
	row[from].text = until(whole.text, x-from)
	row[x] = cell{after(whole.text, x-from, to-x), whole.style}
}

// until is the part of a text before a column.
func until(text string, column int) string {
	return ended(Exactly(ansi.Truncate(text, column, ""), column))
}

// after is the part of a text from a column on, so many cells of it.
func after(text string, column, width int) string {
	rest := ansi.TruncateLeft(text, column, "")
	if cut := width - ansi.StringWidth(rest); cut > 0 { // a wide character was cut in two
		rest = strings.Repeat(" ", cut) + rest
	}
	return ended(Exactly(rest, width))
}

// ended is a text that leaves no style open.
func ended(text string) string {
	if strings.ContainsRune(text, '\x1b') && !strings.HasSuffix(text, ansi.ResetStyle) {
		return text + ansi.ResetStyle
	}
	return text
}

// Lines are the lines of the canvas.
func (c *Canvas) Lines() []string {
	out := make([]string, c.h)
	for y := range out {
		var b strings.Builder
		b.Grow(c.w * 4)
		c.write(&b, y)
		out[y] = b.String()
	}
	return out
}

// String is the whole canvas, line by line.
func (c *Canvas) String() string {
	var b strings.Builder
	b.Grow(c.w * c.h * 6)
	for y := range c.h {
		if y > 0 {
			b.WriteByte('\n')
		}
		c.write(&b, y)
	}
	return b.String()
}

// write writes a line. Neighbours of one style share it.
func (c *Canvas) write(b *strings.Builder, y int) {
	open := ""
	row := c.cells[y*c.w : (y+1)*c.w]
	for i := range row {
		text, style := row[i].text, row[i].style
		switch text {
		case tail:
			continue
		case "":
			text = " "
			fallthrough
		case " ":
			style = ""
		}
		if style != open {
			if open != "" {
				b.WriteString(ansi.ResetStyle)
			}
			b.WriteString(style)
			open = style
		}
		b.WriteString(text)
	}
	if open != "" {
		b.WriteString(ansi.ResetStyle)
	}
}
