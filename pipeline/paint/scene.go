package paint

import (
	"math"
	"slices"
)

// scene is a landscape being painted, from the sky to what is nearest.
type scene struct {
	canvas
	*motif
	*random

	horizon float64 // the line where the farthest hills begin
	ridges  [][]int // the crest of each ridge by column, the farthest first
	inks    []ink   // and its colour
	cx, cy  float64 // the sun
}

// sky fills the canvas from the top colour to the bottom one.
func (s *scene) sky() {
	for y := range Height {
		s.run(y, 0, Width, mix(s.top, s.bottom, float64(y)/(Height*0.62)))
	}
}

// sun paints the light with a glow around it. It keeps away from the middle,
// where the number is.
func (s *scene) sun() {
	s.cx = Width * (0.5 + 0.16*(1-2*math.Round(s.next())) + s.between(-0.03, 0.03))
	s.cy = s.horizon * s.between(0.22, 0.5)
	radius := s.between(70, 120)
	glow := radius * 3
	s.canvas.light(s.cx, s.cy, glow, s.motif.light, func(d float64) float64 {
		return max(0.55*(1-d/glow)*(1-d/glow), radius-d+0.5)
	})
}

// hills paints the ridges, the farthest first, each nearer in colour and lower.
func (s *scene) hills() {
	for layer := range s.count {
		depth := float64(layer) / float64(max(s.count-1, 1))
		base := s.horizon + (Height-s.horizon)*depth*0.85
		height := (150 + 110*s.rough) * (0.6 + 0.4*depth)
		tops := make([]int, Width)
		for x, h := range ridge(s.random, Width, s.rough*(0.5+0.5*depth)) {
			tops[x] = min(max(int(base-h*height), 0), Height-1)
		}
		s.ridges, s.inks = append(s.ridges, tops), append(s.inks, mix(s.far, s.near, depth))
	}
	for layer, crest := range s.inks {
		end := Height // below which the next ridge hides this one
		if layer+1 < s.count {
			end = slices.Max(s.ridges[layer+1])
		}
		depth := float64(layer) / float64(max(s.count-1, 1))
		s.slope(s.ridges[layer], end, crest, mix(crest, s.bottom, 0.28*(1-depth)))
	}
}

// fade is over how many pixels a hill turns from its crest's colour to its
// foot's.
const fade = 160

// slope fills what is between a line and a row, row by row: pixel by pixel as far
// as the line and the fading go, then in whole rows.
func (s *scene) slope(tops []int, end int, crest, foot ink) {
	var shades [fade + 1]ink
	for i := range shades {
		shades[i] = mix(crest, foot, float64(i)/fade)
	}
	whole := slices.Max(tops) + fade
	for y := slices.Min(tops); y < end; y++ {
		if y >= whole {
			s.run(y, 0, Width, foot)
			continue
		}
		luma := s.Y[y*s.YStride:][:len(tops)]
		for x, top := range tops {
			if y >= top {
				luma[x] = shades[min(y-top, fade)].y
			}
		}
		if y%2 != 0 {
			continue
		}
		cb, cr := s.Cb[y/2*s.CStride:], s.Cr[y/2*s.CStride:]
		for x := 0; x < Width; x += 2 {
			if top := tops[x]; y >= top {
				i := &shades[min(y-top, fade)]
				cb[x/2], cr[x/2] = i.cb, i.cr
			}
		}
	}
}
