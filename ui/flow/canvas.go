package flow

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// canvas is a page of cells that can be drawn on in any order. What would lie
// outside of it is left out.
type canvas struct {
	w, h  int
	cells []cell
}

// cell is what stands in one place. The zero cell is a space.
type cell struct{ text, style string }

// tail marks the second cell of a wide character.
const tail = "\x00"

// set draws one narrow character.
func (c *canvas) set(x, y int, style, glyph string) {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	at := &c.cells[y*c.w+x]
	if at.text == tail {
		c.cells[y*c.w+x-1] = cell{}
	}
	if x+1 < c.w && c.cells[y*c.w+x+1].text == tail {
		c.cells[y*c.w+x+1] = cell{}
	}
	*at = cell{glyph, style}
}

// text draws escaped text over at most room cells, and returns how many it took.
func (c *canvas) text(x, y int, style, s string, room int) int {
	room = min(room, c.w-x)
	used := 0
	for len(s) > 0 && used < room {
		if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
			c.set(x+used, y, style, s[:1])
			s = s[1:]
			used++
			continue
		}
		cluster, n := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(cluster):]
		if n < 1 || used+n > room {
			continue
		}
		for i := range n {
			c.set(x+used+i, y, style, cluster)
		}
		if y >= 0 && y < c.h && x >= 0 {
			for i := 1; i < n; i++ {
				c.cells[y*c.w+x+used+i].text = tail
			}
		}
		used += n
	}
	return used
}

// lines are the lines of the canvas from a column on.
func (c *canvas) lines(from int) []string {
	out := make([]string, c.h)
	for y := range out {
		out[y] = c.line(y, from)
	}
	return out
}

const reset = "\x1b[m" // ends a style

// line is one line of the canvas from a column on. Neighbours of one style
// share it.
func (c *canvas) line(y, from int) string {
	var b strings.Builder
	b.Grow((c.w - from) * 4)
	open := ""
	for _, at := range c.cells[y*c.w+from : (y+1)*c.w] {
		switch at.text {
		case tail:
			continue
		case "":
			at.text = " "
			fallthrough
		case " ":
			at.style = ""
		}
		if at.style != open {
			if open != "" {
				b.WriteString(reset)
			}
			b.WriteString(at.style)
			open = at.style
		}
		b.WriteString(at.text)
	}
	if open != "" {
		b.WriteString(reset)
	}
	return b.String()
}
