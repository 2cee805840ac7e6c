package thumbnail

import (
	"bytes"
	"image"
)

// exifOrientation is how EXIF says the camera was held, 1 where it says nothing.
// It is a TIFF without a picture, which several writers put behind the six bytes
// that introduce it in a JPEG, also where these do not belong.
// https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E
func exifOrientation(exif []byte) int {
	introduction := []byte("Exif\x00\x00")
	for bytes.HasPrefix(exif, introduction) {
		exif = exif[len(introduction):]
	}
	d, err := readDirectory(exif)
	if err != nil { // metadata is no reason to lose an image
		return 1
	}
	return d.orientation()
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
