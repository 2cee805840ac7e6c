package thumbnail

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// markerSide is how many blocks a marker has on a side, and how many pixels a block.
const markerSide = 8

// marker is a picture of 64 random bits, in blocks of 8x8 pixels. A warm ffmpeg gets
// one behind each image: what it answers before the marker belongs to the image.
type marker uint64

// white tells whether the pixel at x, y is.
func (m marker) white(x, y int) bool {
	return m>>(y/markerSide*markerSide+x/markerSide)&1 != 0
}

// in recognises the marker among pixels of RGBA: by the green in the middle of each
// block, for the rest is blurred where a JPEG is decoded to an eighth.
func (m marker) in(pixels []byte) bool {
	for y := markerSide / 2; y < Size; y += markerSide {
		for x := markerSide / 2; x < Size; x += markerSide {
			if pixels[4*(y*Size+x)+1] >= 128 != m.white(x, y) {
				return false
			}
		}
	}
	return true
}

// file is the marker as a file of a format that a warm ffmpeg reads.
func (m marker) file(format string) []byte {
	if format == "webp" {
		return m.webp()
	}
	img := image.NewGray(image.Rect(0, 0, Size, Size))
	for y := range Size {
		for x := range Size {
			if m.white(x, y) {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	var b bytes.Buffer
	if format == "jpeg" {
		_ = jpeg.Encode(&b, img, nil) // writing to memory does not fail
	} else {
		_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	}
	return b.Bytes()
}

// webp writes the marker as a lossless WebP, a bit a pixel: green is 0 or 255, and
// nothing else changes.
// https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
func (m marker) webp() []byte {
	var w bitWriter
	w.put(Size-1, 14)
	w.put(Size-1, 14)
	w.put(0, 1+3)                               // opaque, version 0
	w.put(0, 1+1+1)                             // no transform, no cache of colours, one set of codes
	w.put(1, 1)                                 // green: a simple code
	w.put(1, 1)                                 // of two symbols
	w.put(0, 1+1)                               // the first in a bit: 0
	w.put(255, 8)                               // the second
	for _, only := range []uint{0, 0, 255, 0} { // red, blue, alpha, distance: one symbol in 8 bits
		w.put(1, 1)
		w.put(0, 1)
		w.put(1, 1)
		w.put(only, 8)
	}
	for y := range Size {
		for x := range Size {
			if m.white(x, y) {
				w.put(1, 1)
			} else {
				w.put(0, 1)
			}
		}
	}
	data := append([]byte{0x2f}, w.bytes...)
	data = append(data, make([]byte, len(data)&1)...)
	chunk := append(binary.LittleEndian.AppendUint32([]byte("WEBPVP8L"), uint32(len(data))), data...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(chunk))), chunk...)
}

// bitWriter puts bits together, the lowest first.
type bitWriter struct {
	bytes []byte
	n     uint
}

// put adds the lowest bits of v.
func (w *bitWriter) put(v, bits uint) {
	for i := range bits {
		if w.n%8 == 0 {
			w.bytes = append(w.bytes, 0)
		}
		w.bytes[w.n/8] |= byte(v >> i & 1 << (w.n % 8))
		w.n++
	}
}
