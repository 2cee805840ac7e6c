package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // headers of these formats
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"strconv"
	"strings"

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
	Alpha         bool   // parts of it may be see-through
}

// Inspect reads the header of an image. It tells formats by their content, not
// by a name. The error is a reason for a person: the image is empty, is no
// image, or is larger than MaxPixels.
func Inspect(data []byte) (Header, error) {
	if len(data) == 0 {
		return Header{}, errors.New("the file is empty")
	}
	h := Header{Format: sniff(data)}
	if h.Format == "" {
		return Header{}, notAnImage(data)
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return Header{}, h.cutOff()
	case err != nil:
		return Header{}, fmt.Errorf("the header of this %s is damaged: %s", h.kind(), oneLine(err.Error()))
	case cfg.Width <= 0 || cfg.Height <= 0:
		return Header{}, fmt.Errorf("this %s says it has %dx%d pixels", h.kind(), cfg.Width, cfg.Height)
	}
	h.Width, h.Height = cfg.Width, cfg.Height
	if pixels := int64(cfg.Width) * int64(cfg.Height); pixels > MaxPixels {
		return Header{}, fmt.Errorf("%dx%d is %s megapixels; the limit is %d",
			cfg.Width, cfg.Height, thousands((pixels+500_000)/1_000_000), MaxPixels/1_000_000)
	}
	h.Orientation, h.Alpha = orientation(h.Format, data), hasAlpha(cfg.ColorModel)
	return h, nil
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

// hasAlpha tells whether colours of a model can be see-through.
func hasAlpha(m color.Model) bool {
	switch m {
	case color.RGBAModel, color.NRGBAModel, color.RGBA64Model, color.NRGBA64Model, color.NYCbCrAModel:
		return true
	}
	if palette, ok := m.(color.Palette); ok {
		for _, c := range palette {
			if _, _, _, a := c.RGBA(); a != 0xffff {
				return true
			}
		}
	}
	return false
}

// kind is the name of the format as people write it.
func (h Header) kind() string {
	if h.Format == "webp" {
		return "WebP"
	}
	return strings.ToUpper(h.Format)
}

// thousands writes a number with commas.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
