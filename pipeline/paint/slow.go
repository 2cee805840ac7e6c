package paint

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"io"
)

// slowScale is how many times larger than HD a slow image is on each side:
// 9600x5400, 52 megapixels.
const slowScale = 5

// Slow is a painting that takes long, because it is very large: a PNG of 52
// megapixels in some 2 MB. It is written row by row from an HD picture, in a
// tenth of a second and 10 MB. Reading it takes the ffmpeg engine about 10 times
// as long as an ordinary image, 0.8 s of a core, and the builtin engine 1.7 s
// (BenchmarkSlow).
func Slow(n int) Painting {
	p := Image(n)
	p.Name = "huge-" + p.Name
	p.Key, p.ContentType = p.Name+".png", "image/png"
	p.encode = func(w io.Writer) error {
		return writeScaled(w, reduced(Picture(n)), slowScale)
	}
	return p
}

// reduced is a picture in the 216 colours that a palette of the web has, which
// keeps the rows of a large PNG short.
func reduced(img *image.YCbCr) *image.Paletted {
	colors := make(color.Palette, 0, 216)
	for i := range 216 {
		colors = append(colors, color.RGBA{uint8(i / 36 * 51), uint8(i / 6 % 6 * 51), uint8(i % 6 * 51), 255})
	}
	out := image.NewPaletted(img.Bounds(), colors)
	level := func(v uint8) uint8 { return uint8((int(v) + 25) / 51) }
	for y := range Height {
		for x := range Width {
			r, g, b := color.YCbCrToRGB(img.Y[y*img.YStride+x], img.Cb[y/2*img.CStride+x/2], img.Cr[y/2*img.CStride+x/2])
			out.Pix[y*out.Stride+x] = level(r)*36 + level(g)*6 + level(b)
		}
	}
	return out
}

// writeScaled writes a PNG in which each pixel of img is a square of scale by
// scale pixels.
func writeScaled(w io.Writer, img *image.Paletted, scale int) error {
	width, height := img.Rect.Dx()*scale, img.Rect.Dy()*scale
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	var palette []byte
	for _, c := range img.Palette {
		r, g, b, _ := c.RGBA()
		palette = append(palette, byte(r>>8), byte(g>>8), byte(b>>8))
	}
	var pixels bytes.Buffer
	z, err := zlib.NewWriterLevel(&pixels, zlib.BestSpeed)
	if err != nil {
		return err
	}
	row := make([]byte, 1+width) // filter type 0, then the pixels
	up := make([]byte, 1+width)  // filter type 2 with no difference: the row above again
	up[0] = 2
	for y := range img.Rect.Dy() {
		for x, c := range img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()] {
			for s := range scale {
				row[1+x*scale+s] = c
			}
		}
		z.Write(row) //nolint:errcheck // Close tells
		for range scale - 1 {
			z.Write(up) //nolint:errcheck // Close tells
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	for _, part := range [][]byte{
		[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 3, 0, 0, 0)), chunk("PLTE", palette),
		chunk("IDAT", pixels.Bytes()), chunk("IEND", nil),
	} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// chunk is a part of a PNG: length, name, data and checksum.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
