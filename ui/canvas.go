package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// canvas puts rectangles of styled lines together to a screen. Rectangles laid
// later cover what is below them.
type canvas struct {
	width, height int
	rows          [][]piece
}

// piece is a styled text at a place of a row, as wide as its rectangle.
type piece struct {
	x, w int
	text string
}

func newCanvas(width, height int) *canvas {
	return &canvas{width: width, height: height, rows: make([][]piece, height)}
}

// put lays lines into a rectangle. Lines are cut and padded to it.
func (c *canvas) put(r rect, lines []string) {
	for i := range r.h {
		y := r.y + i
		if y < 0 || y >= c.height {
			continue
		}
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		c.rows[y] = cover(c.rows[y], piece{r.x, r.w, exactly(text, r.w)})
	}
}

// exactly makes a styled line as wide as asked.
func exactly(text string, width int) string {
	switch w := ansi.StringWidth(text); {
	case w > width:
		return ansi.Truncate(text, width, "") + "\x1b[m"
	case w < width:
		return text + strings.Repeat(" ", width-w)
	}
	return text
}

// cover lays a piece over others, cutting what is below it.
func cover(row []piece, p piece) []piece {
	var out []piece
	for _, q := range row {
		end := q.x + q.w
		if end <= p.x || q.x >= p.x+p.w {
			out = append(out, q)
			continue
		}
		if q.x < p.x {
			w := p.x - q.x
			out = append(out, piece{q.x, w, exactly(ansi.Truncate(q.text, w, "")+"\x1b[m", w)})
		}
		if from := p.x + p.w; end > from {
			w := end - from
			out = append(out, piece{from, w, exactly(ansi.TruncateLeft(q.text, from-q.x, "")+"\x1b[m", w)})
		}
	}
	return append(out, p)
}

// String is the screen.
func (c *canvas) String() string {
	var b strings.Builder
	for y, row := range c.rows {
		if y > 0 {
			b.WriteByte('\n')
		}
		x := 0
		for x < c.width {
			next := -1
			for i := range row {
				if row[i].x >= x && (next < 0 || row[i].x < row[next].x) {
					next = i
				}
			}
			if next < 0 {
				b.WriteString(strings.Repeat(" ", c.width-x))
				break
			}
			b.WriteString(strings.Repeat(" ", row[next].x-x))
			b.WriteString(row[next].text)
			x = row[next].x + row[next].w
		}
	}
	return b.String()
}
