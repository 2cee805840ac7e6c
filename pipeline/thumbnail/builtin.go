package thumbnail

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"  // decoders of these formats
	_ "image/jpeg" //

	_ "golang.org/x/image/bmp" //
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" //
	_ "golang.org/x/image/webp" //
)

// builtin makes thumbnails in Go.
type builtin struct {
	options Options
	memory  *budget
	pngs    pngs
}

// Name is "builtin".
func (*builtin) Name() string { return "builtin" }

// profile is the image's: decoders leave colours as they are.
func (*builtin) profile(s *source, _ []byte) []byte { return s.profile }

// shrink decodes the image, which for a hundred megapixels takes seconds and some
// hundred megabytes, and scales it. Decoding cannot be interrupted; after ctx ends
// the result is thrown away.
func (b *builtin) shrink(ctx context.Context, s *source) ([]byte, error) {
	if s.foreign != "" {
		return nil, fmt.Errorf("this is %s, which the builtin engine cannot read; ffmpeg can", s.foreign)
	}
	release, err := b.memory.take(ctx, s.decoded+s.unfolded+scaling64(s, b.options.Fit))
	if err != nil {
		return nil, err
	}
	defer release()
	if s.unfold != nil {
		if err := s.unfold(); err != nil {
			return nil, err
		}
	}
	img, err := decode(s)
	if err != nil {
		return nil, s.damaged(err.Error())
	}
	return b.pngs.encode(scale(img, s.Orientation, b.options.Fit))
}

// scaling64 is how many bytes scaling takes: each row of the part that is seen, made
// as wide as it will be, with 32 bytes a pixel.
func scaling64(s *source, fit Fit) int64 {
	p := fit.place(s.Width, s.Height, turned(s.Orientation))
	return int64(p.part.Dy()) * int64(p.size.X) * 32
}

// decode decodes the first frame of an image.
func decode(s *source) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder has a bug; other images go on
			img, err = nil, fmt.Errorf("the decoder gave up: %v", r)
		}
	}()
	img, _, err = image.Decode(bytes.NewReader(s.picture))
	if err != nil {
		return nil, err
	}
	if s.Format == "webp" {
		img = fullRange(img)
	}
	whole, at := image.Rect(0, 0, s.Width, s.Height), img.Bounds()
	if !s.frame.Empty() {
		at = s.frame
	}
	if at == whole {
		return img, nil
	}
	if s.Format != "gif" && s.frame.Empty() {
		return nil, fmt.Errorf("its picture has %dx%d pixels instead of %dx%d", at.Dx(), at.Dy(), s.Width, s.Height)
	}
	canvas := image.NewNRGBA(whole) // a frame within a larger canvas
	draw.Draw(canvas, at, img, img.Bounds().Min, draw.Src)
	return canvas, nil
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
