package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// canvas puts rectangles of styled lines together to a screen. What is laid
// later covers what is below it.
type canvas struct {
	width, height int
	rows          [][]piece // each from left to right, without overlaps
}

// piece is a styled text at a place of a row, w cells wide.
type piece struct {
	x, w int
	text string
}

func newCanvas(width, height int) *canvas {
	c := &canvas{width: width, height: height, rows: make([][]piece, height)}
	const few = 4 // pieces that most rows have
	pieces := make([]piece, few*height)
	for i := range c.rows {
		c.rows[i] = pieces[i*few : i*few : (i+1)*few]
	}
	return c
}

// lay puts lines that are as wide as the rectangle into it.
func (c *canvas) lay(r rect, lines []string) {
	for i, text := range lines[:min(len(lines), r.h)] {
		if y := r.y + i; y >= 0 && y < c.height {
			c.rows[y] = cover(c.rows[y], piece{r.x, r.w, text})
		}
	}
}

// put lays one line of any width into a rectangle of one line.
func (c *canvas) put(r rect, line string) { c.lay(r, []string{exactly(line, r.w)}) }

// exactly cuts or fills a styled line to a width.
func exactly(text string, width int) string {
	switch w := ansi.StringWidth(text); {
	case w > width:
		return exactly(ansi.Truncate(text, width, "")+reset, width)
	case w < width:
		return text + strings.Repeat(" ", width-w)
	}
	return text
}

// cover lays a piece over a row, and cuts what is below it.
func cover(row []piece, p piece) []piece {
	if n := len(row); n == 0 || row[n-1].x+row[n-1].w <= p.x {
		return append(row, p)
	}
	out := make([]piece, 0, len(row)+2)
	laid := false
	for _, q := range row {
		if left := min(p.x-q.x, q.w); left > 0 {
			out = append(out, q.until(left))
		}
		if !laid && q.x+q.w > p.x {
			out = append(out, p)
			laid = true
		}
		if right := min(q.x+q.w-p.x-p.w, q.w); right > 0 {
			out = append(out, q.from(q.w-right))
		}
	}
	return out
}

// until is the part of a piece that is left of a column.
func (p piece) until(column int) piece {
	if column >= p.w {
		return p
	}
	return piece{p.x, column, exactly(ansi.Truncate(p.text, column, "")+reset, column)}
}

// from is the part of a piece from a column on.
func (p piece) from(column int) piece {
	if column <= 0 {
		return p
	}
	rest := ansi.TruncateLeft(p.text, column, "")
	if cut := p.w - column - ansi.StringWidth(rest); cut > 0 { // a wide character was cut in two
		rest = strings.Repeat(" ", cut) + rest
	}
	return piece{p.x + column, p.w - column, exactly(rest, p.w-column) + reset}
}

// String is the screen.
func (c *canvas) String() string {
	var b strings.Builder
	b.Grow(c.width * c.height * 6)
	blank := strings.Repeat(" ", c.width)
	for y, row := range c.rows {
		if y > 0 {
			b.WriteByte('\n')
		}
		x := 0
		for _, p := range row {
			b.WriteString(blank[:p.x-x])
			b.WriteString(p.text)
			x = p.x + p.w
		}
		b.WriteString(blank[x:])
	}
	return b.String()
}
