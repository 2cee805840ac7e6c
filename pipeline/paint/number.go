package paint

import (
	"fmt"
	"image"
	"strconv"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// faces are what the numbers are written with, by how many digits they have: as
// large as fits into the middle square, which is what a thumbnail shows. A face
// is not safe for use by many goroutines, so each writer takes one of its own.
var faces = [...]sync.Pool{
	{New: func() any { return newFace(720) }},
	{New: func() any { return newFace(720) }},
	{New: func() any { return newFace(520) }},
	{New: func() any { return newFace(400) }},
	{New: func() any { return newFace(300) }},
}

// newFace returns the font, which is part of the program, in a size.
func newFace(size float64) font.Face {
	f, err := opentype.Parse(gobold.TTF)
	if err != nil {
		panic(fmt.Sprintf("the font of the program is damaged: %v", err))
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("the font of the program is damaged: %v", err))
	}
	return face
}

// number writes the image's number across the middle, white with a shade, so
// that it can be read on any motif.
func number(c canvas, n int, shade ink) {
	text := strconv.Itoa(n)
	pool := &faces[min(len(text), len(faces))-1]
	face, ok := pool.Get().(font.Face)
	if !ok {
		return
	}
	defer pool.Put(face)
	width, height := font.MeasureString(face, text), face.Metrics().CapHeight
	dot := fixed.Point26_6{X: (fixed.I(Width) - width) / 2, Y: (fixed.I(Height) + height) / 2}
	white := inkOf(0xffffff)
	for _, digit := range text {
		bounds, mask, at, advance, ok := face.Glyph(dot, digit)
		dot.X += advance
		alpha, isAlpha := mask.(*image.Alpha)
		if !ok || !isAlpha {
			continue
		}
		c.stamp(bounds.Add(image.Pt(20, 20)), alpha, at, shade, 150)
		c.stamp(bounds.Add(image.Pt(10, 10)), alpha, at, shade, 210)
		c.stamp(bounds, alpha, at, white, 256)
	}
}

// stamp paints a colour through a mask. k is how much of it, up to 256.
func (c canvas) stamp(to image.Rectangle, mask *image.Alpha, at image.Point, i ink, k int) {
	at = at.Sub(to.Min)
	to = to.Intersect(c.Rect)
	for y := to.Min.Y; y < to.Max.Y; y++ {
		alpha := mask.Pix[mask.PixOffset(at.X+to.Min.X, at.Y+y):][:to.Dx()]
		luma := c.Y[y*c.YStride+to.Min.X:][:len(alpha)]
		for x, a := range alpha {
			if a > 0 {
				luma[x] = blend(luma[x], i.y, (int(a)+1)*k>>8)
			}
		}
		if y%2 != 0 {
			continue
		}
		cb, cr := c.Cb[y/2*c.CStride:], c.Cr[y/2*c.CStride:]
		for x := to.Min.X + to.Min.X%2; x < to.Max.X; x += 2 {
			if a := alpha[x-to.Min.X]; a > 0 {
				cb[x/2] = blend(cb[x/2], i.cb, (int(a)+1)*k>>8)
				cr[x/2] = blend(cr[x/2], i.cr, (int(a)+1)*k>>8)
			}
		}
	}
}
