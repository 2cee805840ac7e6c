package main

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
)

// Size of a cell, and the space around the screen, in pixels.
const (
	cellWidth  = 8.0
	cellHeight = 17.0
	margin     = 12.0
)

// draw makes an SVG of the frames. Several are shown one after the other, over
// and over. A row that stays the same in all of them is drawn once.
func draw(frames []frame, s settings) string {
	ground, ink := "#10141a", "#d8dee9"
	if s.light {
		ground, ink = "#fbfcfd", "#24292f"
	}
	w, h := float64(s.columns)*cellWidth+2*margin, float64(s.rows)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13.3">`+"\n", w, h, w)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	var body strings.Builder
	spans := map[[2]int]bool{} // from which frame to which something is to be seen
	for y := range s.rows {
		for first := 0; first < len(frames); {
			last := first
			row := drawRow(frames[first][y], y, ground, ink)
			for last+1 < len(frames) && drawRow(frames[last+1][y], y, ground, ink) == row {
				last++
			}
			if first > 0 || last < len(frames)-1 {
				spans[[2]int{first, last}] = true
			}
			wrap(&body, row, first, last, len(frames))
			first = last + 1
		}
	}
	style(&b, spans, len(frames), s.every.Seconds())
	fmt.Fprintf(&b, `<g fill="%s" xml:space="preserve">`+"\n%s</g>\n</svg>\n", ink, body.String())
	return b.String()
}

// style says when what is not always to be seen is.
func style(b *strings.Builder, spans map[[2]int]bool, n int, every float64) {
	if len(spans) == 0 {
		return
	}
	b.WriteString("<style>\ng[class]{visibility:hidden}\n")
	for _, span := range slices.SortedFunc(maps.Keys(spans), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }) {
		from, to := 100*float64(span[0])/float64(n), 100*float64(span[1]+1)/float64(n)
		name := fmt.Sprintf("f%d-%d", span[0], span[1])
		begin := "hidden"
		if span[0] == 0 {
			begin = "visible"
		}
		fmt.Fprintf(b, "@keyframes %s{0%%{visibility:%s}%.2f%%{visibility:visible}%.2f%%,100%%{visibility:hidden}}.%s{animation:%s %.2fs steps(1) infinite}\n",
			name, begin, from, min(to, 99.99), name, name, float64(n)*every)
	}
	b.WriteString("</style>\n")
}

// wrap shows a row in the frames from first to last.
func wrap(b *strings.Builder, row string, first, last, n int) {
	switch {
	case row == "":
	case first == 0 && last == n-1:
		b.WriteString(row)
	default:
		fmt.Fprintf(b, `<g class="f%d-%d">%s</g>`+"\n", first, last, row)
	}
}

// drawRow draws the backgrounds and the texts of a row.
func drawRow(row []cell, y int, ground, ink string) string {
	var b strings.Builder
	top := margin + float64(y)*cellHeight
	runs(row, func(x, n int, c cell) {
		if _, bg := c.colors(ground, ink); bg != ground {
			fmt.Fprintf(&b, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="%s"/>`, margin+float64(x)*cellWidth, top, float64(n)*cellWidth, cellHeight, bg)
		}
	})
	runs(row, func(x, n int, c cell) {
		text := make([]rune, n)
		blank := true
		for i := range text {
			text[i] = row[x+i].r
			blank = blank && text[i] == ' '
		}
		if blank {
			return
		}
		fg, _ := c.colors(ground, ink)
		style := ""
		if fg != ink {
			style = ` fill="` + fg + `"`
		}
		if c.bold {
			style += ` font-weight="bold"`
		}
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f"%s textLength="%.0f">%s</text>`,
			margin+float64(x)*cellWidth, top+13, style, float64(n)*cellWidth, html.EscapeString(string(text)))
	})
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// colors are what a cell is drawn with.
func (c cell) colors(ground, ink string) (fg, bg string) {
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
func runs(row []cell, yield func(x, n int, c cell)) {
	for x := 0; x < len(row); {
		n := 1
		style := row[x]
		style.r = 0
		for x+n < len(row) {
			next := row[x+n]
			next.r = 0
			if next != style {
				break
			}
			n++
		}
		yield(x, n, style)
		x += n
	}
}
