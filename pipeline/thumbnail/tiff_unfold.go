package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
)

// channels is how many there are of an unfolded picture: gray or colours, and what
// is see-through.
func (t *tiffFile) channels() int {
	n := 3
	if t.photometric <= blackIsZero {
		n = 1
	}
	if t.alpha() {
		return 4
	}
	return n
}

// plainPicture is the picture of a TIFF unfolded into rows of gray, RGB or RGBA, of
// 8 or 16 bits, and after a header that makes it a TIFF again. Both decoders read it.
type plainPicture struct {
	w, h, channels int
	wide           bool // 16 bits
	file           []byte
	pixels         []byte // within file
}

// newPlain makes an empty picture with its header.
func newPlain(w, h, channels int, wide bool) *plainPicture {
	bytesOf, depth := 1, uint32(8)
	if wide {
		bytesOf, depth = 2, 16
	}
	size := w * h * channels * bytesOf
	photometric := uint32(isRGB)
	if channels == 1 {
		photometric = blackIsZero
	}
	const head = 8 + 2 + 11*12 + 4 + 8 // the directory, and the widths of up to four samples
	b := make([]byte, 0, head+size)
	le := binary.LittleEndian
	b = append(b, "II*\x00\x08\x00\x00\x00\x0a\x00"...)
	entries := [][4]uint32{
		{tagWidth, 4, 1, uint32(w)},
		{tagHeight, 4, 1, uint32(h)},
		{tagBits, 3, uint32(channels), head - 8},
		{tagCompression, 3, 1, 1},
		{tagPhotometric, 3, 1, photometric},
		{tagStripOffsets, 4, 1, head},
		{tagSamples, 3, 1, uint32(channels)},
		{tagRowsPerStrip, 4, 1, uint32(h)},
		{tagStripCounts, 4, 1, uint32(size)},
		{tagPlanar, 3, 1, 1},
	}
	if channels == 1 {
		entries[2][3] = depth
	}
	if channels == 4 {
		entries = append(entries, [4]uint32{tagExtraSamples, 3, 1, 2})
		b[8]++
	}
	for _, e := range entries {
		b = le.AppendUint16(le.AppendUint16(b, uint16(e[0])), uint16(e[1]))
		b = le.AppendUint32(le.AppendUint32(b, e[2]), e[3])
	}
	b = b[:head-8]
	for range 4 {
		b = le.AppendUint16(b, uint16(depth))
	}
	b = b[:head+size]
	return &plainPicture{w: w, h: h, channels: channels, wide: wide, file: b, pixels: b[head:]}
}

// set sets the channels of a pixel, of which each is from 0 to 65535.
func (p *plainPicture) set(x, y int, values []uint16) {
	at := (y*p.w + x) * p.channels
	for i, v := range values[:p.channels] {
		if p.wide {
			binary.LittleEndian.PutUint16(p.pixels[2*(at+i):], v)
		} else {
			p.pixels[at+i] = uint8(v >> 8)
		}
	}
}

// unfold makes a TIFF plain.
func (t *tiffFile) unfold() ([]byte, error) {
	p := newPlain(t.w, t.h, t.channels(), t.bits > 8)
	blocks, planes := t.across*t.down, 1
	if t.planar {
		planes = t.samples
	}
	rows := make([]*tiffRows, planes)
	for i := range blocks {
		at := image.Pt(i%t.across*t.blockW, i/t.across*t.blockH)
		if t.compression == 7 {
			if err := t.unfoldJPEG(p, i, at); err != nil {
				return nil, err
			}
			continue
		}
		for plane := range planes {
			r, err := t.block(plane*blocks + i)
			if err != nil {
				return nil, err
			}
			rows[plane] = t.newRows(r)
		}
		if err := t.unfoldBlock(p, rows, at); err != nil {
			return nil, err
		}
	}
	return p.file, nil
}

// unfoldBlock puts a block into the picture.
func (t *tiffFile) unfoldBlock(p *plainPicture, rows []*tiffRows, at image.Point) error {
	values := make([]uint16, max(t.samples, 4))
	for y := at.Y; y < min(at.Y+t.blockH, t.h); y++ {
		for _, r := range rows {
			if err := r.next(); err != nil {
				return err
			}
		}
		for x := at.X; x < min(at.X+t.blockW, t.w); x++ {
			for i := range t.samples {
				if t.planar {
					values[i] = rows[i].sample(x-at.X, 0)
				} else {
					values[i] = rows[0].sample(x-at.X, i)
				}
			}
			t.colour(values)
			p.set(x, y, values)
		}
	}
	return nil
}

