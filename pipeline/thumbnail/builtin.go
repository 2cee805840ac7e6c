package thumbnail

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/draw"
)

// builtin makes thumbnails in Go.
type builtin struct{ options Options }

// Name is "builtin".
func (*builtin) Name() string { return "builtin" }

// shrink decodes the image, which for a hundred megapixels takes seconds and up
// to 400 MB (800 MB with 16 bits a channel), and scales it. Decoding cannot be
// interrupted; after ctx ends the result is thrown away.
func (b *builtin) shrink(_ context.Context, data []byte, h Header) ([]byte, error) {
	img, err := decode(data, h)
	if err != nil {
		return nil, h.damaged(data, err.Error())
	}
	var out bytes.Buffer
	if err := png.Encode(&out, scale(img, h.Orientation, b.options.Fit)); err != nil {
		return nil, fmt.Errorf("write the thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// decode decodes the first frame of an image.
func decode(data []byte, h Header) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder has a bug; other images go on
			img, err = nil, fmt.Errorf("the decoder gave up: %v", r)
		}
	}()
	img, _, err = image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	switch whole := image.Rect(0, 0, h.Width, h.Height); {
	case h.Format == "webp":
		return fullRange(img), nil
	case h.Format == "gif" && img.Bounds() != whole: // a frame within a larger canvas
		canvas := image.NewNRGBA(whole)
		draw.Draw(canvas, img.Bounds(), img, img.Bounds().Min, draw.Src)
		return canvas, nil
	}
	return img, nil
}

// fullRange spreads the levels of a WebP over the range that image.YCbCr stands
// for. VP8 keeps brightness from 16 to 235 and colour from 16 to 240, as
// television does; golang.org/x/image/webp hands these on as they are.
// https://www.rfc-editor.org/rfc/rfc6386#section-9.2
func fullRange(img image.Image) image.Image {
	var ycc *image.YCbCr
	switch img := img.(type) {
	case *image.YCbCr:
		ycc = img
	case *image.NYCbCrA:
		ycc = &img.YCbCr
	default: // a lossless WebP is RGB
		return img
	}
	var luma, chroma [256]uint8
	for v := range 256 {
		luma[v] = uint8(min(max(((v-16)*255+109)/219, 0), 255))
		chroma[v] = uint8(min(max(128+(v-128)*255/224, 0), 255))
	}
	for i, v := range ycc.Y {
		ycc.Y[i] = luma[v]
	}
	for i, v := range ycc.Cb {
		ycc.Cb[i] = chroma[v]
	}
	for i, v := range ycc.Cr {
		ycc.Cr[i] = chroma[v]
	}
	return img
}

// scale draws the image upright into the square. The kernel grows as the image
// shrinks, so no pixel of a large one is passed over; the small one is turned.
func scale(img image.Image, orientation int, fit Fit) *image.NRGBA {
	b := img.Bounds()
	p := fit.place(b.Dx(), b.Dy(), turned(orientation))
	small := image.NewNRGBA(image.Rectangle{Max: p.size})
	draw.CatmullRom.Scale(small, small.Bounds(), img, p.part.Add(b.Min), draw.Src, nil)
	out := image.NewNRGBA(image.Rect(0, 0, Size, Size))
	for y := range p.size.Y {
		for x := range p.size.X {
			at := upright(orientation, p.size, image.Pt(x, y)).Add(p.place)
			out.SetNRGBA(at.X, at.Y, small.NRGBAAt(x, y))
		}
	}
	return out
}
