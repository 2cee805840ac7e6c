package paint

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
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
	Name        string // such as garden-0131
	Key         string // Name with an extension
	ContentType string
	Number      int
	Color       color.RGBA // what one remembers of it

	draw func(w io.Writer) error
}

// Encode draws the image and writes it.
func (p Painting) Encode(w io.Writer) error { return p.draw(w) }

// Image is the painting with that number.
func Image(n int) Painting {
	m := &motifs[n%len(motifs)]
	name := fmt.Sprintf("%s-%04d", m.name, n)
	return Painting{
		Name: name, Key: name + ".jpg", ContentType: "image/jpeg", Number: n, Color: m.near,
		draw: func(w io.Writer) error {
			if err := jpeg.Encode(w, Picture(n), &jpeg.Options{Quality: quality}); err != nil {
				return fmt.Errorf("draw %s: %w", name, err)
			}
			return nil
		},
	}
}

// Picture is the painting with that number as pixels.
func Picture(n int) *image.RGBA {
	r := random(uint64(n)*0x2545f4914f6cdd1d + 1) //nolint:gosec // any seed will do
	m := &motifs[n%len(motifs)]
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	horizon := r.between(0.42, 0.58) * Height
	sky(img, m)
	if m.stars {
		stars(img, &r)
	}
	sun(img, m, &r, horizon)
	hills(img, m, &r, horizon)
	if m.water {
		water(img, m, int(Height*r.between(0.72, 0.8)))
	}
	number(img, n, m)
	return img
}

// mix is a colour between two, in 256 steps.
func mix(a, b color.RGBA, t float64) color.RGBA {
	k := int(min(max(t, 0), 1) * 256)
	part := func(x, y uint8) uint8 { return uint8(int(x) + (int(y)-int(x))*k>>8) } //nolint:gosec // between two bytes
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 255}
}

// fill gives a run of pixels of a row one colour.
func fill(row []uint8, c color.RGBA) {
	if len(row) < 4 {
		return
	}
	row[0], row[1], row[2], row[3] = c.R, c.G, c.B, 255
	for done := 4; done < len(row); done *= 2 {
		copy(row[done:], row[:done])
	}
}

// sky fills the image from the top colour to the bottom one.
func sky(img *image.RGBA, m *motif) {
	for y := range Height {
		fill(img.Pix[y*img.Stride:(y+1)*img.Stride], mix(m.top, m.bottom, float64(y)/(Height*0.62)))
	}
}

// stars strews points of light over the sky.
func stars(img *image.RGBA, r *random) {
	for range 260 {
		x, y, size := int(r.between(2, Width-4)), int(r.between(2, Height/2)), int(r.between(1, 3.4))
		light := uint8(r.between(140, 255))
		for dy := range size {
			for dx := range size {
				img.SetRGBA(x+dx, y+dy, color.RGBA{light, light, light, 255})
			}
		}
	}
}

// sun draws the light with a glow around it.
func sun(img *image.RGBA, m *motif, r *random, horizon float64) {
	cx, cy := r.between(0.18, 0.82)*Width, horizon*r.between(0.3, 0.85)
	radius := r.between(60, 130)
	glow := radius * 3
	for y := max(int(cy-glow), 0); y < min(int(cy+glow), Height); y++ {
		half := math.Sqrt(max(glow*glow-(float64(y)-cy)*(float64(y)-cy), 0))
		for x := max(int(cx-half), 0); x < min(int(cx+half), Width); x++ {
			d := math.Hypot(float64(x)-cx, float64(y)-cy)
			t := 0.55 * (1 - d/glow) * (1 - d/glow)
			if d < radius {
				t = min(1, (radius-d)/2+t)
			}
			o := img.PixOffset(x, y)
			c := mix(color.RGBA{img.Pix[o], img.Pix[o+1], img.Pix[o+2], 255}, m.light, t)
			img.Pix[o], img.Pix[o+1], img.Pix[o+2] = c.R, c.G, c.B
		}
	}
}

// hills draws the ridges, the farthest first, each darker and lower.
func hills(img *image.RGBA, m *motif, r *random, horizon float64) {
	for layer := range m.ridges {
		depth := float64(layer) / float64(max(m.ridges-1, 1))
		line := ridge(r, Width, m.rough*(0.5+0.5*depth))
		base := horizon + (Height-horizon)*depth*0.85
		height := (150 + 110*m.rough) * (0.6 + 0.4*depth)
		crest := mix(m.far, m.near, depth)
		foot := mix(crest, m.bottom, 0.28*(1-depth))
		tops := make([]int, Width)
		first := Height
		for x, h := range line {
			tops[x] = max(int(base-h*height), 0)
			first = min(first, tops[x])
		}
		slope(img, tops, first, crest, foot)
	}
}

// fade is over how many pixels a hill turns from its crest's colour to its
// foot's.
const fade = 160

// slope fills what is below a line, row by row.
func slope(img *image.RGBA, tops []int, first int, crest, foot color.RGBA) {
	var shades [fade + 1]color.RGBA
	for i := range shades {
		shades[i] = mix(crest, foot, float64(i)/fade)
	}
	for y := first; y < Height; y++ {
		row := img.Pix[y*img.Stride : (y+1)*img.Stride]
		for x, top := range tops {
			if y < top {
				continue
			}
			c := &shades[min(y-top, fade)]
			p := row[x*4 : x*4+3 : x*4+3]
			p[0], p[1], p[2] = c.R, c.G, c.B
		}
	}
}

// water mirrors what is above a line, darker and in waves.
func water(img *image.RGBA, m *motif, level int) {
	deep := mix(m.near, m.top, 0.35)
	for y := level; y < Height; y++ {
		down := y - level
		from := max(level-1-int(float64(down)*1.6), 0)
		shift := int(6 * math.Sin(float64(down)*0.35+float64(down*down)*0.002))
		dim := 0.35 + 0.4*float64(down)/float64(Height-level)
		row, source := img.Pix[y*img.Stride:], img.Pix[from*img.Stride:]
		for x := range Width {
			s := min(max(x+shift, 0), Width-1) * 4
			c := mix(color.RGBA{source[s], source[s+1], source[s+2], 255}, deep, dim)
			row[x*4], row[x*4+1], row[x*4+2] = c.R, c.G, c.B
		}
	}
}
