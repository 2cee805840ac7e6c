package thumbnail

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/bits"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"
)

// rows is how many rows a block has. The last strip may have fewer than others; a
// tile has all, if not all are in the image.
func (t *tiffFile) rows(block int) int {
	if t.tiled {
		return t.blockH
	}
	return min(t.blockH, t.h-block%(t.across*t.down)/t.across*t.blockH)
}

// rowBytes is how many bytes a row of a block has that is w pixels wide. Where
// pixels share colours, it is that of a row of groups, a part for each of its rows.
func (t *tiffFile) rowBytes(w int) int {
	if t.shared() {
		groups := (w + t.shareX - 1) / t.shareX
		return groups * (t.shareX*t.shareY + 2) / t.shareY
	}
	samples := t.samples
	if t.planar {
		samples = 1
	}
	return (w*samples*t.bits + 7) / 8
}

// shared tells whether pixels share colours as they lie in the file. In a JPEG that
// is the JPEG's affair.
func (t *tiffFile) shared() bool { return t.shareX*t.shareY > 1 && t.compression != 7 }

// packed is a block as it lies in the file, its highest bits first.
func (t *tiffFile) packed(i int) ([]byte, bool) {
	packed, ok := t.at(t.offsets[i], int(t.counts[i]))
	if ok && t.number(tagFillOrder, 1) == 2 {
		packed = bytes.Clone(packed)
		for k, b := range packed {
			packed[k] = bits.Reverse8(b)
		}
	}
	return packed, ok
}

// block unpacks a block that is no JPEG.
func (t *tiffFile) block(i int) (io.Reader, error) {
	packed, ok := t.packed(i)
	if !ok {
		return nil, io.ErrUnexpectedEOF
	}
	rows := t.rows(i)
	switch r := bytes.NewReader(packed); t.compression {
	case 1:
		return r, nil
	case 4:
		return ccitt.NewReader(r, ccitt.MSB, ccitt.Group4, t.blockW, rows, &ccitt.Options{Invert: true}), nil
	case 5:
		return lzw.NewReader(r, lzw.MSB, 8), nil
	case 8, 32946:
		z, err := zlib.NewReader(r)
		return z, err
	case 32773:
		return &packBits{r: bufio.NewReader(r)}, nil
	}
	return nil, fmt.Errorf("its compression (%d) is not supported", t.compression)
}

// faxRows is how many rows begin in a fax of group 3: each with eleven zeroes and a
// one.
func faxRows(b []byte) (rows int) {
	zeroes := 0
	for _, v := range b {
		for bit := 7; bit >= 0; bit-- {
			switch {
			case v>>bit&1 == 0:
				zeroes++
			case zeroes >= 11:
				rows++
				fallthrough
			default:
				zeroes = 0
			}
		}
	}
	return rows
}

// packBits unpacks runs of bytes.
type packBits struct {
	r    io.ByteReader
	run  int // bytes left of the run
	same bool
	b    byte
}

// Read unpacks.
func (p *packBits) Read(to []byte) (n int, err error) {
	for n < len(to) {
		if p.run == 0 {
			head, err := p.r.ReadByte()
			if err != nil {
				return n, err
			}
			switch h := int(int8(head)); {
			case h >= 0:
				p.run, p.same = h+1, false
			case h > -128:
				p.run, p.same = 1-h, true
				if p.b, err = p.r.ReadByte(); err != nil {
					return n, io.ErrUnexpectedEOF
				}
			}
			continue
		}
		if !p.same {
			if p.b, err = p.r.ReadByte(); err != nil {
				return n, io.ErrUnexpectedEOF
			}
		}
		to[n] = p.b
		n++
		p.run--
	}
	return n, nil
}
