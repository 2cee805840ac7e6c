package thumbnail

import (
	"fmt"
	"image"
)

// Size is the width and height of a thumbnail.
const Size = 64

// Fit says how an image fills the square.
type Fit string

// The ways there are.
const (
	Cover   Fit = "cover"   // the square is full; what sticks out is cut off
	Contain Fit = "contain" // the image is whole; the rest is transparent
	Stretch Fit = "stretch" // the image is whole and the square full; proportions change
)

// ParseFit reads the name of a Fit.
func ParseFit(name string) (Fit, error) {
	switch f := Fit(name); f {
	case Cover, Contain, Stretch:
		return f, nil
	}
	return "", fmt.Errorf("fit %q: it has to be cover, contain or stretch", name)
}

// placement is how an image comes into the square: a part of it, as stored, is
// scaled to a size, turned upright, and put at a place. Both engines follow it,
// so that they agree to the pixel.
type placement struct {
	part  image.Rectangle
	size  image.Point // before turning
	place image.Point // of the upright one
}

// place says how an image of w by h pixels, as stored, fills the square.
func (f Fit) place(w, h int, turned bool) placement {
	p := placement{part: image.Rect(0, 0, w, h), size: image.Pt(Size, Size)}
	switch f {
	case Cover:
		side := min(w, h)
		corner := image.Pt((w-side)/2, (h-side)/2)
		p.part = image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
	case Contain:
		long := max(w, h)
		scaled := func(n int) int { return max((n*Size+long/2)/long, 1) }
		p.size = image.Pt(scaled(w), scaled(h))
		upright := p.size
		if turned {
			upright.X, upright.Y = upright.Y, upright.X
		}
		p.place = image.Pt((Size-upright.X)/2, (Size-upright.Y)/2)
	case Stretch:
	}
	return p
}
