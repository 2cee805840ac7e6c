package paint

import (
	"image"
	"image/color"
	"strconv"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// digits is the face the numbers are written with. A face is not safe for use
// by many goroutines, so each writer takes one of its own.
var digits = sync.Pool{New: func() any {
	f, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil // the font is part of the program
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 560, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil
	}
	return face
}}

// number writes the image's number across the middle, light with a shade, so
// that it can be read on any motif.
func number(img *image.RGBA, n int, m *motif) {
	face, ok := digits.Get().(font.Face)
	if !ok {
		return
	}
	defer digits.Put(face)
	text := strconv.Itoa(n)
	width := font.MeasureString(face, text)
	dot := fixed.Point26_6{X: (fixed.I(Width) - width) / 2, Y: fixed.I(Height/2 + 200)}
	shade := mix(m.near, color.RGBA{0, 0, 0, 255}, 0.5)
	for _, stroke := range []struct {
		dx, dy int
		c      color.RGBA
	}{{9, 9, shade}, {0, 0, color.RGBA{255, 255, 255, 255}}} {
		d := font.Drawer{Dst: img, Src: image.NewUniform(stroke.c), Face: face, Dot: dot.Add(fixed.P(stroke.dx, stroke.dy))}
		d.DrawString(text)
	}
}
