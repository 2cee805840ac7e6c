package thumbnail

import (
	"encoding/binary"
	"io"
	"math"
)

// tiffRows reads the rows of a block, one after the other.
type tiffRows struct {
	t       *tiffFile
	r       io.Reader
	samples int    // of a pixel in it
	row     []byte // or a row of groups of pixels that share colours
	within  int    // which row of the group
	undone  []byte // fractions, their bytes in order
}

// newRows reads the rows of a block.
func (t *tiffFile) newRows(r io.Reader) *tiffRows {
	rows := &tiffRows{t: t, r: r, samples: t.samples}
	if t.planar {
		rows.samples = 1
	}
	size := t.rowBytes(t.blockW)
	if t.shared() {
		size = (t.blockW + t.shareX - 1) / t.shareX * (t.shareX*t.shareY + 2)
		rows.within = t.shareY - 1
	}
	rows.row, rows.undone = make([]byte, size), make([]byte, size)
	return rows
}

// next reads a row.
func (r *tiffRows) next() error {
	if r.t.shared() {
		if r.within++; r.within < r.t.shareY {
			return nil
		}
		r.within = 0
	}
	if _, err := io.ReadFull(r.r, r.row); err != nil {
		return err
	}
	switch r.t.predictor {
	case 2:
		r.addUp()
	case 3:
		r.addUpFractions()
	}
	return nil
}

// addUp undoes the predictor that keeps what differs from the pixel before.
func (r *tiffRows) addUp() {
	switch n, order := r.samples, r.t.order; r.t.bits {
	case 8:
		for i := n; i < len(r.row); i++ {
			r.row[i] += r.row[i-n]
		}
	case 16:
		for i := 2 * n; i+1 < len(r.row); i += 2 {
			order.PutUint16(r.row[i:], order.Uint16(r.row[i:])+order.Uint16(r.row[i-2*n:]))
		}
	case 32:
		for i := 4 * n; i+3 < len(r.row); i += 4 {
			order.PutUint32(r.row[i:], order.Uint32(r.row[i:])+order.Uint32(r.row[i-4*n:]))
		}
	}
}

// addUpFractions undoes the predictor for fractions: all their first bytes come
// first, then all their second ones, as differences.
// https://download.osgeo.org/libtiff/doc/TIFFTN3d1.pdf
func (r *tiffRows) addUpFractions() {
	for i := r.samples; i < len(r.row); i++ {
		r.row[i] += r.row[i-r.samples]
	}
	width := r.t.bits / 8
	n := len(r.row) / width
	for i := range n {
		for k := range width {
			to := k
			if r.t.order == binary.LittleEndian {
				to = width - 1 - k
			}
			r.undone[i*width+to] = r.row[k*n+i]
		}
	}
	copy(r.row, r.undone)
}

// sample is a sample of the row, from 0 to 65535; the index of a palette as it is.
func (r *tiffRows) sample(x, i int) uint16 {
	t := r.t
	if t.shared() {
		g := r.row[x/t.shareX*(t.shareX*t.shareY+2):]
		if i == 0 {
			return uint16(g[r.within*t.shareX+x%t.shareX]) * 257
		}
		return uint16(g[t.shareX*t.shareY+i-1]) * 257
	}
	n := x*r.samples + i
	if t.format == 3 {
		return fraction(r.row, n, t)
	}
	var v uint64
	switch t.bits {
	case 8:
		v = uint64(r.row[n])
	case 16:
		v = uint64(t.order.Uint16(r.row[2*n:]))
	case 32:
		v = uint64(t.order.Uint32(r.row[4*n:]))
	default: // the highest bit comes first
		for bit := n * t.bits; bit < (n+1)*t.bits; bit++ {
			v = v<<1 | uint64(r.row[bit/8]>>(7-bit%8)&1)
		}
	}
	if t.photometric == isPalette {
		return uint16(min(v, math.MaxUint16))
	}
	return uint16(v * math.MaxUint16 / (1<<t.bits - 1))
}

// fraction is a sample from 0 to 1.
func fraction(row []byte, n int, t *tiffFile) uint16 {
	var v float64
	switch t.bits {
	case 16:
		v = half(t.order.Uint16(row[2*n:]))
	case 32:
		v = float64(math.Float32frombits(t.order.Uint32(row[4*n:])))
	case 64:
		v = math.Float64frombits(t.order.Uint64(row[8*n:]))
	}
	if !(v > 0) { // nor is it no number
		return 0
	}
	return uint16(min(v, 1)*math.MaxUint16 + 0.5)
}

// half is a fraction of 16 bits.
func half(b uint16) float64 {
	exponent, mantissa := int(b>>10&31), float64(b&1023)
	v := math.Ldexp(mantissa/1024, -14)
	if exponent > 0 {
		v = math.Ldexp(1+mantissa/1024, exponent-15)
	}
	if b>>15 != 0 {
		return -v
	}
	return v
}
