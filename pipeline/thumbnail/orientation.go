package thumbnail

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
)

// orientation is how EXIF says the camera was held, 1 where it says nothing.
// https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E
func orientation(format string, data []byte) (turn int) {
	formats := map[string]imagemeta.ImageFormat{
		"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP, "tiff": imagemeta.TIFF,
	}
	f, ok := formats[format]
	if !ok {
		return 1
	}
	turn = 1
	defer func() { _ = recover() }()    // metadata is no reason to lose an image
	imagemeta.Decode(imagemeta.Options{ //nolint:errcheck // as above
		R: bytes.NewReader(data), ImageFormat: f, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Tag == "Orientation" },
		HandleTag: func(t imagemeta.TagInfo) error {
			if v, ok := number(t.Value); ok && t.Namespace == "IFD0" && v >= 1 && v <= 8 {
				turn = v
			}
			return nil
		},
	})
	return turn
}

// number reads a tag's value, whatever width it has.
func number(v any) (int, bool) {
	switch v := v.(type) {
	case uint16:
		return int(v), true
	case uint32:
		return int(v), true
	case uint8:
		return int(v), true
	case int:
		return v, true
	}
	return 0, false
}

// turned tells whether an orientation swaps width and height.
func turned(orientation int) bool { return orientation >= 5 }

// upright is where a pixel of an image of that size belongs when the image is
// turned as the orientation says.
func upright(orientation int, size, at image.Point) image.Point {
	right, bottom := size.X-1, size.Y-1
	switch orientation {
	case 2: // mirrored
		return image.Pt(right-at.X, at.Y)
	case 3: // upside down
		return image.Pt(right-at.X, bottom-at.Y)
	case 4:
		return image.Pt(at.X, bottom-at.Y)
	case 5:
		return image.Pt(at.Y, at.X)
	case 6: // the camera was turned left
		return image.Pt(bottom-at.Y, at.X)
	case 7:
		return image.Pt(bottom-at.Y, right-at.X)
	case 8: // the camera was turned right
		return image.Pt(at.Y, right-at.X)
	}
	return at
}
