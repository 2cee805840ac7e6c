package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/draw"
)

// maxSide bounds the pictures that Decode takes: thumbnails are 64x64.
const maxSide = 2048

// Decode reads a PNG. One that claims to be very large is an error, and is not
// decoded.
func Decode(data []byte) (image.Image, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("this picture is not a PNG: %w", err)
	}
	if cfg.Width > maxSide || cfg.Height > maxSide {
		return nil, fmt.Errorf("a picture of %dx%d is too large for a terminal; the limit is %dx%d",
			cfg.Width, cfg.Height, maxSide, maxSide)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("this PNG is damaged: %w", err)
	}
	return img, nil
}

// pixel is what one half of a cell shows.
type pixel struct {
	r, g, b uint8
	clear   bool // see-through: the terminal's own background
}

// grid is a picture as the pixels of cells.
type grid struct {
	w, h   int
	pixels []pixel
}

// at is the pixel in a column and a row.
func (g *grid) at(x, y int) pixel { return g.pixels[y*g.w+x] }

// newGrid scales a picture to w by h pixels. Every pixel of the picture has its
// part in the result (the kernel grows as the picture shrinks). What is less
// than half opaque is see-through; the rest keeps its colour unmixed, for which
// background it would mix with is not known.
func newGrid(img image.Image, w, h int) *grid {
	g := &grid{w: w, h: h, pixels: make([]pixel, w*h)}
	if img == nil || img.Bounds().Empty() {
		for i := range g.pixels {
			g.pixels[i].clear = true
		}
		return g
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	for i := range g.pixels {
		c := color.NRGBA{small.Pix[i*4], small.Pix[i*4+1], small.Pix[i*4+2], small.Pix[i*4+3]}
		g.pixels[i] = pixel{c.R, c.G, c.B, c.A < 0x80}
	}
	return g
}
