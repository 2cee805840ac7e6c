package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// maxProfile bounds the profile of a PNG, which is packed.
const maxProfile = 4 << 20

// profile is what an ICC profile says of colours: how the levels of each channel
// become light, and which light that is. A profile may do it with tables of all
// colours instead (most of printers, and some of scanners do); that is not read.
// https://www.color.org/specification/ICC.1-2022-05.pdf
type profile struct {
	curves [3]curve
	matrix [3][3]float64 // to XYZ under daylight of 5000 K, a column a channel
	gray   bool
}

// curve makes light, from 0 to 1, of a level.
type curve func(float64) float64

// errProfile says that a profile is of a kind that is not read.
var errProfile = errors.New("a profile of another kind")

// readProfile reads a profile of gray or RGB.
func readProfile(b []byte) (*profile, error) {
	const head = 132
	if len(b) < head || string(b[36:40]) != "acsp" || string(b[20:24]) != "XYZ " && string(b[16:20]) != "GRAY" {
		return nil, errProfile
	}
	tags := map[string][]byte{}
	for i := range min(int(binary.BigEndian.Uint32(b[128:])), 200) {
		if head+12*i+12 > len(b) {
			break
		}
		entry := b[head+12*i:]
		at, n := uint64(binary.BigEndian.Uint32(entry[4:])), uint64(binary.BigEndian.Uint32(entry[8:]))
		if at+n <= uint64(len(b)) {
			tags[string(entry[:4])] = b[at : at+n]
		}
	}
	p := &profile{}
	names := []string{"r", "g", "b"}
	switch string(b[16:20]) {
	case "GRAY":
		p.gray, names = true, []string{"k"}
	case "RGB ":
	default:
		return nil, errProfile
	}
	for i, name := range names {
		c, err := readCurve(tags[name+"TRC"])
		if err != nil {
			return nil, err
		}
		p.curves[i] = c
		if p.gray {
			break
		}
		xyz := tags[name+"XYZ"]
		if len(xyz) < 20 {
			return nil, errProfile
		}
		for row := range 3 {
			p.matrix[row][i] = fixed(xyz[8+4*row:])
		}
	}
	return p, nil
}

// fixed is a number with 16 bits after the point.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// readCurve reads a curve: a table, an exponent, or a formula.
func readCurve(b []byte) (curve, error) {
	if len(b) < 12 {
		return nil, errProfile
	}
	switch string(b[:4]) {
	case "curv":
		n := int(binary.BigEndian.Uint32(b[8:]))
		b = b[12:]
		switch {
		case n == 0:
			return func(v float64) float64 { return v }, nil
		case n < 0 || n > len(b)/2:
			return nil, errProfile
		case n == 1:
			return power(float64(binary.BigEndian.Uint16(b)) / 256), nil
		}
		return func(v float64) float64 {
			at := v * float64(n-1)
			i := min(int(at), n-2)
			low, high := float64(binary.BigEndian.Uint16(b[2*i:])), float64(binary.BigEndian.Uint16(b[2*i+2:]))
			return (low + (high-low)*(at-float64(i))) / math.MaxUint16
		}, nil
	case "para":
		return readFormula(int(binary.BigEndian.Uint16(b[8:])), b[12:])
	}
	return nil, errProfile
}

// power is a curve with an exponent.
func power(g float64) curve { return func(v float64) float64 { return math.Pow(v, g) } }

// readFormula reads a curve that is an exponent, above a straight line.
func readFormula(kind int, b []byte) (curve, error) {
	if kind > 4 || len(b) < 4*[5]int{1, 3, 4, 5, 7}[kind] {
		return nil, errProfile
	}
	n := func(i int) float64 { return fixed(b[4*i:]) }
	g := n(0)
	var a, c, d, e, f, offset float64
	a = 1
	switch kind {
	case 1:
		a, offset = n(1), n(2)
		d = -offset / a
	case 2:
		a, offset, e = n(1), n(2), n(3)
		d, f = -offset/a, e
	case 3:
		a, offset, c, d = n(1), n(2), n(3), n(4)
	case 4:
		a, offset, c, d, e, f = n(1), n(2), n(3), n(4), n(5), n(6)
	}
	return func(v float64) float64 {
		if v < d {
			return c*v + f
		}
		return math.Pow(max(a*v+offset, 0), g) + e
	}, nil
}

// fromXYZ makes the light of sRGB out of XYZ under daylight of 5000 K.
var fromXYZ = [3][3]float64{
	{3.1338561, -1.6168667, -0.4906146},
	{-0.9787684, 1.9161415, 0.0334540},
	{0.0719453, -0.2289914, 1.4052427},
}

// level makes a level of sRGB out of light.
func level(light float64) float64 {
	switch light = min(max(light, 0), 1); {
	case light != light: // no number
		return 0
	case light <= 0.0031308:
		return 12.92 * light
	}
	return 1.055*math.Pow(light, 1/2.4) - 0.055
}

// srgb makes levels of sRGB out of those of the profile, all from 0 to 1.
func (p *profile) srgb(in [3]float64) (out [3]float64) {
	if p.gray {
		v := level(p.curves[0](in[0]))
		return [3]float64{v, v, v}
	}
	var light, xyz [3]float64
	for i := range light {
		light[i] = p.curves[i](in[i])
	}
	for row := range 3 {
		for i := range 3 {
			xyz[row] += p.matrix[row][i] * light[i]
		}
	}
	for row := range 3 {
		sum := 0.0
		for i := range 3 {
			sum += fromXYZ[row][i] * xyz[i]
		}
		out[row] = level(sum)
	}
	return out
}

// isSRGB tells whether a profile changes nothing that can be seen: most say sRGB in
// one way or another.
func (p *profile) isSRGB() bool {
	if p.gray {
		for v := 0.0; v <= 1; v += 1.0 / 16 {
			if math.Abs(p.srgb([3]float64{v, v, v})[0]-v) > 1.0/255 {
				return false
			}
		}
		return true
	}
	for i := range 5 * 5 * 5 {
		in := [3]float64{float64(i%5) / 4, float64(i/5%5) / 4, float64(i/25) / 4}
		for k, v := range p.srgb(in) {
			if math.Abs(v-in[k]) > 1.5/255 {
				return false
			}
		}
	}
	return true
}

// toSRGB gives what makes the colours of a thumbnail sRGB and writes it as a PNG, nil
// if they are already, or if the profile is of a kind that is not read. It is done
// with the small picture: with the large one it would take longer than all the rest,
// and the difference is not seen.
func toSRGB(icc []byte) func(image.Image) ([]byte, error) {
	p, err := readProfile(icc)
	if err != nil || p.isSRGB() {
		return nil
	}
	return func(img image.Image) ([]byte, error) {
		out := image.NewNRGBA(image.Rect(0, 0, Size, Size))
		for y := range Size {
			for x := range Size {
				c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA) //nolint:forcetypeassert // that is its model
				if p.gray && (c.R != c.G || c.G != c.B) {
					return encode(img) // it is a profile of gray at colours
				}
				v := p.srgb([3]float64{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255})
				out.SetNRGBA(x, y, color.NRGBA{eight(v[0]), eight(v[1]), eight(v[2]), c.A})
			}
		}
		return encode(out)
	}
}

// eight is a level of 8 bits.
func eight(v float64) uint8 { return uint8(v*255 + 0.5) }

// encode writes a PNG.
func encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("write the thumbnail: %w", err)
	}
	return b.Bytes(), nil
}
