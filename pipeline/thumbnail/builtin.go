package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// builtin makes thumbnails in Go.
type builtin struct{ options Options }

// Name is "builtin".
func (*builtin) Name() string { return "builtin" }

// Shrink decodes the image, which for a hundred megapixels takes some seconds
// and up to 400 MB, and scales it. Decoding cannot be interrupted; after ctx
// ends the result is thrown away.
func (b *builtin) Shrink(ctx context.Context, data []byte) ([]byte, error) {
	h, err := Inspect(data)
	if err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, fmt.Errorf("the %s ends too early: it is cut off", h.Format)
	case err != nil:
		return nil, fmt.Errorf("the %s cannot be decoded: %w", h.Format, err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, scale(img, h.Orientation, b.options.Fit)); err != nil {
		return nil, fmt.Errorf("write the thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// scale draws the image upright into the square. It first shrinks by area, so
// that no pixel of a large image is passed over, and turns the small one.
func scale(img image.Image, orientation int, fit Fit) *image.NRGBA {
	w, h := placed(img.Bounds().Dx(), img.Bounds().Dy(), fit, turned(orientation))
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	out := image.NewNRGBA(image.Rect(0, 0, Size, Size))
	turn := matrix(orientation, float64(w), float64(h))
	uw, uh := w, h
	if turned(orientation) {
		uw, uh = h, w
	}
	turn[2] += float64(Size-uw) / 2
	turn[5] += float64(Size-uh) / 2
	turn[2], turn[5] = float64(int(turn[2])), float64(int(turn[5]))
	draw.NearestNeighbor.Transform(out, turn, small, small.Bounds(), draw.Src, nil)
	return out
}

// placed is the size, before turning, at which an image fills the square.
func placed(w, h int, fit Fit, turned bool) (int, int) {
	if fit == Stretch {
		return Size, Size
	}
	scale := float64(Size) / float64(min(w, h))
	if fit == Contain {
		scale = float64(Size) / float64(max(w, h))
	}
	_ = turned // both axes are scaled alike
	round := func(n int) int { return max(int(float64(n)*scale+0.5), 1) }
	return round(w), round(h)
}

// matrix turns an image of w by h upright: it maps its points to those of the
// upright one.
func matrix(orientation int, w, h float64) f64.Aff3 {
	switch orientation {
	case 2: // mirrored
		return f64.Aff3{-1, 0, w, 0, 1, 0}
	case 3: // upside down
		return f64.Aff3{-1, 0, w, 0, -1, h}
	case 4:
		return f64.Aff3{1, 0, 0, 0, -1, h}
	case 5:
		return f64.Aff3{0, 1, 0, 1, 0, 0}
	case 6: // turned left: the camera was held upright
		return f64.Aff3{0, -1, h, 1, 0, 0}
	case 7:
		return f64.Aff3{0, -1, h, -1, 0, w}
	case 8:
		return f64.Aff3{0, 1, 0, -1, 0, w}
	}
	return f64.Aff3{1, 0, 0, 0, 1, 0}
}
