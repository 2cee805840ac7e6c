package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// jpegFile is what the markers of a JPEG say. Decoders are silent where a table is
// missing (the picture comes out gray) or a scan is (without its colours).
// https://www.w3.org/Graphics/JPEG/itu-t81.pdf
type jpegFile struct {
	data        []byte
	at          int // of the next marker
	frame       byte
	precision   byte
	components  []jpegComponent
	quantizers  [4]bool
	huffman     [2][4]bool
	anyHuffman  bool
	profile     [][]byte // its parts, by their numbers
	end         bool
	orientation int
	w, h        int
}

// jpegComponent is a plane of a JPEG: brightness, or a part of the colour.
type jpegComponent struct {
	id, h, v, table byte
	scanned         bool
}

// Markers of JPEG.
const (
	markSOF0, markSOF1, markSOF2, markSOF3 = 0xc0, 0xc1, 0xc2, 0xc3
	markDHT, markSOF15                     = 0xc4, 0xcf
	markRST0, markRST7                     = 0xd0, 0xd7
	markSOI, markEOI, markSOS, markDQT     = 0xd8, 0xd9, 0xda, 0xdb
	markAPP1, markAPP2                     = 0xe1, 0xe2
)

// openJPEG looks through a JPEG.
func openJPEG(s *source) error {
	j := jpegFile{data: s.file, at: 2}
	err := j.read()
	s.whole, s.Width, s.Height = j.end, j.w, j.h
	switch {
	case errors.Is(err, errShort):
		return s.cutOff()
	case err != nil:
		return fmt.Errorf("this JPEG %w", err)
	}
	s.Orientation = max(j.orientation, 1)
	s.profile = bytes.Join(j.profile, nil)
	s.decoded = j.memory()
	s.halves = j.commonSampling()
	if j.frame == markSOF3 {
		s.foreign = "a lossless JPEG"
	}
	return nil
}

// errShort says that a file ends before what is looked for.
var errShort = errors.New("it ends too early")

// read goes from marker to marker, up to the end of the image.
func (j *jpegFile) read() error {
	for !j.end {
		marker, body, err := j.next()
		switch {
		case err != nil && j.scanned(): // only its end is missing
			return j.complete()
		case err != nil:
			return err
		}
		if err := j.segment(marker, body); err != nil {
			return err
		}
	}
	return j.complete()
}

// next is the next marker and what belongs to it.
func (j *jpegFile) next() (marker byte, body []byte, err error) {
	for {
		i := bytes.IndexByte(j.data[min(j.at, len(j.data)):], 0xff)
		if i < 0 || j.at+i+1 >= len(j.data) {
			return 0, nil, errShort
		}
		j.at += i + 1
		switch m := j.data[j.at]; {
		case m == 0xff: // filling
			continue
		case m <= 1, m >= markRST0 && m <= markSOI: // they stand alone
			j.at++
			continue
		default:
			marker = m
		}
		j.at++
		if marker == markEOI {
			return marker, nil, nil
		}
		if j.at+2 > len(j.data) {
			return 0, nil, errShort
		}
		n := int(binary.BigEndian.Uint16(j.data[j.at:]))
		if n < 2 || j.at+n > len(j.data) {
			return 0, nil, errShort
		}
		body = j.data[j.at+2 : j.at+n]
		j.at += n
		return marker, body, nil
	}
}

// segment takes what a marker says.
func (j *jpegFile) segment(marker byte, b []byte) error {
	switch {
	case marker == markEOI:
		j.end = true
		if len(j.components) == 0 {
			return errors.New("has no picture in it")
		}
	case marker == markDQT, marker == markDHT:
		j.tables(marker, b)
	case marker == markSOS:
		return j.scan(b)
	case marker == markAPP1 && j.orientation == 0 && bytes.HasPrefix(b, []byte("Exif\x00\x00")):
		j.orientation = exifOrientation(b)
	case marker == markAPP2 && bytes.HasPrefix(b, []byte("ICC_PROFILE\x00")) && len(b) > 14:
		j.profilePart(int(b[12]), int(b[13]), b[14:])
	case marker >= markSOF0 && marker <= markSOF15 && marker != 0xc8 && marker != 0xcc, marker == 0xf7:
		return j.start(marker, b)
	}
	return nil
}

