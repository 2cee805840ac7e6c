package picture

import (
	"image"
	"strings"
)

// ramp are characters by how much of their cell they fill.
const ramp = " .:-=+*#%@"

// ascii draws a picture by its brightness alone. Characters are light on a dark
// terminal, so the brighter the fuller.
func ascii(img image.Image, w, h int) []string {
	g := newGrid(img, w, h)
	dark, light := g.span()
	lines := make([]string, h)
	for y := range lines {
		var b strings.Builder
		for x := range w {
			p := g.at(x, y)
			if p.clear {
				b.WriteByte(' ')
				continue
			}
			b.WriteByte(ramp[(p.luma()-dark)*(len(ramp)-1)/max(light-dark, 1)])
		}
		lines[y] = b.String()
	}
	return lines
}

// luma is how bright a pixel looks, from 0 to 255.
func (p pixel) luma() int { return (299*int(p.r) + 587*int(p.g) + 114*int(p.b)) / 1000 }

// span is the brightness of the darkest and the brightest pixel. A picture of
// one brightness spans everything, so that it is not drawn black.
func (g *grid) span() (dark, light int) {
	dark, light = 255, 0
	for _, p := range g.pixels {
		if !p.clear {
			dark, light = min(dark, p.luma()), max(light, p.luma())
		}
	}
	if light <= dark {
		return 0, 255
	}
	return dark, light
}
