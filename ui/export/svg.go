package export

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// SVG is a picture of frames, which moves where there are several: they are shown
// one after the other, over and over.
type SVG struct {
	Width, Height int           // in cells
	Every         time.Duration // a frame
	Light         bool          // the ground is light
	frames        []frame
}

// Size of a cell, and the space around the screen, in pixels.
const (
	cellWidth  = 8.0
	cellHeight = 17.0
	margin     = 12.0
)

// Add takes the next frame.
func (p *SVG) Add(text string) { p.frames = append(p.frames, read(text, p.Width, p.Height)) }

// WriteTo writes the picture. A row that stays the same over several frames is
// drawn once for them.
func (p *SVG) WriteTo(out io.Writer) (int64, error) {
	ground, ink := "#10141a", "#d8dee9"
	if p.Light {
		ground, ink = "#fbfcfd", "#24292f"
	}
	w, h := float64(p.Width)*cellWidth+2*margin, float64(p.Height)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13.3">`+"\n", w, h, w)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	var body strings.Builder
	spans := map[span]bool{}
	for y := range p.Height {
		p.row(&body, spans, y, ground, ink)
	}
	p.style(&b, spans)
	fmt.Fprintf(&b, `<g fill="%s">`+"\n%s</g>\n</svg>\n", ink, body.String())
	n, err := io.WriteString(out, b.String())
	if err != nil {
		return int64(n), fmt.Errorf("write the picture: %w", err)
	}
	return int64(n), nil
}

// span is from which frame to which something is to be seen.
type span struct{ first, last int }

// name is the class of what is to be seen then.
func (s span) name() string { return fmt.Sprintf("f%d-%d", s.first, s.last) }

// row draws what a row is in each of the frames.
func (p *SVG) row(body *strings.Builder, spans map[span]bool, y int, ground, ink string) {
	drawn := make([]string, len(p.frames))
	for i := range p.frames {
		drawn[i] = drawRow(p.frames[i][y], y, ground, ink)
	}
	for first := 0; first < len(drawn); {
		last := first
		for last+1 < len(drawn) && drawn[last+1] == drawn[first] {
			last++
		}
		shown := span{first, last}
		switch {
		case drawn[first] == "":
		case first == 0 && last == len(drawn)-1:
			body.WriteString(drawn[first])
		default:
			spans[shown] = true
			fmt.Fprintf(body, `<g class="%s">%s</g>`+"\n", shown.name(), drawn[first])
		}
		first = last + 1
	}
}

// style says when what is not always to be seen is.
func (p *SVG) style(b *strings.Builder, spans map[span]bool) {
	if len(spans) == 0 {
		return
	}
	n := float64(len(p.frames))
	b.WriteString("<style>\n[class]{visibility:hidden}\n")
	inOrder := func(a, b span) int { return slices.Compare([]int{a.first, a.last}, []int{b.first, b.last}) }
	for _, s := range slices.SortedFunc(maps.Keys(spans), inOrder) {
		begin, still := "hidden", ""
		if s.first == 0 {
			begin, still = "visible", "visibility:visible;" // also where nothing moves
		}
		fmt.Fprintf(b, "@keyframes %s{0%%{visibility:%s}%.2f%%{visibility:visible}%.2f%%,100%%{visibility:hidden}}.%[1]s{%[6]sanimation:%[1]s %.2[5]fs steps(1) infinite}\n",
			s.name(), begin, 100*float64(s.first)/n, min(100*float64(s.last+1)/n, 99.99), n*p.Every.Seconds(), still)
	}
	b.WriteString("@media (prefers-reduced-motion:reduce){g[class]{animation:none}}\n</style>\n")
}

// drawRow draws the backgrounds of a row, and what is on them.
func drawRow(row []cell, y int, ground, ink string) string {
	var b strings.Builder
	top := margin + float64(y)*cellHeight
	runs(row, func(x int, stretch []cell) {
		if _, bg := stretch[0].colors(ground, ink); bg != ground {
			fmt.Fprintf(&b, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="%s"/>`, margin+float64(x)*cellWidth, top, float64(len(stretch))*cellWidth, cellHeight, bg)
		}
	})
	runs(row, func(x int, stretch []cell) {
		fg, _ := stretch[0].colors(ground, ink)
		p := pencil{out: &b, y: top, fill: fg}
		if fg != ink {
			p.style = ` fill="` + fg + `"`
		}
		if stretch[0].bold {
			p.style += ` font-weight="bold"`
		}
		for i := range stretch {
			p.cell(x+i, stretch[i].text)
		}
		p.end()
	})
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}