// colour turns the samples of a pixel into channels.
func (t *tiffFile) colour(v []uint16) {
	var alpha uint16
	if t.alpha() {
		alpha = v[t.colors()]
	}
	switch t.photometric {
	case whiteIsZero:
		v[0] = math.MaxUint16 - v[0]
	case isPalette:
		colors := t.tags[tagColors].value // all red, all green, all blue
		n := len(colors) / 6
		i := int(v[0])
		for c := range 3 {
			v[c] = 0
			if i < n {
				v[c] = t.order.Uint16(colors[2*(c*n+i):])
			}
		}
	case isCMYK:
		for i := range 3 {
			v[i] = uint16(uint32(math.MaxUint16-v[i]) * uint32(math.MaxUint16-v[3]) / math.MaxUint16)
		}
	case isYCbCr:
		t.fullRange(v)
		r, g, b := color.YCbCrToRGB(uint8(v[0]>>8), uint8(v[1]>>8), uint8(v[2]>>8))
		v[0], v[1], v[2] = uint16(r)*257, uint16(g)*257, uint16(b)*257
	}
	if !t.alpha() {
		return
	}
	if t.colors() == 1 && t.photometric != isPalette {
		v[1], v[2] = v[0], v[0]
	}
	if t.extra == 1 && alpha > 0 { // colours were multiplied by it
		for i := range 3 {
			v[i] = uint16(min(uint32(v[i])*math.MaxUint16/uint32(alpha), math.MaxUint16))
		}
	}
	v[3] = alpha
}

// fullRange spreads brightness and colour over all levels, if the file says that they
// are kept from some level to another, as in television.
func (t *tiffFile) fullRange(v []uint16) {
	if len(t.reference) < 6 {
		return
	}
	for i, full := range []float64{255, 127, 127} {
		black, white := t.reference[2*i], t.reference[2*i+1]
		if white-black < 1 {
			continue
		}
		level := (float64(v[i]>>8) - black) * full / (white - black)
		if i > 0 {
			level += 128
		}
		v[i] = uint16(min(max(level+0.5, 0), 255)) * 257
	}
}

// unfoldJPEG puts a block into the picture that is a JPEG. What all blocks have in
// common, their tables, stands beside them.
func (t *tiffFile) unfoldJPEG(p *plainPicture, block int, at image.Point) error {
	if t.photometric == isCMYK || t.photometric == isPalette || t.planar || t.bits != 8 || t.samples > t.colors() {
		return errors.New("JPEG of such colours in a TIFF is not supported")
	}
	stream, ok := t.JPEG(block)
	if !ok {
		return io.ErrUnexpectedEOF
	}
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(stream))
	if err != nil {
		return err
	}
	if cfg.Width > t.blockW+16 || cfg.Height > t.blockH+16 || cfg.Width < min(t.blockW, t.w-at.X) || cfg.Height < min(t.blockH, t.h-at.Y) {
		return fmt.Errorf("a JPEG in it has %dx%d pixels instead of %dx%d", cfg.Width, cfg.Height, t.blockW, t.blockH)
	}
	img, err := jpeg.Decode(bytes.NewReader(stream))
	if err != nil {
		return err
	}
	values := make([]uint16, 4)
	for y := at.Y; y < min(at.Y+t.blockH, t.h); y++ {
		for x := at.X; x < min(at.X+t.blockW, t.w); x++ {
			r, g, b, _ := img.At(x-at.X, y-at.Y).RGBA()
			values[0], values[1], values[2] = uint16(r), uint16(g), uint16(b)
			if t.photometric == whiteIsZero {
				values[0] = math.MaxUint16 - values[0]
			}
			p.set(x, y, values)
		}
	}
	return nil
}

// JPEG is a block as a JPEG of its own: with the tables of all, and with a note
// that its colours are RGB where they are.
func (t *tiffFile) JPEG(block int) ([]byte, bool) {
	b, ok := t.at(t.offsets[block], int(t.counts[block]))
	if !ok || len(b) < 4 {
		return nil, false
	}
	out := []byte("\xff\xd8")
	if t.photometric == isRGB {
		out = append(out, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"...)
	}
	if tables := t.tags[tagJPEGTables].value; len(tables) > 4 {
		out = append(out, tables[2:len(tables)-2]...)
	}
	return append(out, b[2:]...), true
}
