package paint

import (
	"image"
	"image/color"
	"math"
)

// ink is a colour as a JPEG keeps it: brightness, and two values of colour.
type ink struct{ y, cb, cr uint8 }

// inkOf is the ink of a colour 0xRRGGBB.
func inkOf(hex uint32) ink {
	y, cb, cr := color.RGBToYCbCr(uint8(hex>>16), uint8(hex>>8), uint8(hex))
	return ink{y, cb, cr}
}

// rgba is the ink as RGB.
func (i ink) rgba() color.RGBA {
	r, g, b := color.YCbCrToRGB(i.y, i.cb, i.cr)
	return color.RGBA{r, g, b, 255}
}

// blend is a value between two, in 256 steps.
func blend(a, b uint8, k int) uint8 { return uint8(int(a) + (int(b)-int(a))*k>>8) }

// mix is a colour between two: t is 0 for a and 1 for b.
func mix(a, b ink, t float64) ink {
	k := int(min(max(t, 0), 1) * 256)
	return ink{blend(a.y, b.y, k), blend(a.cb, b.cb, k), blend(a.cr, b.cr, k)}
}

// canvas is what is painted on. It is in the form that a JPEG has, one value of
// colour for four pixels: that is three eighths of the bytes to write, and none
// to convert.
type canvas struct{ *image.YCbCr }

// newCanvas returns a blank canvas.
func newCanvas() canvas {
	return canvas{image.NewYCbCr(image.Rect(0, 0, Width, Height), image.YCbCrSubsampleRatio420)}
}

// run fills part of a row, from x0 up to x1.
func (c canvas) run(y, x0, x1 int, i ink) {
	x0, x1 = max(x0, 0), min(x1, Width)
	if y < 0 || y >= Height || x0 >= x1 {
		return
	}
	fill(c.Y[y*c.YStride+x0:y*c.YStride+x1], i.y)
	if y%2 == 0 {
		row := y / 2 * c.CStride
		fill(c.Cb[row+x0/2:row+(x1+1)/2], i.cb)
		fill(c.Cr[row+x0/2:row+(x1+1)/2], i.cr)
	}
}

// fill sets all bytes of a row.
func fill(row []uint8, v uint8) {
	row[0] = v
	for done := 1; done < len(row); done *= 2 {
		copy(row[done:], row[:done])
	}
}

// dab mixes a pixel with a colour: k is 0 for none of it and 256 for all.
func (c canvas) dab(x, y int, i ink, k int) {
	if x < 0 || y < 0 || x >= Width || y >= Height {
		return
	}
	o := y*c.YStride + x
	c.Y[o] = blend(c.Y[o], i.y, k)
	if x%2 == 0 && y%2 == 0 {
		o = y/2*c.CStride + x/2
		c.Cb[o] = blend(c.Cb[o], i.cb, k)
		c.Cr[o] = blend(c.Cr[o], i.cr, k)
	}
}

// disk paints a disk with a soft edge.
func (c canvas) disk(cx, cy, radius float64, i ink) {
	c.light(cx, cy, radius+1, i, func(d float64) float64 { return radius - d + 0.5 })
}

// light paints what shines around a point: strength says how much, from 0 to 1,
// at a distance from it, up to reach.
func (c canvas) light(cx, cy, reach float64, i ink, strength func(d float64) float64) {
	steps := make([]int, int(reach)+2) // by distance; the last is beyond reach
	for d := range steps {
		steps[d] = int(256 * min(max(strength(float64(d)), 0), 1))
	}
	steps[len(steps)-1] = 0
	for y := max(int(cy-reach), 0); y <= min(int(cy+reach), Height-1); y++ {
		dy := float64(y) - cy
		half := math.Sqrt(max(reach*reach-dy*dy, 0))
		for x := max(int(cx-half), 0); x <= min(int(cx+half), Width-1); x++ {
			dx := float64(x) - cx
			c.dab(x, y, i, steps[min(int(math.Sqrt(dx*dx+dy*dy)+0.5), len(steps)-1)])
		}
	}
}

// wedge paints a triangle that stands on its base: apex above the middle, or
// leaning by lean.
func (c canvas) wedge(x, top, bottom, half, lean float64, i ink) {
	for y := int(top); y < int(bottom); y++ {
		t := (float64(y) - top) / (bottom - top)
		middle := x + lean*(1-t)
		c.run(y, int(middle-half*t), int(middle+half*t)+1, i)
	}
}

// stroke paints a line, so many pixels wide.
func (c canvas) stroke(x0, y0, x1, y1, width float64, i ink, k int) {
	steps := int(max(math.Abs(x1-x0), math.Abs(y1-y0))) + 1
	for s := range steps {
		t := float64(s) / float64(steps)
		x, y := int(x0+(x1-x0)*t-width/2), int(y0+(y1-y0)*t)
		for dx := range max(int(width), 1) {
			c.dab(x+dx, y, i, k)
		}
	}
}
