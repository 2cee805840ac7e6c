package thumbnail

import (
	"errors"
	"fmt"
	"image"
)

// MaxPixels is how many pixels an image may have to be decoded.
const MaxPixels = 100_000_000

// Header is what an image says of itself.
type Header struct {
	Format        string // jpeg, png, gif, webp, tiff, bmp, avif or jxl
	Width, Height int    // as stored, before orientation
	Orientation   int    // of EXIF, 1 to 8; 1 is upright
	Alpha         bool   // parts of it may be see-through
}

// source is a file whose structure has been looked through: what an engine has to
// know of it beyond its header. Decoders are silent about much that is wrong with a
// file, so what can be seen without decoding it is seen first.
type source struct {
	Header

	file    []byte // as it came
	picture []byte // what a decoder is to be given: the file, or one picture out of it
	input   string // ffmpeg's name for the format of picture
	oneGo   bool   // ffmpeg has to be given picture in one piece
	halves  bool   // ffmpeg can make it smaller while it decodes it
	profile []byte // ICC profile of its colours, if it has one

	// frame is where the picture lies on a larger canvas. It is empty where it is
	// the whole image.
	frame image.Rectangle
	// whole tells whether the file has the end that its format asks for. Of one
	// that can be decoded that does not matter.
	whole bool
	// foreign says what builtin cannot read and ffmpeg can: "a lossless JPEG".
	foreign string
	// decoded is about how many bytes builtin needs to decode it.
	decoded int64
	// unfold makes a picture plain that no decoder reads as it is. It takes unfolded
	// bytes.
	unfold   func() error
	unfolded int64
	// check looks through the picture for what ffmpeg is silent about; doubt says
	// when that has to be done.
	check   func() error
	checked int64 // bytes that check takes
	doubt   doubt
	// matrix is how brightness and colour make up red, green and blue, in ffmpeg's
	// words; empty where the picture itself says it.
	matrix string
}

// Inspect reads the header of an image. It tells formats by their content, not
// by a name. The error is a reason for a person: the image is empty, is no
// image, is of a kind that cannot be read, is cut off, or is larger than MaxPixels.
func Inspect(data []byte) (Header, error) {
	s, err := open(data)
	if err != nil {
		return Header{}, err
	}
	return s.Header, nil
}

// open looks through a file.
func open(data []byte) (*source, error) {
	if len(data) == 0 {
		return nil, errors.New("the file is empty")
	}
	format := sniff(data)
	if format == "" {
		return nil, notAnImage(data)
	}
	s := &source{
		Header: Header{Format: format, Orientation: 1},
		file:   data, picture: data, input: format + "_pipe", whole: true,
	}
	err := formats[format](s)
	switch pixels := int64(s.Width) * int64(s.Height); {
	case err != nil && (s.Width <= 0 || s.Height <= 0):
		return nil, err
	case s.Width <= 0 || s.Height <= 0:
		return nil, fmt.Errorf("this %s says it has %dx%d pixels", s.kind(), s.Width, s.Height)
	case pixels/int64(s.Width) != int64(s.Height) || pixels > MaxPixels:
		return nil, fmt.Errorf("%dx%d is %s megapixels; the limit is %d",
			s.Width, s.Height, megapixels(s.Width, s.Height), MaxPixels/1_000_000)
	case err != nil:
		return nil, err
	}
	return s, nil
}

// formats look through files. They fill in a source, and return a reason why the
// file can be no image.
var formats = map[string]func(*source) error{
	"jpeg": openJPEG, "png": openPNG, "gif": openGIF, "webp": openWebP,
	"tiff": openTIFF, "bmp": openBMP, "avif": openAVIF, "jxl": openJXL,
}

// pixels is how many pixels the image has.
func (h Header) pixels() int64 { return int64(h.Width) * int64(h.Height) }
