package sample

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"math"
)

// side of a thumbnail in pixels.
const side = 64

// draw makes a small landscape, a different one for each name: a sky, a sun
// and two rows of hills.
func draw(name string) []byte {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	seed := h.Sum32()
	hue := float64(seed%360) / 360
	sunX, sunY := float64(8+seed>>9%48), float64(8+seed>>15%16)
	phase := float64(seed>>20%628) / 100
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.Set(x, y, landscape(float64(x), float64(y), hue, sunX, sunY, phase))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // an image of this size in memory always encodes
	}
	return out.Bytes()
}

// landscape is the colour of one pixel.
func landscape(x, y, hue, sunX, sunY, phase float64) color.Color {
	far := 34 + 7*math.Sin(x/9+phase) + 3*math.Sin(x/4)
	near := 47 + 6*math.Sin(x/7-phase*2)
	switch {
	case y > near:
		return paint(hue+0.45, 0.55, 0.42-(y-near)/120)
	case y > far:
		return paint(hue+0.3, 0.45, 0.55-(y-far)/160)
	case math.Hypot(x-sunX, y-sunY) < 6:
		return paint(hue+0.5, 0.35, 0.98)
	}
	return paint(hue+y/400, 0.55-y/120, 0.75+y/250)
}

// paint is the colour with hue, saturation and value from 0 to 1.
func paint(h, s, v float64) color.Color {
	part := func(n float64) uint8 {
		k := math.Mod(n+h*6, 6)
		c := v - v*s*max(0, min(k, 4-k, 1))
		return uint8(255 * min(max(c, 0), 1))
	}
	return color.RGBA{part(5), part(3), part(1), 255}
}
