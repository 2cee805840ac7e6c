package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/image/bmp"
)

// bmpFile is what the header of a bitmap says.
// https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
type bmpFile struct {
	size        int // of the header, which tells what kind it is
	depth       int
	compression uint32
	pixels      int64 // where they are
}

// bmpHeader is the header of the file, which stands before that of the picture.
const bmpHeader = 14

// Ways in which a bitmap is compressed.
const (
	bmpRuns8, bmpRuns4, bmpMasks, bmpJPEG, bmpPNG, bmpMasksAlpha = 1, 2, 3, 4, 5, 6
)

// openBMP looks through a bitmap of Windows or OS/2.
func openBMP(s *source) error {
	b := bmpFile{size: int(binary.LittleEndian.Uint32(s.file[bmpHeader:]))} // sniff has seen that it is there
	if len(s.file) < bmpHeader+b.size {
		return s.cutOff()
	}
	if err := b.read(s); err != nil {
		return err
	}
	s.whole = int64(binary.LittleEndian.Uint32(s.file[2:])) <= int64(len(s.file))
	s.Alpha = b.depth == 32
	s.decoded = s.pixels() * 4
	if _, err := bmp.DecodeConfig(bytes.NewReader(s.file)); err != nil {
		s.foreign = b.kind()
	}
	if b.compression != bmpRuns8 && b.compression != bmpRuns4 {
		row := (int64(s.Width)*int64(b.depth) + 31) / 32 * 4
		if b.pixels+row*int64(s.Height) > int64(len(s.file)) {
			return s.cutOff()
		}
		return nil
	}
	s.doubt, s.check = doubtAlways, func() error {
		rows := runRows(s.file[min(b.pixels, int64(len(s.file))):], b.compression == bmpRuns4, s.Width)
		if rows < s.Height {
			return s.missing(int64(rows), int64(s.Height))
		}
		return nil
	}
	return nil
}

// read takes what the header says, and refuses what no decoder here reads.
func (b *bmpFile) read(s *source) error {
	head, le := s.file[bmpHeader:bmpHeader+b.size], binary.LittleEndian
	b.pixels = int64(le.Uint32(s.file[10:]))
	switch {
	case b.size == 12: // OS/2
		s.Width, s.Height, b.depth = int(le.Uint16(head[4:])), int(le.Uint16(head[6:])), int(le.Uint16(head[10:]))
	case b.size < 16:
		return fmt.Errorf("the header of this BMP has %d bytes, which is not known", b.size)
	default:
		s.Width, s.Height, b.depth = int(int32(le.Uint32(head[4:]))), int(int32(le.Uint32(head[8:]))), int(le.Uint16(head[14:]))
		s.Height = max(s.Height, -s.Height) // below zero it stands on its feet
	}
	if b.size >= 20 {
		b.compression = le.Uint32(head[16:])
	}
	switch {
	case b.compression == bmpMasks && b.size == 64:
		return errors.New("this BMP is compressed as a fax (OS/2), which is not supported")
	case b.compression == bmpJPEG:
		return errors.New("this BMP has a JPEG in it, which is not supported")
	case b.compression == bmpPNG:
		return errors.New("this BMP has a PNG in it, which is not supported")
	case b.compression > bmpMasksAlpha:
		return fmt.Errorf("this BMP is compressed in a way (%d) that is not known here", b.compression)
	case !slices.Contains([]int{1, 2, 4, 8, 16, 24, 32}, b.depth):
		return fmt.Errorf("this BMP says it has %d bits a pixel", b.depth)
	}
	return nil
}

// kind is what a bitmap is called that builtin does not read.
func (b *bmpFile) kind() string {
	switch {
	case b.compression == bmpRuns8, b.compression == bmpRuns4:
		return "a BMP compressed by runs (RLE)"
	case b.size == 12 || b.size == 64:
		return "a BMP of OS/2"
	}
	return fmt.Sprintf("a BMP of %d bits a pixel", b.depth)
}

// runRows is how many rows there are in runs of pixels.
func runRows(b []byte, four bool, width int) int {
	x, rows := 0, 0
	for len(b) >= 2 {
		n, v := int(b[0]), int(b[1])
		b = b[2:]
		switch {
		case n > 0:
			x += n
		case v == 0: // the row ends
			x, rows = 0, rows+1
		case v == 1: // the picture ends
			if x > 0 {
				rows++
			}
			return rows
		case v == 2: // a step to the right and up
			if len(b) < 2 {
				return rows
			}
			x, rows = x+int(b[0]), rows+int(b[1])
			b = b[2:]
		default: // pixels as they are, padded to two bytes
			bytes := v
			if four {
				bytes = (v + 1) / 2
			}
			if bytes += bytes & 1; bytes > len(b) {
				return rows
			}
			x += v
			b = b[bytes:]
		}
	}
	if x >= width {
		rows++
	}
	return rows
}
