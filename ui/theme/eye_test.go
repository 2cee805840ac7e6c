package theme

import "math"

// vec is a colour: linear red, green and blue, or lightness and two axes.
type vec [3]float64

// linear is a colour of sRGB as the amounts of light.
func linear(c uint32) vec {
	var v vec
	for i, shift := range []uint{16, 8, 0} {
		part := float64(c>>shift&0xff) / 255
		if part <= 0.04045 {
			v[i] = part / 12.92
		} else {
			v[i] = math.Pow((part+0.055)/1.055, 2.4)
		}
	}
	return v
}

// contrast is the contrast ratio of two colours, from 1 to 21.
//
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
func contrastOf(a, b uint32) float64 {
	light, dim := luminance(linear(a)), luminance(linear(b))
	if light < dim {
		light, dim = dim, light
	}
	return (light + 0.05) / (dim + 0.05)
}

func luminance(v vec) float64 { return 0.2126*v[0] + 0.7152*v[1] + 0.0722*v[2] }

// sights are how eyes see: each turns linear light into what such an eye makes
// of it. Those of the deficiencies are from Machado, Oliveira and Fernandes,
// "A Physiologically-based Model for Simulation of Color Vision Deficiency"
// (2009), at full severity.
var sights = map[string][3]vec{
	"normal":       {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// seen is a colour as such an eye sees it, in Oklab, where distances are those
// that people see: black to white is 1.
//
// https://bottosson.github.io/posts/oklab/
func seen(c uint32, sight [3]vec) vec {
	light := times(sight, linear(c))
	for i := range light {
		light[i] = min(max(light[i], 0), 1)
	}
	cones := times([3]vec{
		{0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005},
	}, light)
	for i := range cones {
		cones[i] = math.Cbrt(cones[i])
	}
	return times([3]vec{
		{0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660},
	}, cones)
}

func times(m [3]vec, v vec) (out vec) {
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

func distance(a, b vec) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}
