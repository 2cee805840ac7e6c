package paint

import "math"

// The parts of a landscape that make it a garden, a wood or a storm.

// stars strews points of light over the sky.
func stars(s *scene) {
	for range 260 {
		k := int(s.between(90, 256))
		s.disk(s.between(2, Width-4), s.between(2, Height*0.55), s.between(0.8, 2.4), mix(s.top, inkOf(0xffffff), float64(k)/256))
	}
}

// clouds are lit from within, in colours of their own.
func clouds(s *scene) {
	for _, hex := range []uint32{0xff5fa8, 0x45c8ff, 0xb06bff} {
		reach := s.between(330, 460)
		s.canvas.light(s.between(0.2, 0.8)*Width, s.between(0.08, 0.4)*Height, reach, inkOf(hex), func(d float64) float64 {
			return 0.8 * (1 - d/reach) * (1 - d/reach)
		})
	}
}

// aurora hangs a curtain of light into the sky.
func aurora(s *scene) {
	phase, green := s.between(0, 6), inkOf(0x49f2b0)
	for x := range Width {
		t := float64(x) / Width * 7
		foot := s.horizon*0.72 + 60*math.Sin(t+phase) + 24*math.Sin(2.7*t+phase)
		height := 240 + 70*math.Sin(5.1*t+2*phase)
		strength := 110 + 60*math.Sin(9.3*t+phase)
		for y := max(int(foot-height), 0); y < int(foot); y++ {
			k := strength * (1 - (foot-float64(y))/height)
			s.dab(x, y, green, int(k))
		}
	}
}

// lightning strikes from the upper edge to the hills.
func lightning(s *scene) {
	white := inkOf(0xfffbe0)
	x, y := s.between(0.3, 0.7)*Width, 0.0
	s.canvas.light(x, s.horizon*0.3, 420, inkOf(0xc9d4ff), func(d float64) float64 { return 0.4 * (1 - d/420) })
	for y < s.horizon+60 {
		nx, ny := x+s.between(-60, 60), y+s.between(30, 80)
		s.stroke(x, y, nx, ny, 9, white, 256)
		if s.next() < 0.3 {
			s.stroke(nx, ny, nx+s.between(-130, 130), ny+s.between(60, 130), 4, white, 200)
		}
		x, y = nx, ny
	}
}

// rain falls aslant over everything.
func rain(s *scene) {
	drop := inkOf(0xcfd9e6)
	for range 420 {
		x, y, length := s.between(-40, Width), s.between(-40, Height), s.between(25, 70)
		s.stroke(x, y, x-length*0.3, y+length, 2, drop, 80)
	}
}

// snow falls over everything.
func snow(s *scene) {
	for range 240 {
		s.disk(s.between(0, Width), s.between(0, Height), s.between(2, 7), inkOf(0xffffff))
	}
}

// sparks rise from the hills.
func sparks(s *scene) {
	for range 150 {
		up := s.next()
		size := 2 + 5*(1-up)*s.next()
		s.disk(s.between(0, Width), Height*(0.95-0.7*up), size, mix(inkOf(0xfff0a0), inkOf(0xff7a2a), up))
	}
}

// firs stand on the ridges, the nearer the larger.
func firs(s *scene) {
	for layer := 1; layer < s.count; layer++ {
		size := 50 + 130*float64(layer)/float64(s.count)
		dark := mix(s.inks[layer], ink{0, 128, 128}, 0.22)
		for x := s.between(0, size); x < Width; x += size * s.between(0.3, 1.1) {
			h := size * s.between(0.7, 1.3)
			foot := float64(s.ridges[layer][int(x)]) + 12
			for part := range 3 {
				p := float64(part)
				s.wedge(x, foot-h+p*h*0.24, foot-h*0.06+(p-2)*h*0.22, h*(0.13+0.05*p), 0, dark)
			}
			s.wedge(x, foot-h*0.2, foot, h*0.04, 0, dark)
		}
	}
}

