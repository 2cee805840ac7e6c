package export

import (
	"fmt"
	"image/color"
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
)

// cell is a character of a frame with its style; a colour of "" is the
// terminal's own.
type cell struct {
	text          string
	fg, bg        string
	bold, reverse bool
}

// frame is rows of cells.
type frame [][]cell

// read takes a frame apart.
func read(text string, width, height int) frame {
	screen := uv.NewScreenBuffer(width, height)
	uv.NewStyledString(text).Draw(screen, screen.Bounds())
	f := make(frame, height)
	for y := range f {
		f[y] = make([]cell, width)
		for x := range f[y] {
			f[y][x] = cellOf(screen.CellAt(x, y))
		}
	}
	return f
}

func cellOf(c *uv.Cell) cell {
	if c == nil || c.Content == "" {
		return cell{text: " "}
	}
	return cell{
		text: strings.Map(printable, strings.ToValidUTF8(c.Content, "\uFFFD")), fg: hex(c.Style.Fg), bg: hex(c.Style.Bg),
		bold: c.Style.Attrs&uv.AttrBold != 0, reverse: c.Style.Attrs&uv.AttrReverse != 0,
	}
}

// printable leaves out what no document may hold.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// hex is a colour as the web writes it.
func hex(c color.Color) string {
	if c == nil {
		return ""
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// colors are what a cell is drawn with.
func (c *cell) colors(ground, ink string) (fg, bg string) {
	fg, bg = c.fg, c.bg
	if fg == "" {
		fg = ink
	}
	if bg == "" {
		bg = ground
	}
	if c.reverse {
		return bg, fg
	}
	return fg, bg
}

// runs calls yield for each stretch of a row with one style.
func runs(row []cell, yield func(x int, stretch []cell)) {
	for x := 0; x < len(row); {
		n := 1
		for x+n < len(row) && alike(&row[x], &row[x+n]) {
			n++
		}
		yield(x, row[x:x+n])
		x += n
	}
}

// alike tells whether two cells have one style.
func alike(a, b *cell) bool {
	return a.fg == b.fg && a.bg == b.bg && a.bold == b.bold && a.reverse == b.reverse
}
