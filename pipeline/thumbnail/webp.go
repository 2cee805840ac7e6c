package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/webp"
)

// webpFile is what the chunks of a WebP say.
// https://developers.google.com/speed/webp/docs/riff_container
type webpFile struct {
	canvas    image.Point // of VP8X, 0 without
	alpha     []byte      // the chunk ALPH with its head
	picture   []byte      // the chunk VP8 or VP8L with its head
	lossless  bool
	frame     image.Rectangle
	animation bool
	inner     bool // it is what a frame consists of, in which there are no others
}

// smallWebP is up to how many pixels a WebP is always decoded twice: in a small one a
// row of blocks, 16 pixels, is a good part of it, and to decode it is cheap.
const smallWebP = 512 * 512

// openWebP looks through a WebP. Of an animated one the first frame is cut out,
// since no decoder here reads the whole.
func openWebP(s *source) error {
	var w webpFile
	end := int64(binary.LittleEndian.Uint32(s.file[4:])) + 8
	s.whole = end <= int64(len(s.file))
	if err := w.read(s, s.file[12:]); err != nil {
		return err
	}
	size, seeThrough, err := w.size()
	if err != nil {
		return s.undecodable(err.Error())
	}
	s.Alpha = seeThrough || w.alpha != nil
	s.Width, s.Height = size.X, size.Y
	s.decoded = s.pixels() * 2
	if w.lossless {
		s.decoded = s.pixels() * 8
	}
	switch {
	case w.animation && size != w.frame.Size():
		return fmt.Errorf("this WebP says its first frame has %dx%d pixels, and it has %dx%d", w.frame.Dx(), w.frame.Dy(), size.X, size.Y)
	case w.animation && w.canvas != size:
		s.frame, s.Alpha = w.frame, true
		s.Width, s.Height = w.canvas.X, w.canvas.Y
		s.decoded += s.pixels() * 4
	case w.canvas != image.Point{} && w.canvas != size:
		return fmt.Errorf("this WebP says it has %dx%d pixels, and its picture has %dx%d", w.canvas.X, w.canvas.Y, size.X, size.Y)
	}
	if w.animation {
		s.picture = w.still(size)
	}
	if !w.lossless { // ffmpeg leaves green what is not there, but for a row of blocks
		s.checked = s.pixels() * 2
		s.doubt, s.check = doubtGreenCorner, func() error { return decodesInGo(s) }
		if s.pixels() <= smallWebP {
			s.doubt = doubtAlways
		}
	}
	return nil
}

// read goes from chunk to chunk.
func (w *webpFile) read(s *source, b []byte) error {
	for len(b) >= 8 && !(w.animation && w.picture != nil) {
		name, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		chunk := b[8:]
		cut := n > int64(len(chunk))
		if !cut {
			chunk = chunk[:n]
		}
		if cut && (name == "VP8 " || name == "VP8L" || name == "ALPH" || name == "ANMF" || name == "VP8X") {
			return s.cutOff()
		}
		if err := w.chunk(s, name, chunk, b[:min(8+n+n&1, int64(len(b)))]); err != nil {
			return err
		}
		b = b[min(8+n+n&1, int64(len(b))):]
	}
	if w.picture == nil {
		return s.cutOff()
	}
	return nil
}

// chunk takes what a chunk says; with its head, it is whole.
func (w *webpFile) chunk(s *source, name string, b, whole []byte) error {
	switch name {
	case "VP8X":
		if len(b) < 10 {
			return errors.New("the header of this WebP is damaged")
		}
		w.canvas = image.Pt(uint24(b[4:])+1, uint24(b[7:])+1)
	case "VP8 ", "VP8L":
		if w.picture == nil {
			w.picture, w.lossless = whole, name == "VP8L"
		}
	case "ALPH":
		if w.picture == nil {
			w.alpha = whole
		}
	case "ANMF":
		if w.inner {
			return errors.New("this WebP has a frame within a frame")
		}
		if len(b) < 16 {
			return s.cutOff()
		}
		corner := image.Pt(2*uint24(b), 2*uint24(b[3:]))
		w.frame = image.Rectangle{corner, corner.Add(image.Pt(uint24(b[6:])+1, uint24(b[9:])+1))}
		if !w.frame.In(image.Rectangle{Max: w.canvas}) {
			return errors.New("this WebP has a frame that is not within its canvas")
		}
		w.animation = true
		inner := webpFile{inner: true}
		if err := inner.read(s, b[16:]); err != nil {
			return err
		}
		w.picture, w.alpha, w.lossless = inner.picture, inner.alpha, inner.lossless
	case "EXIF":
		s.Orientation = exifOrientation(b)
	case "ICCP":
		s.profile = b
	}
	return nil
}

// size is that of the picture, and whether parts of it may be see-through.
func (w *webpFile) size() (size image.Point, alpha bool, err error) {
	b := w.picture[8:]
	if w.lossless {
		if len(b) < 5 || b[0] != 0x2f {
			return size, false, errors.New("its lossless picture has no header")
		}
		v := binary.LittleEndian.Uint32(b[1:])
		return image.Pt(int(v&0x3fff)+1, int(v>>14&0x3fff)+1), v>>28&1 != 0, nil
	}
	if len(b) < 10 || !bytes.Equal(b[3:6], []byte("\x9d\x01\x2a")) {
		return size, false, errors.New("its picture has no header")
	}
	return image.Pt(int(binary.LittleEndian.Uint16(b[6:])&0x3fff), int(binary.LittleEndian.Uint16(b[8:])&0x3fff)), false, nil
}

// still is the picture as a WebP of its own.
func (w *webpFile) still(size image.Point) []byte {
	var b []byte
	if w.alpha != nil && !w.lossless {
		b = append(b, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		for _, n := range []int{size.X - 1, size.Y - 1} {
			b = append(b, byte(n), byte(n>>8), byte(n>>16))
		}
		b = append(b, w.alpha...)
		b = append(b, make([]byte, len(w.alpha)&1)...)
	}
	b = append(b, w.picture...)
	b = append(b, make([]byte, len(w.picture)&1)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(b)+4)), append([]byte("WEBP"), b...)...)
}

// uint24 is a number of three bytes.
func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// decodesInGo asks the second decoder, which is strict.
func decodesInGo(s *source) error {
	_, err := webp.Decode(bytes.NewReader(s.picture))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return s.cutOff()
	case err != nil:
		return s.damaged(err.Error())
	}
	return nil
}
