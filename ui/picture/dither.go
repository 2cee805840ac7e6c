package picture

// dither spreads the difference between each pixel and the nearest of the first
// 16 colours over its neighbours (Floyd and Steinberg's weights, at three
// quarters of their strength, which keeps flat areas calm). With so few colours
// nothing else keeps a picture's mean colour. The grid then holds only shown
// colours.
func (g *grid) dither() {
	type rest struct{ r, g, b int }
	owed := make([]rest, len(g.pixels)+g.w+2)
	clamp := func(v int) uint8 { return uint8(min(max(v, 0), 255)) }
	for i, p := range g.pixels {
		if p.clear {
			continue
		}
		const unit = 16
		o := owed[i]
		want := pixel{clamp(int(p.r) + o.r/unit), clamp(int(p.g) + o.g/unit), clamp(int(p.b) + o.b/unit), false}
		got := color16(want)
		g.pixels[i] = got
		give := func(to, weight int) {
			weight = weight * 3 / 4
			owed[to].r += (int(want.r) - int(got.r)) * weight
			owed[to].g += (int(want.g) - int(got.g)) * weight
			owed[to].b += (int(want.b) - int(got.b)) * weight
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
