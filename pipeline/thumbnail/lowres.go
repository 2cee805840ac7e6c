package thumbnail

import "math"

// leastDecoded is how many pixels the short side of a JPEG keeps that is made smaller
// while it is decoded: twice those of the thumbnail, so that scaling still has
// something to choose from.
const leastDecoded = 2 * Size

// maxLowres is the smallest that ffmpeg decodes a JPEG to: an eighth, a pixel a block.
const maxLowres = 3

// scaledDown says how often a JPEG may be halved while it is decoded, for that costs
// less than to decode all of it. ffmpeg can do so with the samplings that cameras
// write. What is seen of it stays where it is.
func (f Fit) scaledDown(s *source) int {
	if !s.halves {
		return 0
	}
	turn := turned(s.Orientation)
	full := f.place(s.Width, s.Height, turn)
	for n := maxLowres; n > 0; n-- {
		if min(s.Width, s.Height)>>n < leastDecoded {
			continue
		}
		less := f.place(halved(s.Width, n), halved(s.Height, n), turn)
		if less.size == full.size && moved(full, less, n) <= mostMoved {
			return n
		}
	}
	return 0
}

// mostMoved is how far, in pixels of the thumbnail, the edge of what is seen may be
// from where it is without halving. A third of a pixel, which an odd side moves it by,
// costs three hundredths of similarity.
const mostMoved = 0.15

// moved is how far the edges of the part that is seen move in the thumbnail, if the
// image is halved n times.
func moved(full, less placement, n int) float64 {
	most := 0.0
	for _, edge := range [][4]int{
		{full.part.Min.X, less.part.Min.X, full.part.Dx(), full.size.X},
		{full.part.Max.X, less.part.Max.X, full.part.Dx(), full.size.X},
		{full.part.Min.Y, less.part.Min.Y, full.part.Dy(), full.size.Y},
		{full.part.Max.Y, less.part.Max.Y, full.part.Dy(), full.size.Y},
	} {
		most = max(most, math.Abs(float64(edge[0]-edge[1]<<n))*float64(edge[3])/float64(edge[2]))
	}
	return most
}

// halved is how many pixels are left of a side that is halved n times, rounding up.
func halved(side, n int) int { return (side + 1<<n - 1) >> n }

// commonSampling tells whether a JPEG is gray, or has colour at all, half or a quarter
// of its pixels.
func (j *jpegFile) commonSampling() bool {
	switch len(j.components) {
	case 1:
		return j.frame != markSOF3
	case 3:
		y, b, r := j.components[0], j.components[1], j.components[2]
		return j.frame != markSOF3 && b.h == 1 && b.v == 1 && r.h == 1 && r.v == 1 && y.h <= 2 && y.v <= y.h
	}
	return false
}
