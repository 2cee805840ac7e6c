package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // headers of these formats
	_ "image/jpeg" //
	_ "image/png"  //
	"strconv"
	"unicode/utf8"

	_ "golang.org/x/image/bmp"  //
	_ "golang.org/x/image/tiff" //
	_ "golang.org/x/image/webp" //
)

// MaxPixels is how many pixels an image may have to be decoded.
const MaxPixels = 100_000_000

// Header is what an image says of itself.
type Header struct {
	Format        string // jpeg, png, gif, webp, tiff or bmp
	Width, Height int    // as stored, before orientation
	Orientation   int    // of EXIF, 1 to 8; 1 is upright
}

// Inspect reads the header of an image. It tells formats by their content, not
// by a name. The error is a reason for a person: the image is empty, is no
// image, or is larger than MaxPixels.
func Inspect(data []byte) (Header, error) {
	if len(data) == 0 {
		return Header{}, errors.New("the file is empty")
	}
	format := sniff(data)
	if format == "" {
		return Header{}, notAnImage(data)
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return Header{}, fmt.Errorf("the header of this %s is damaged: %w", format, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return Header{}, fmt.Errorf("this %s says it has %dx%d pixels", format, cfg.Width, cfg.Height)
	}
	if pixels := int64(cfg.Width) * int64(cfg.Height); pixels > MaxPixels {
		return Header{}, fmt.Errorf("%dx%d is %s megapixels; the limit is %d",
			cfg.Width, cfg.Height, thousands(pixels/1_000_000), MaxPixels/1_000_000)
	}
	return Header{Format: format, Width: cfg.Width, Height: cfg.Height, Orientation: orientation(format, data)}, nil
}

// sniff tells the format by the first bytes, "" for none of ours.
func sniff(data []byte) string {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	switch {
	case has("\xff\xd8\xff"):
		return "jpeg"
	case has("\x89PNG\r\n\x1a\n"):
		return "png"
	case has("GIF87a"), has("GIF89a"):
		return "gif"
	case has("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return "webp"
	case has("II*\x00"), has("MM\x00*"):
		return "tiff"
	case isBMP(data):
		return "bmp"
	}
	return ""
}

// isBMP tells a bitmap from a text that begins with BM.
func isBMP(data []byte) bool {
	const fileHeader = 14
	if len(data) < fileHeader+4 || string(data[:2]) != "BM" {
		return false
	}
	size := binary.LittleEndian.Uint32(data[fileHeader:])
	return size >= 12 && size <= 124
}

// notAnImage says what a file that is no image begins with.
func notAnImage(data []byte) error {
	start := data[:min(len(data), 40)]
	for len(start) > 0 && !utf8.Valid(start) && len(data) > len(start) && len(start) > 36 {
		start = start[:len(start)-1] // a character cut in two
	}
	if utf8.Valid(start) && !bytes.ContainsFunc(start, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' }) {
		return fmt.Errorf("not an image: it begins with the text %s", strconv.QuoteToGraphic(string(start)))
	}
	return fmt.Errorf("not an image of a kind known here: it begins with the bytes % x", start[:min(len(start), 8)])
}

// thousands writes a number with commas.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
