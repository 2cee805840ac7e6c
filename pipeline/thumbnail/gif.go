package thumbnail

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// openGIF looks through the first picture of a GIF. ffmpeg draws what there is of
// one and says nothing, so it is unpacked and counted; that is cheap, a GIF has a
// byte a pixel at most.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
func openGIF(s *source) error {
	const header, descriptor = 13, 10
	if len(s.file) < header {
		return s.cutOff()
	}
	s.Width, s.Height = int(binary.LittleEndian.Uint16(s.file[6:])), int(binary.LittleEndian.Uint16(s.file[8:]))
	s.decoded = s.pixels()
	at := header + colorTable(s.file[10])
	for at < len(s.file) {
		switch s.file[at] {
		case '!': // an extension: its label, then blocks
			if at+8 <= len(s.file) && s.file[at+1] == 0xf9 {
				s.Alpha = s.file[at+3]&1 != 0
			}
			at = skipBlocks(s.file, at+2)
		case ',': // an image: descriptor, colours, code size, then blocks
			if at+descriptor >= len(s.file) {
				return s.cutOff()
			}
			d := s.file[at:]
			corner := image.Pt(int(binary.LittleEndian.Uint16(d[1:])), int(binary.LittleEndian.Uint16(d[3:])))
			size := image.Pt(int(binary.LittleEndian.Uint16(d[5:])), int(binary.LittleEndian.Uint16(d[7:])))
			if frame := (image.Rectangle{corner, corner.Add(size)}); frame != image.Rect(0, 0, s.Width, s.Height) {
				s.decoded += 4 * s.pixels() // it is put on its canvas
				s.Alpha = true
			}
			at += descriptor + colorTable(d[descriptor-1])
			if skipBlocks(s.file, at+1) > len(s.file) {
				return s.cutOff()
			}
			s.check, s.doubt = func() error { return gifPixels(s, at, int64(size.X)*int64(size.Y)) }, doubtAlways
			return nil
		case ';':
			return errors.New("this GIF has no picture in it")
		default:
			return s.undecodable("it has a block of an unknown kind")
		}
	}
	return s.cutOff()
}

// gifPixels unpacks a picture and counts its pixels.
func gifPixels(s *source, at int, want int64) error {
	width := int(s.file[at])
	if width < 1 || width > 8 {
		return s.undecodable("its codes have a width that is not allowed")
	}
	r := lzw.NewReader(&blocks{data: s.file, at: at + 1}, lzw.LSB, max(width, 2))
	if width == 1 { // not in the specification, and not in Go
		return nil
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, want))
	switch {
	case n == want:
		return nil
	case err == nil || errors.Is(err, io.ErrUnexpectedEOF):
		return s.missing(n, want)
	}
	return s.undecodable(err.Error())
}

// blocks reads what is in a chain of blocks.
type blocks struct {
	data []byte
	at   int // of the next block's length
	part bytes.Reader
}

// Read reads on.
func (b *blocks) Read(to []byte) (int, error) {
	for b.part.Len() == 0 {
		if b.at >= len(b.data) || b.data[b.at] == 0 {
			return 0, io.EOF
		}
		n := int(b.data[b.at])
		b.part.Reset(b.data[b.at+1 : min(b.at+1+n, len(b.data))])
		b.at += 1 + n
	}
	return b.part.Read(to)
}

// colorTable is the size of the table that a byte of flags announces.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks is where the blocks that begin at a place end, past the data if
// their end is missing.
func skipBlocks(data []byte, at int) int {
	for at < len(data) {
		n := int(data[at])
		at += n + 1
		if n == 0 {
			return at
		}
	}
	return len(data) + 1
}
