package picture

import (
	"image"
	"strings"
)

// HalfBlocks draws a PNG with characters: see Cells. The error says what is wrong
// with the PNG.
func HalfBlocks(png []byte, w, h int, colors Colors) ([]string, error) {
	img, err := Decode(png)
	if err != nil {
		return nil, err
	}
	return Cells(img, w, h, colors), nil
}

// Cells draws a picture with characters: h lines, each w cells wide. A cell is
// two pixels, one above the other, so a square picture wants w = 2h. The picture
// fills the cells; where it is see-through the terminal's background shows. Each
// line ends with the colours reset. The result is nil if w or h is not positive.
func Cells(img image.Image, w, h int, colors Colors) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	paint := painterOf(colors)
	if paint == nil {
		return ascii(img, w, h)
	}
	g := newGrid(img, w, 2*h)
	paint.prepare(g)
	lines := make([]string, h)
	for y := range lines {
		lines[y] = paint.line(g, 2*y)
	}
	return lines
}

// painter writes the sequences that choose colours.
type painter struct {
	// foreground and background append the parameters that choose a colour.
	foreground, background func(b []byte, p pixel) []byte
	// prepare turns the colours of a grid into those that can be chosen.
	prepare func(g *grid)
}

// line draws the pixels of row y and the one below it as a line of cells.
func (p *painter) line(g *grid, y int) string {
	var b strings.Builder
	var fg, bg *pixel // what is chosen now; nil is the terminal's own
	for x := range g.w {
		top, bottom := g.at(x, y), g.at(x, y+1)
		glyph, wantFG, wantBG := cell(&top, &bottom)
		b.WriteString(p.change(&fg, &bg, wantFG, wantBG))
		b.WriteRune(glyph)
	}
	if fg != nil || bg != nil {
		b.WriteString("\x1b[m")
	}
	return b.String()
}

// cell is the character that shows two pixels, and its colours; nil is the
// terminal's own.
func cell(top, bottom *pixel) (glyph rune, fg, bg *pixel) {
	switch {
	case top.clear && bottom.clear:
		return ' ', nil, nil
	case bottom.clear:
		return '▀', top, nil
	case top.clear:
		return '▄', bottom, nil
	}
	return '▀', top, bottom
}

// change is the sequence from the colours chosen to the colours wanted, as short
// as it can be. A blank cell does not care for the foreground.
func (p *painter) change(fg, bg **pixel, wantFG, wantBG *pixel) string {
	var params []byte
	if *bg != nil && wantBG == nil {
		params = append(params, ";49"...)
		*bg = nil
	}
	if wantFG != nil && (*fg == nil || **fg != *wantFG) {
		params = p.foreground(append(params, ';'), *wantFG)
		*fg = wantFG
	}
	if wantBG != nil && (*bg == nil || **bg != *wantBG) {
		params = p.background(append(params, ';'), *wantBG)
		*bg = wantBG
	}
	if len(params) == 0 {
		return ""
	}
	return "\x1b[" + string(params[1:]) + "m"
}
