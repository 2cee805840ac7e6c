package thumbnail

import (
	"errors"
	"fmt"
	"io"
)

// tiffFile is how the picture of a TIFF lies in the file: in strips or in tiles,
// which are blocks alike.
type tiffFile struct {
	*directory

	w, h                     int
	bits, samples, extra     int // extra is the kind of the first sample beyond the colours
	format                   int // 1 whole numbers, 3 fractions
	photometric, compression int
	predictor                int
	planar                   bool // each sample has blocks of its own
	tiled                    bool
	blockW, blockH           int
	across, down             int
	offsets, counts          []uint64
	shareX, shareY           int       // of YCbCr: how many pixels share a colour
	reference                []float64 // of YCbCr: from which level to which
}

// Ways in which a TIFF says what its numbers mean.
const (
	whiteIsZero, blackIsZero, isRGB, isPalette, isCMYK, isYCbCr = 0, 1, 2, 3, 5, 6
)

// openTIFF looks through a TIFF. ffmpeg says nothing of a strip that is cut off, of
// tiles and of JPEG within it: what is there comes out, the rest is black. So the
// strips are unpacked and counted, and what is not plain is made plain in Go.
func openTIFF(s *source) error {
	d, err := readDirectory(s.file)
	switch {
	case errors.Is(err, errShort):
		return s.cutOff()
	case err != nil:
		return fmt.Errorf("the header of this TIFF is damaged: %w", err)
	}
	if name := rawCamera(d); name != "" {
		return notSupported(name)
	}
	t := &tiffFile{directory: d}
	if err := t.read(); err != nil {
		return fmt.Errorf("this TIFF %w", err)
	}
	s.Width, s.Height, s.Orientation, s.oneGo = t.w, t.h, d.orientation(), true
	s.profile = d.tags[tagProfile].value
	s.Alpha = t.alpha()
	if s.pixels() > MaxPixels || t.w <= 0 || t.h <= 0 {
		return nil // open says so
	}
	if err := t.place(); err != nil {
		if errors.Is(err, errShort) {
			return s.cutOff()
		}
		return fmt.Errorf("this TIFF %w", err)
	}
	bytes := int64(1)
	if t.bits > 8 {
		bytes = 2
	}
	s.decoded = s.pixels() * 4 * bytes // as Go has it
	if t.compression == 2 || t.compression == 3 {
		s.foreign = "a TIFF compressed as a fax of group 3"
	}
	if t.plain() {
		s.doubt, s.check = doubtAlways, func() error { return t.verify(s) }
		return nil
	}
	s.unfolded = s.pixels()*int64(t.channels())*bytes + 8*int64(t.blockW)*int64(t.blockH) // and a block
	s.unfold = func() error {
		picture, err := t.unfold()
		if err != nil {
			return t.damage(s, err)
		}
		s.picture, s.unfold = picture, nil
		return nil
	}
	return nil
}

// rawCamera names the files of cameras that are TIFF outside and something else
// within.
func rawCamera(d *directory) string {
	if _, ok := d.tags[tagDNG]; ok {
		return "DNG (camera raw)"
	}
	if len(d.data) > 10 && string(d.data[8:10]) == "CR" {
		return "CR2 (camera raw)"
	}
	return ""
}

// read takes what the directory says of the picture.
func (t *tiffFile) read() error {
	t.w, t.h = t.number(tagWidth, 0), t.number(tagHeight, 0)
	t.samples, t.photometric = t.number(tagSamples, 1), t.number(tagPhotometric, -1)
	t.bits, t.format = t.number(tagBits, 1), t.number(tagFormat, 1)
	t.compression, t.predictor = t.number(tagCompression, 1), t.number(tagPredictor, 1)
	t.planar = t.number(tagPlanar, 1) == 2 && t.samples > 1
	t.extra = -1
	if all := t.numbers(tagExtraSamples); len(all) > 0 {
		t.extra = int(all[0] & 0xff)
	}
	for _, b := range t.numbers(tagBits) {
		if b != uint64(t.bits) {
			return errors.New("has samples of several widths, which is not supported")
		}
	}
	if name := tiffCompressions[t.compression]; name != "" {
		return fmt.Errorf("is compressed by %s, which is not supported", name)
	}
	if name := tiffColours[t.photometric]; name != "" {
		return fmt.Errorf("has the colours of %s, which is not supported", name)
	}
	return t.sensible()
}

// tiffCompressions are the names of those that cannot be unpacked.
var tiffCompressions = map[int]string{
	6: "JPEG in the old way", 34712: "JPEG 2000", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP", 50002: "JPEG XL",
	34892: "lossy JPEG", 34887: "LERC", 32809: "ThunderScan", 34661: "JBIG", 34676: "SGI LogLuv", 34677: "SGI LogLuv", 32766: "NeXT RLE",
}

// tiffColours are the names of colours that are not made RGB.
var tiffColours = map[int]string{
	4: "a mask", 8: "CIE L*a*b*", 9: "ICC L*a*b*", 10: "ITU L*a*b*", 32803: "a camera's sensor", 32844: "LogL", 32845: "LogLuv", 34892: "a raw image",
}

