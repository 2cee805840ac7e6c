package thumbnail

import (
	"bytes"

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

// Turned tells whether an orientation swaps width and height.
func turned(orientation int) bool { return orientation >= 5 }
