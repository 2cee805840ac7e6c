package paint

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
)

// Width and Height are those of the images drawn: full HD.
const (
	Width  = 1920
	Height = 1080
)

// quality is that of the JPEGs.
const quality = 82

// Painting is an image of the demonstration. It is drawn when it is encoded.
type Painting struct {
	Name        string // Title and a number, such as garden-0131
	Title       string // what it shows, such as garden
	Key         string // Name with an extension
	ContentType string
	Color       color.RGBA // what one remembers of it

	encode func(w io.Writer) error
}

// Encode draws the image and writes it as a file of ContentType. It is safe for
// use by many goroutines.
func (p Painting) Encode(w io.Writer) error {
	if err := p.encode(w); err != nil {
		return fmt.Errorf("draw %s: %w", p.Name, err)
	}
	return nil
}

// Image is the painting with that number, from 1 on: a JPEG of Width by Height.
func Image(n int) Painting {
	m := motifOf(n)
	name := fmt.Sprintf("%s-%04d", m.name, n)
	return Painting{
		Name: name, Title: m.name, Key: name + ".jpg", ContentType: "image/jpeg", Color: m.main.rgba(),
		encode: func(w io.Writer) error {
			return jpeg.Encode(w, Picture(n), &jpeg.Options{Quality: quality})
		},
	}
}

// Picture is the painting with that number as pixels.
func Picture(n int) *image.YCbCr {
	r := random(uint64(n)*0x2545f4914f6cdd1d + 1)
	m := motifOf(n)
	c := newCanvas()
	s := scene{canvas: c, motif: m, random: &r, horizon: r.between(0.42, 0.56) * Height}
	s.sky()
	for _, part := range m.above {
		part(&s)
	}
	s.sun()
	s.hills()
	for _, part := range m.below {
		part(&s)
	}
	number(c, n, mix(m.near, ink{0, 128, 128}, 0.5))
	return c.YCbCr
}
