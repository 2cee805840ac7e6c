package picture

import "strconv"

// painterOf is the painter of those colours, nil for none.
func painterOf(colors Colors) *painter {
	switch colors {
	case True:
		return &painter{
			foreground: func(b []byte, p pixel) []byte { return p.appendTrue(append(b, "38;2;"...)) },
			background: func(b []byte, p pixel) []byte { return p.appendTrue(append(b, "48;2;"...)) },
			prepare:    func(*grid) {},
		}
	case Indexed:
		return &painter{
			foreground: func(b []byte, p pixel) []byte { return appendIndex(append(b, "38;5;"...), p.index256()) },
			background: func(b []byte, p pixel) []byte { return appendIndex(append(b, "48;5;"...), p.index256()) },
			prepare:    func(g *grid) { g.dither(8, color256) },
		}
	case Basic:
		return &painter{
			foreground: func(b []byte, p pixel) []byte { return appendBasic(b, p.index16(), 30, 90) },
			background: func(b []byte, p pixel) []byte { return appendBasic(b, p.index16(), 40, 100) },
			prepare:    func(g *grid) { g.vivid(); g.dither(16, color16) },
		}
	case None:
	}
	return nil
}

// appendTrue appends the three numbers of a 24-bit colour.
func (p pixel) appendTrue(b []byte) []byte {
	b = append(appendIndex(b, int(p.r)), ';')
	b = append(appendIndex(b, int(p.g)), ';')
	return appendIndex(b, int(p.b))
}

// appendIndex appends a number.
func appendIndex(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// appendBasic appends one of the first 16 colours: 8 from low, 8 from high.
func appendBasic(b []byte, n, low, high int) []byte {
	if n < 8 {
		return appendIndex(b, low+n)
	}
	return appendIndex(b, high+n-8)
}

// levels are the six steps of each channel in xterm's cube of 216 colours.
var levels = [6]int{0, 95, 135, 175, 215, 255}

// level is the step that is nearest to a channel's value.
func level(v uint8) int {
	switch {
	case v < 48:
		return 0
	case v < 115:
		return 1
	}
	return (int(v) - 35) / 40
}

// gray is the step of the ramp of 24 grays that is nearest: 8, 18 … 238.
func gray(luma int) int { return min(max((luma-3)/10, 0), 23) }

// index256 is the number of the nearest of xterm's 256 colours, without the
// first 16, which people change.
func (p pixel) index256() int {
	r, g, b := level(p.r), level(p.g), level(p.b)
	cube := pixel{uint8(levels[r]), uint8(levels[g]), uint8(levels[b]), false}
	step := gray(p.luma())
	v := uint8(8 + 10*step)
	if p.distance(pixel{v, v, v, false}) < p.distance(cube) {
		return 232 + step
	}
	return 16 + 36*r + 6*g + b
}

// color256 is the nearest of the 256 colours.
func color256(p pixel) pixel {
	n := p.index256()
	if n >= 232 {
		v := uint8(8 + 10*(n-232))
		return pixel{v, v, v, false}
	}
	n -= 16
	return pixel{uint8(levels[n/36]), uint8(levels[n/6%6]), uint8(levels[n%6]), false}
}

// basic are the first 16 colours as xterm has them. Terminals differ here, but
// not so much that another choice would be better.
var basic = [16]pixel{
	{0, 0, 0, false},
	{205, 0, 0, false},
	{0, 205, 0, false},
	{205, 205, 0, false},
	{0, 0, 238, false},
	{205, 0, 205, false},
	{0, 205, 205, false},
	{229, 229, 229, false},
	{127, 127, 127, false},
	{255, 0, 0, false},
	{0, 255, 0, false},
	{255, 255, 0, false},
	{92, 92, 255, false},
	{255, 0, 255, false},
	{0, 255, 255, false},
	{255, 255, 255, false},
}

// index16 is the number of the nearest of the first 16 colours.
func (p pixel) index16() int {
	best := 0
	for i := range basic {
		if p.distance(basic[i]) < p.distance(basic[best]) {
			best = i
		}
	}
	return best
}

// color16 is the nearest of the first 16 colours.
func color16(p pixel) pixel { return basic[p.index16()] }

// distance is how different two colours look, weighted by how red they are.
func (p pixel) distance(q pixel) int {
	mean := (int(p.r) + int(q.r)) / 2
	r, g, b := int(p.r)-int(q.r), int(p.g)-int(q.g), int(p.b)-int(q.b)
	return ((512+mean)*r*r)>>8 + 4*g*g + ((767-mean)*b*b)>>8
}