// tables takes note of which tables there are.
func (j *jpegFile) tables(marker byte, b []byte) {
	if marker == markDQT {
		for len(b) > 0 {
			n := 1 + 64<<(b[0]>>4&1)
			j.quantizers[b[0]&3] = true
			b = b[min(n, len(b)):]
		}
		return
	}
	j.anyHuffman = true
	for len(b) >= 17 {
		n := 17
		for _, c := range b[1:17] {
			n += int(c)
		}
		j.huffman[b[0]>>4&1][b[0]&3] = true
		b = b[min(n, len(b)):]
	}
}

// profilePart takes the n-th part of the profile. They need not come in order.
func (j *jpegFile) profilePart(n, of int, b []byte) {
	if len(j.profile) < of {
		j.profile = append(j.profile, make([][]byte, of-len(j.profile))...)
	}
	if n >= 1 && n <= len(j.profile) {
		j.profile[n-1] = b
	}
}

// start takes the header of the frame.
func (j *jpegFile) start(marker byte, b []byte) error {
	switch {
	case len(j.components) > 0:
		return errors.New("has two frames in one")
	case marker == 0xf7:
		return errors.New("is a JPEG-LS, which is not supported")
	case marker > markSOF3 && marker < 0xc8:
		return errors.New("is hierarchical, which is not supported")
	case marker > 0xc8:
		return errors.New("is compressed by arithmetic coding, which is not supported")
	case len(b) < 6 || len(b) < 6+3*int(b[5]):
		return errShort
	}
	j.frame, j.precision = marker, b[0]
	j.h, j.w = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	if j.precision != 8 && marker != markSOF3 {
		return fmt.Errorf("has %d bits a sample, which is not supported", j.precision)
	}
	for i := range int(b[5]) {
		c := b[6+3*i:]
		j.components = append(j.components, jpegComponent{id: c[0], h: max(c[1]>>4, 1), v: max(c[1]&15, 1), table: c[2] & 3})
	}
	if len(j.components) == 0 {
		return errors.New("says it has no colours")
	}
	return nil
}

// scan takes the header of a scan, and looks whether the tables are there that it
// needs.
func (j *jpegFile) scan(b []byte) error {
	if len(b) < 1 || len(b) < 1+2*int(b[0])+3 {
		return errShort
	}
	first, refined := b[1+2*int(b[0])], b[1+2*int(b[0])+2]>>4
	for i := range int(b[0]) {
		id, tables := b[1+2*i], b[2+2*i]
		for k := range j.components {
			c := &j.components[k]
			if c.id != id {
				continue
			}
			needsDC, needsAC := first == 0 && refined == 0, j.frame != markSOF2 && j.frame != markSOF3 || first > 0
			switch {
			case j.frame != markSOF3 && !j.quantizers[c.table]:
				return errors.New("has lost its quantization tables: without them its picture cannot be known")
			case j.anyHuffman && (needsDC && !j.huffman[0][tables>>4&3] || needsAC && !j.huffman[1][tables&3]):
				return errors.New("has lost a Huffman table: without it its picture cannot be known")
			}
			c.scanned = c.scanned || first == 0 || j.frame == markSOF3 // of which first is the predictor
		}
	}
	return nil
}

// scanned tells whether there is a scan for every component.
func (j *jpegFile) scanned() bool {
	for _, c := range j.components {
		if !c.scanned {
			return false
		}
	}
	return len(j.components) > 0
}

// complete says what is missing when there is nothing more.
func (j *jpegFile) complete() error {
	if !j.scanned() {
		return errors.New("lacks a part: not all of its colours are there")
	}
	return nil
}

// memory is about what Go's decoder needs: the planes, of a progressive image also
// all its coefficients, and of one with black the four colours together.
func (j *jpegFile) memory() int64 {
	var most, sum int64
	for _, c := range j.components {
		most = max(most, int64(c.h)*int64(c.v))
		sum += int64(c.h) * int64(c.v)
	}
	samples := (int64(j.w) + 15) * (int64(j.h) + 15) * sum / most
	n := samples
	if j.frame == markSOF2 {
		n += 4 * samples
	}
	if len(j.components) == 4 {
		n += 8 * int64(j.w) * int64(j.h)
	}
	return n
}
