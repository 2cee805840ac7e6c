package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"golang.org/x/image/draw"
)

// Colors says with what a picture can be drawn.
type Colors uint8

// The ways there are.
const (
	True Colors = iota // 24-bit colours; a terminal with fewer gets the nearest
	None               // no colours: characters by their lightness
)

// reset ends a line's colours.
const reset = "\x1b[m"

// shades are characters from dark to light.
const shades = " .:-=+*#%@"

// HalfBlocks draws a PNG in h lines of w cells each, filling them. Where it is
// transparent the terminal's background shows.
func HalfBlocks(data []byte, w, h int, colors Colors) ([]string, error) {
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("draw a thumbnail: %w", err)
	}
	if w < 1 || h < 1 {
		return nil, nil
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, 2*h))
	draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	lines := make([]string, h)
	for y := range lines {
		if colors == None {
			lines[y] = shadedLine(small, y)
		} else {
			lines[y] = blockLine(small, y)
		}
	}
	return lines, nil
}

// blockLine draws a line of half blocks.
func blockLine(img *image.NRGBA, y int) string {
	var b strings.Builder
	var last [2]color.NRGBA
	for x := range img.Rect.Dx() {
		cell := [2]color.NRGBA{img.NRGBAAt(x, 2*y), img.NRGBAAt(x, 2*y+1)}
		if x == 0 || cell != last {
			b.WriteString(colorsOf(cell))
			last = cell
		}
		b.WriteString(blockOf(cell))
	}
	b.WriteString(reset)
	return b.String()
}

// opaque is from which alpha on a pixel is drawn.
const opaque = 64

// blockOf is the character of two pixels.
func blockOf(cell [2]color.NRGBA) string {
	top, bottom := cell[0].A >= opaque, cell[1].A >= opaque
	switch {
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}

// colorsOf is the sequence that sets the colours of two pixels.
func colorsOf(cell [2]color.NRGBA) string {
	top, bottom := cell[0], cell[1]
	switch {
	case top.A >= opaque && bottom.A >= opaque:
		return fmt.Sprintf("\x1b[0;38;2;%d;%d;%d;48;2;%d;%d;%dm", top.R, top.G, top.B, bottom.R, bottom.G, bottom.B)
	case top.A >= opaque:
		return fmt.Sprintf("\x1b[0;38;2;%d;%d;%dm", top.R, top.G, top.B)
	case bottom.A >= opaque:
		return fmt.Sprintf("\x1b[0;38;2;%d;%d;%dm", bottom.R, bottom.G, bottom.B)
	}
	return reset
}

// shadedLine draws a line of characters by their lightness.
func shadedLine(img *image.NRGBA, y int) string {
	var b strings.Builder
	for x := range img.Rect.Dx() {
		light := 0
		for _, c := range []color.NRGBA{img.NRGBAAt(x, 2*y), img.NRGBAAt(x, 2*y+1)} {
			light += (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) * int(c.A) / 255 / 1000
		}
		b.WriteByte(shades[light/2*(len(shades)-1)/255])
	}
	return b.String()
}
