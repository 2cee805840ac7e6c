package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/image/bmp"
)

// openBMP looks through a bitmap of Windows or OS/2.
// https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
func openBMP(s *source) error {
	const fileHeader = 14
	b, le := s.file, binary.LittleEndian
	size := int(le.Uint32(b[fileHeader:])) // sniff has seen that it is there
	if len(b) < fileHeader+size {
		return s.cutOff()
	}
	s.whole = int64(le.Uint32(b[2:])) <= int64(len(b))
	head := b[fileHeader : fileHeader+size]
	depth, compression := 0, uint32(0)
	switch {
	case size == 12: // OS/2
		s.Width, s.Height, depth = int(le.Uint16(head[4:])), int(le.Uint16(head[6:])), int(le.Uint16(head[10:]))
	case size < 16:
		return fmt.Errorf("the header of this BMP has %d bytes, which is not known", size)
	default:
		s.Width, s.Height, depth = int(int32(le.Uint32(head[4:]))), int(int32(le.Uint32(head[8:]))), int(le.Uint16(head[14:]))
		if size >= 20 {
			compression = le.Uint32(head[16:])
		}
	}
	s.Height = max(s.Height, -s.Height) // below zero it stands on its feet
	switch name := map[uint32]string{4: "a JPEG", 5: "a PNG"}[compression]; {
	case name != "":
		return fmt.Errorf("this BMP has %s in it, which is not supported", name)
	case compression == 3 && size == 64:
		return errors.New("this BMP is compressed as a fax (OS/2), which is not supported")
	case compression > 6:
		return fmt.Errorf("this BMP is compressed in a way (%d) that is not known here", compression)
	case depth != 1 && depth != 2 && depth != 4 && depth != 8 && depth != 16 && depth != 24 && depth != 32:
		return fmt.Errorf("this BMP says it has %d bits a pixel", depth)
	}
	s.Alpha = depth == 32
	s.decoded = s.pixels() * 4
	if _, err := bmp.DecodeConfig(bytes.NewReader(b)); err != nil {
		s.foreign = fmt.Sprintf("a BMP of %d bits (compression %d)", depth, compression)
	}
	pixels := int64(le.Uint32(b[10:]))
	if compression != 1 && compression != 2 {
		if row := (int64(s.Width)*int64(depth) + 31) / 32 * 4; pixels+row*int64(s.Height) > int64(len(b)) && s.pixels() <= MaxPixels {
			return s.cutOff()
		}
		return nil
	}
	s.doubt, s.check = doubtAlways, func() error {
		if rows := runRows(b[min(pixels, int64(len(b))):], compression == 2, s.Width); rows < s.Height {
			return s.missing(int64(rows), int64(s.Height))
		}
		return nil
	}
	return nil
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
