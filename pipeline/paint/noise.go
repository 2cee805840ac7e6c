package paint

import "math"

// random is a small generator of which one is made for each image: the same
// seed gives the same numbers on every machine.
type random uint64

// next is a number from 0 up to 1.
func (r *random) next() float64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

// between is a number of a range.
func (r *random) between(low, high float64) float64 { return low + (high-low)*r.next() }

// ridge is a line of hills: heights from -1 to 1 for each of n columns. It adds
// up waves, each half as long as the one before and the lower the smoother.
func ridge(r *random, n int, rough float64) []float64 {
	line := make([]float64, n)
	length, height, total := float64(n)*r.between(0.5, 0.9), 1.0, 0.0
	for range 7 {
		phase := r.between(0, 2*math.Pi)
		bend := r.between(0.5, 1.5)
		for x := range line {
			t := float64(x)/length*2*math.Pi + phase
			line[x] += height * math.Sin(t+bend*math.Sin(t/2+phase))
		}
		total += height
		length /= 2.1
		height *= 0.25 + 0.35*rough
	}
	for x := range line {
		line[x] /= total
	}
	return line
}
