package picture

// dither makes a grid hold only colours of a palette, and spreads a share (in
// sixteenths) of the difference between each pixel and the nearest of them over
// its neighbours, as Floyd and Steinberg do. All of it keeps the mean colour; a
// part of it keeps flat areas calm.
func (g *grid) dither(share int, nearest func(pixel) pixel) {
	type rest struct{ r, g, b int } // in sixteenths
	const unit = 16
	owed := make([]rest, len(g.pixels)+g.w+2)
	clamp := func(v int) uint8 { return uint8(min(max(v, 0), 255)) }
	for i, p := range g.pixels {
		if p.clear {
			continue
		}
		o := owed[i]
		want := pixel{clamp(int(p.r) + o.r/unit), clamp(int(p.g) + o.g/unit), clamp(int(p.b) + o.b/unit), false}
		got := nearest(want)
		g.pixels[i] = got
		give := func(to, weight int) {
			owed[to].r += (int(want.r) - int(got.r)) * weight * share / unit
			owed[to].g += (int(want.g) - int(got.g)) * weight * share / unit
			owed[to].b += (int(want.b) - int(got.b)) * weight * share / unit
		}
		if x := i % g.w; x+1 < g.w {
			give(i+1, 7)
			give(i+g.w+1, 1)
		}
		if i%g.w > 0 {
			give(i+g.w-1, 3)
		}
		give(i+g.w, 5)
	}
}

// vivid doubles how far each colour is from gray. The first 16 colours are so
// strong that a picture of moderate ones would come out as grays.
func (g *grid) vivid() {
	for i, p := range g.pixels {
		l := p.luma()
		push := func(v uint8) uint8 { return uint8(min(max(l+2*(int(v)-l), 0), 255)) }
		g.pixels[i] = pixel{push(p.r), push(p.g), push(p.b), p.clear}
	}
}
