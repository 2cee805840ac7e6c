package thumbnail

// openJXL reads the header of a JPEG XL, bare or in boxes.
// https://www.iso.org/standard/85066.html
func openJXL(s *source) error {
	s.input, s.oneGo, s.foreign, s.Alpha = "jpegxl_pipe", true, "a JPEG XL", true
	stream := s.file
	if stream[0] == 0 {
		stream = nil
		for _, b := range boxes(s.file) {
			if b.cut && (b.name == "jxlc" || b.name == "jxlp") {
				s.whole = false
			}
			switch {
			case stream != nil:
			case b.name == "jxlc":
				stream = b.body
			case b.name == "jxlp" && len(b.body) > 4:
				stream = b.body[4:]
			}
		}
	}
	if len(stream) < 4 || stream[0] != 0xff || stream[1] != 0x0a {
		return s.cutOff()
	}
	b := bitsOf(stream[2:])
	s.Width, s.Height = b.size()
	if b.take(1) == 0 && b.take(1) == 1 && b.take(3) >= 4 { // not all as usual, more fields, orientation
		s.Width, s.Height = s.Height, s.Width // the decoder turns it upright
	}
	if b.short {
		return s.cutOff()
	}
	return nil
}

// bitReader reads numbers whose lowest bit comes first.
type bitReader struct {
	v     uint64
	n     int
	b     []byte
	short bool
}

// bitsOf reads a header, which has no more than some bytes.
func bitsOf(b []byte) *bitReader { return &bitReader{b: b} }

// take reads a number of n bits.
func (r *bitReader) take(n int) int {
	for r.n < n {
		if len(r.b) == 0 {
			r.short = true
			return 0
		}
		r.v |= uint64(r.b[0]) << r.n
		r.b, r.n = r.b[1:], r.n+8
	}
	v := int(r.v & (1<<n - 1))
	r.v, r.n = r.v>>n, r.n-n
	return v
}

// size reads how large the image is. The width may be given as a ratio.
func (r *bitReader) size() (w, h int) {
	small := r.take(1) == 1
	side := func() int {
		if small {
			return (r.take(5) + 1) * 8
		}
		return r.take([4]int{9, 13, 18, 30}[r.take(2)]) + 1
	}
	h = side()
	ratio := r.take(3)
	if ratio == 0 {
		return side(), h
	}
	of := [8][2]int{{}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}[ratio]
	return int(int64(h) * int64(of[0]) / int64(of[1])), h
}