// sensible says what is wrong with the samples.
func (t *tiffFile) sensible() error {
	switch t.photometric {
	case whiteIsZero, blackIsZero, isRGB, isPalette, isCMYK, isYCbCr:
	default:
		return fmt.Errorf("has colours of a kind (%d) that is not known here", t.photometric)
	}
	switch {
	case t.samples < t.colors() || t.samples > 16:
		return fmt.Errorf("has %d samples a pixel, which is too few or too many", t.samples)
	case t.photometric == isYCbCr && t.bits != 8:
		return fmt.Errorf("has brightness and colour of %d bits, which is not supported", t.bits)
	case t.format == 2 || t.format > 3:
		return errors.New("has signed or complex samples, which is not supported")
	case t.format == 3 && t.bits != 16 && t.bits != 32 && t.bits != 64, t.bits < 1 || t.bits > 32 && t.format != 3:
		return fmt.Errorf("has %d bits a sample, which is not supported", t.bits)
	}
	return nil
}

// colors is how many samples a colour has.
func (t *tiffFile) colors() int {
	switch t.photometric {
	case isRGB, isYCbCr:
		return 3
	case isCMYK:
		return 4
	}
	return 1
}

// alpha tells whether there is a sample for what is see-through.
func (t *tiffFile) alpha() bool { return t.samples > t.colors() && (t.extra == 1 || t.extra == 2) }

// place finds the blocks, which have to be within the file.
func (t *tiffFile) place() error {
	_, t.tiled = t.tags[tagTileWidth]
	t.blockW, t.blockH = t.w, min(t.number(tagRowsPerStrip, t.h), t.h)
	t.offsets, t.counts = t.numbers(tagStripOffsets), t.numbers(tagStripCounts)
	if t.tiled {
		t.blockW, t.blockH = t.number(tagTileWidth, 0), t.number(tagTileHeight, 0)
		t.offsets, t.counts = t.numbers(tagTileOffsets), t.numbers(tagTileCounts)
	}
	if t.blockW <= 0 || t.blockH <= 0 || t.tiled && (t.blockW > t.w+1<<14 || t.blockH > t.h+1<<14) {
		return errors.New("says nothing sensible of its strips or tiles")
	}
	if err := t.share(); err != nil {
		return err
	}
	t.across, t.down = (t.w+t.blockW-1)/t.blockW, (t.h+t.blockH-1)/t.blockH
	n := t.across * t.down
	if t.planar {
		n *= t.samples
	}
	if len(t.counts) == 0 && len(t.offsets) == 1 && n == 1 && t.compression == 1 { // as old writers leave it
		t.counts = []uint64{uint64(t.rowBytes(t.w)) * uint64(t.h)}
	}
	if len(t.offsets) < n || len(t.counts) < n {
		return errors.New("lacks some of its strips or tiles")
	}
	for i := range n {
		if _, ok := t.at(t.offsets[i], int(min(t.counts[i], 1<<40))); !ok {
			return errShort
		}
	}
	return nil
}

// share finds how many pixels share a colour.
func (t *tiffFile) share() error {
	t.shareX, t.shareY = 1, 1
	if t.photometric != isYCbCr {
		return nil
	}
	t.shareX, t.shareY, t.reference = 2, 2, t.rationals(tagReference)
	if all := t.numbers(tagSubsampling); len(all) == 2 {
		t.shareX, t.shareY = int(min(all[0], 9)), int(min(all[1], 9))
	}
	for _, n := range []int{t.shareX, t.shareY} {
		if n != 1 && n != 2 && n != 4 {
			return errors.New("says nothing sensible of its colours")
		}
	}
	return nil
}

// plain tells whether both decoders read it as it is: strips of one width of whole
// numbers, in order.
func (t *tiffFile) plain() bool {
	switch {
	case t.tiled, t.big, t.planar, t.format != 1, t.compression == 7, t.predictor > 2:
		return false
	case t.compression == 4 && t.photometric == blackIsZero: // a fax turned over, which Go takes for one as usual
		return false
	case t.bits != 1 && t.bits != 8 && t.bits != 16:
		return false
	}
	switch t.photometric {
	case whiteIsZero, blackIsZero:
		return t.samples == 1 && t.predictor == 1
	case isPalette:
		return t.samples == 1 && t.bits == 8
	case isRGB:
		return t.bits > 1 && (t.samples == 3 || t.samples == 4 && t.extra == 2)
	}
	return false
}

// verify unpacks the strips and counts what is in them.
func (t *tiffFile) verify(s *source) error {
	for i := range t.across * t.down {
		rows := t.rows(i)
		switch t.compression {
		case 2: // its rows cannot be counted without decoding them
			continue
		case 3:
			if packed, ok := t.packed(i); !ok || faxRows(packed) < rows {
				return t.damage(s, io.ErrUnexpectedEOF)
			}
			continue
		}
		r, err := t.block(i)
		if err != nil {
			return t.damage(s, err)
		}
		want := int64(t.rowBytes(t.blockW)) * int64(rows)
		if n, err := io.Copy(io.Discard, io.LimitReader(r, want)); n < want {
			return t.damage(s, short(err))
		}
	}
	return nil
}

// short is the reason why a reader gave too little.
func short(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

// damage is the reason why a block could not be unpacked.
func (t *tiffFile) damage(s *source, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("the TIFF cannot be decoded: a part of its picture ends too early")
	}
	return s.undecodable(err.Error())
}
