package export

import (
	"fmt"
	"html"
	"strings"
)

// block is a part of a cell that is filled, in eighths of it, more or less densely.
type block struct {
	left, top, right, bottom float64
	density                  float64
}

// blocks are the characters that fill a part of their cell. Drawn as what they are they
// meet, whatever the font.
var blocks = map[string][]block{
	"█": {{0, 0, 8, 8, 1}}, "▀": {{0, 0, 8, 4, 1}}, "▄": {{0, 4, 8, 8, 1}},
	"▁": {{0, 7, 8, 8, 1}}, "▂": {{0, 6, 8, 8, 1}}, "▃": {{0, 5, 8, 8, 1}}, "▅": {{0, 3, 8, 8, 1}}, "▆": {{0, 2, 8, 8, 1}}, "▇": {{0, 1, 8, 8, 1}},
	"▏": {{0, 0, 1, 8, 1}}, "▌": {{0, 0, 4, 8, 1}}, "▐": {{4, 0, 8, 8, 1}}, "▕": {{7, 0, 8, 8, 1}},
	"▖": {{0, 4, 4, 8, 1}}, "▚": {{0, 0, 4, 4, 1}, {4, 4, 8, 8, 1}},
	"░": {{0, 0, 8, 8, 0.3}}, "▒": {{0, 0, 8, 8, 0.55}}, "▓": {{0, 0, 8, 8, 0.8}},
}

// strokes are the lines of boxes, each as the sides of its cell that it joins: they meet
// from one row to the next.
var strokes = map[string]struct{ up, down, left, right, round bool }{
	"─": {left: true, right: true}, "│": {up: true, down: true}, "├": {up: true, down: true, right: true},
	"┤": {up: true, down: true, left: true}, "┬": {left: true, right: true, down: true},
	"╭": {down: true, right: true, round: true}, "╮": {down: true, left: true, round: true},
	"╰": {up: true, right: true, round: true}, "╯": {up: true, left: true, round: true},
}

// stroke is the way of a line of a box over so many cells from a place on.
func stroke(text string, x, y float64, n int) string {
	s := strokes[text]
	const half = 0.5 // of a pixel: so a line is one wide
	cx, cy, right, bottom := x+cellWidth/2-half, y+cellHeight/2, x+float64(n)*cellWidth, y+cellHeight
	if s.round {
		fromY, toX := y, x
		if s.down {
			fromY = bottom
		}
		if s.right {
			toX = right
		}
		return fmt.Sprintf("M%g %gQ%g %g %g %g", cx, fromY, cx, cy, toX, cy)
	}
	var way strings.Builder
	switch {
	case s.up && s.down:
		fmt.Fprintf(&way, "M%g %gV%g", cx, y, bottom)
	case s.down:
		fmt.Fprintf(&way, "M%g %gV%g", cx, cy, bottom)
	}
	switch {
	case s.left && s.right:
		fmt.Fprintf(&way, "M%g %gH%g", x, cy, right)
	case s.left:
		fmt.Fprintf(&way, "M%g %gH%g", x, cy, cx)
	case s.right:
		fmt.Fprintf(&way, "M%g %gH%g", cx, cy, right)
	}
	return way.String()
}

// pencil draws a stretch of a row in one style, cell by cell: filled parts, lines, and
// words. Spaces are no part of a word where they would decide how long it is: a
// renderer may leave them out.
type pencil struct {
	out   *strings.Builder
	fill  string // of shapes
	style string // of words: fill and weight, where they are not those around
	y     float64

	shape  string // that the last cells have
	from   int    // the first of them
	cells  int
	way    strings.Builder
	word   strings.Builder
	begin  int // the cells of the word
	length int
	spaces int // after it
}

// cell draws the next one.
func (p *pencil) cell(x int, text string) {
	_, filled := blocks[text]
	_, line := strokes[text]
	if (filled || line) && p.shape == text && wide(text) {
		p.cells++
		return
	}
	p.endShape()
	switch {
	case filled, line:
		p.endWord()
		p.shape, p.from, p.cells = text, x, 1
	case text == " ":
		p.spaces++
	default:
		if p.spaces > 1 {
			p.endWord()
		}
		if p.length == 0 {
			p.begin, p.spaces = x, 0
		}
		p.word.WriteString(strings.Repeat(" ", p.spaces) + text)
		p.length, p.spaces = x+1-p.begin, 0
	}
}

// wide tells whether a shape goes from one side of its cell to the other, so that
// several side by side are one.
func wide(text string) bool {
	const eighths = 8
	parts := blocks[text]
	return text == "─" || len(parts) == 1 && parts[0].left == 0 && parts[0].right == eighths
}

// endShape draws the shape of the last cells, if they have one.
func (p *pencil) endShape() {
	left := margin + float64(p.from)*cellWidth
	if _, line := strokes[p.shape]; line {
		p.way.WriteString(stroke(p.shape, left, p.y, p.cells))
	}
	for _, b := range blocks[p.shape] {
		p.block(left, b)
	}
	p.shape = ""
}

// block fills a part of the last cells.
func (p *pencil) block(left float64, b block) {
	const eighths = 8
	density := ""
	if b.density < 1 {
		density = fmt.Sprintf(` fill-opacity="%g"`, b.density)
	}
	fmt.Fprintf(p.out, `<rect x="%g" y="%.4g" width="%g" height="%.4g" fill="%s"%s/>`, left+b.left*cellWidth/eighths, p.y+b.top*cellHeight/eighths,
		(b.right-b.left)*cellWidth/eighths*float64(p.cells), (b.bottom-b.top)*cellHeight/eighths, p.fill, density)
}

// endWord writes the word, if there is one.
func (p *pencil) endWord() {
	if p.length > 0 {
		const baseline = 13
		fmt.Fprintf(p.out, `<text x="%g" y="%g"%s textLength="%g">%s</text>`, margin+float64(p.begin)*cellWidth, p.y+baseline, p.style,
			float64(p.length)*cellWidth, html.EscapeString(p.word.String()))
	}
	p.word.Reset()
	p.length, p.spaces = 0, 0
}

// end writes what is not written yet.
func (p *pencil) end() {
	p.endShape()
	p.endWord()
	if p.way.Len() > 0 {
		fmt.Fprintf(p.out, `<path d="%s" fill="none" stroke="%s"/>`, p.way.String(), p.fill)
	}
}