// flowers of some colours stand in the foreground, the nearer the larger.
func flowers(hexes ...uint32) func(*scene) {
	return func(s *scene) {
		near := s.ridges[s.count-2]
		for n := range 190 {
			depth := math.Sqrt(float64(n) / 190)
			x := s.between(0, Width)
			y := float64(near[int(x)]) + 30 + (Height-float64(near[int(x)]))*depth*s.between(0.8, 1.05)
			size := 5 + 17*depth*s.between(0.6, 1.1)
			petal := inkOf(hexes[n%len(hexes)])
			s.stroke(x, y, x+s.between(-6, 6), y+3*size, 1+size/6, mix(s.near, ink{0, 128, 128}, 0.25), 256)
			turn := s.between(0, 2)
			for p := range 5 {
				a := turn + float64(p)*2*math.Pi/5
				s.disk(x+0.72*size*math.Cos(a), y+0.72*size*math.Sin(a), size*0.55, petal)
			}
			s.disk(x, y, size*0.4, inkOf(0xffd447))
		}
	}
}

// birds fly in a loose wedge.
func birds(s *scene) {
	x, y := s.between(0.25, 0.6)*Width, s.horizon*s.between(0.35, 0.6)
	dark := mix(s.near, ink{0, 128, 128}, 0.3)
	for n := range 9 {
		bx, by := x+float64(n)*46+s.between(-9, 9), y+math.Abs(float64(n)-3)*22+s.between(-8, 8)
		size := s.between(15, 26)
		s.stroke(bx-size, by-size*0.5, bx, by, 5, dark, 256)
		s.stroke(bx, by, bx+size, by-size*0.5, 5, dark, 256)
	}
}

// water mirrors what is above a line, deeper in colour and in waves.
func water(s *scene) {
	level := int(Height * s.between(0.72, 0.78))
	deep := mix(s.near, s.top, 0.35)
	for y := level; y < Height; y++ {
		down := y - level
		from := max(level-1-int(float64(down)*1.6), 0)
		shift := int(6*math.Sin(float64(down)*0.35+float64(down*down)*0.002)) &^ 1
		k := int(256 * (0.3 + 0.4*float64(down)/float64(Height-level)))
		mirror(s.Y[y*s.YStride:][:Width], s.Y[from*s.YStride:][:Width], shift, deep.y, k)
		if y%2 == 0 {
			to, from := y/2*s.CStride, from/2*s.CStride
			mirror(s.Cb[to:][:Width/2], s.Cb[from:][:Width/2], shift/2, deep.cb, k)
			mirror(s.Cr[to:][:Width/2], s.Cr[from:][:Width/2], shift/2, deep.cr, k)
		}
	}
	for range 60 { // the light on the waves
		y := float64(level) + (Height-float64(level))*s.next()
		half := s.between(8, 50)
		x := s.cx + s.between(-60, 60)
		s.stroke(x-half, y, x+half, y, 1, s.motif.light, 150)
		s.stroke(x-half, y+1, x+half, y+1, 1, s.motif.light, 150)
	}
}

// mirror copies a row, moved aside and mixed with the water's own colour.
func mirror(to, from []uint8, shift int, deep uint8, k int) {
	last := len(from) - 1
	for x := range to {
		to[x] = blend(from[min(max(x+shift, 0), last)], deep, k)
	}
}

// boats sail on the water, with their mirror images.
func boats(s *scene) {
	for range 4 {
		x, y := s.between(0.24, 0.76)*Width, s.between(0.8, 0.95)*Height
		h := (y - 0.7*Height) * s.between(0.6, 0.9)
		sail, hull := inkOf(0xfffdf5), mix(s.near, ink{0, 128, 128}, 0.35)
		s.wedge(x-h*0.04, y-h, y-h*0.14, h*0.2, h*0.18, mix(sail, s.far, 0.15))
		s.wedge(x+h*0.06, y-h*0.92, y-h*0.14, h*0.26, -h*0.24, sail)
		for row := range int(h * 0.1) {
			half := h * (0.42 - 0.012*float64(row))
			s.run(int(y-h*0.1)+row, int(x-half), int(x+half), hull)
		}
		for row := range int(h * 0.5) {
			half := h * 0.2 * (1 - float64(row)/(h*0.5))
			for dx := -half; dx < half; dx++ {
				s.dab(int(x+dx), int(y)+row, sail, 60)
			}
		}
	}
}

// lamps shine on the shore, and in the water below.
func lamps(s *scene) {
	shore := s.ridges[s.count-1]
	for range 26 {
		x := s.between(0.05, 0.95) * Width
		y := min(float64(shore[int(x)])+s.between(10, 90), Height*0.71)
		s.canvas.light(x, y, 26, inkOf(0xffd98a), func(d float64) float64 { return max(0.5*(1-d/26), 6-d) })
		s.stroke(x, Height*0.76, x, Height*0.76+s.between(60, 190), 5, inkOf(0xffd98a), 90)
	}
}
