package thumbnail_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/pipeline/thumbnail"
)

// tiffKind is a way to write a TIFF.
type tiffKind struct {
	photometric, compression, bits, samples int
	tile                                    int // 0: strips of this many rows are strip
	strip                                   int
	planar, big, fractions, msb             bool
	predictor, extra                        int
	television                              bool // levels from 16 to 235
	orientation                             int
	profile                                 []byte
	damage                                  func(block int, b []byte) []byte
	claim                                   int // width and height that it says it has
}

// writeTIFF writes an image, each block by blockOf unless it is JPEG.
func writeTIFF(t testing.TB, img image.Image, k tiffKind) []byte {
	t.Helper()
	var order binary.ByteOrder = binary.LittleEndian
	if k.msb {
		order = binary.BigEndian
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	bw, bh := w, k.strip
	if bh == 0 {
		bh = h
	}
	if k.tile > 0 {
		bw, bh = k.tile, k.tile
	}
	var blocks [][]byte
	planes := 1
	if k.planar {
		planes = k.samples
	}
	for plane := range planes {
		for y := 0; y < h; y += bh {
			for x := 0; x < w; x += bw {
				rows := bh
				if k.tile == 0 {
					rows = min(bh, h-y)
				}
				b := blockOf(t, img, image.Rect(x, y, x+bw, y+rows), k, plane, order)
				if k.damage != nil {
					b = k.damage(len(blocks), b)
				}
				blocks = append(blocks, b)
			}
		}
	}
	return assembleTIFF(w, h, bw, bh, blocks, k, order)
}

// blockOf is a block of an image as it lies in the file.
func blockOf(t testing.TB, img image.Image, r image.Rectangle, k tiffKind, plane int, order binary.ByteOrder) []byte {
	t.Helper()
	if k.compression == 7 {
		var b bytes.Buffer
		part := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
		for y := range r.Dy() {
			for x := range r.Dx() {
				part.Set(x, y, img.At(r.Min.X+x, r.Min.Y+y))
			}
		}
		if err := jpeg.Encode(&b, part, &jpeg.Options{Quality: 95}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var out []byte
	for y := r.Min.Y; y < r.Max.Y; y++ {
		var row bitWriter
		for x := r.Min.X; x < r.Max.X; x++ {
			samples := k.samplesOf(img.At(min(x, img.Bounds().Dx()-1), min(y, img.Bounds().Dy()-1)))
			for i, v := range samples {
				if !k.planar || i == plane {
					row.put(v, k, order)
				}
			}
		}
		out = append(out, row.done()...)
	}
	if k.compression == 8 {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		if _, err := z.Write(out); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	return out
}

// samplesOf are the samples of a colour, from 0 to 1.
func (k tiffKind) samplesOf(c color.Color) []float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	r, g, b, a := float64(n.R)/255, float64(n.G)/255, float64(n.B)/255, float64(n.A)/255
	gray := 0.299*r + 0.587*g + 0.114*b
	var v []float64
	switch k.photometric {
	case 0:
		v = []float64{1 - gray}
	case 1:
		v = []float64{gray}
	case 2:
		v = []float64{r, g, b}
		if k.extra == 1 {
			v = []float64{r * a, g * a, b * a}
		}
	case 5:
		v = []float64{1 - r, 1 - g, 1 - b, 0}
	case 6:
		y, cb, cr := color.RGBToYCbCr(n.R, n.G, n.B)
		v = []float64{float64(y) / 255, float64(cb) / 255, float64(cr) / 255}
		if k.television {
			v = []float64{(16 + v[0]*219) / 255, (16 + v[1]*224) / 255, (16 + v[2]*224) / 255}
		}
	}
	if len(v) < k.samples {
		v = append(v, a)
	}
	return v
}

// bitWriter writes a row.
type bitWriter struct {
	b []byte
	v uint64
	n int
}

// put writes a sample.
func (w *bitWriter) put(v float64, k tiffKind, order binary.ByteOrder) {
	switch {
	case k.fractions && k.bits == 32:
		w.b = appendUint(w.b, uint64(math.Float32bits(float32(v))), 4, order)
	case k.bits == 16 || k.bits == 32:
		w.b = appendUint(w.b, uint64(v*float64(uint64(1)<<k.bits-1)+0.5), k.bits/8, order)
	default:
		w.v, w.n = w.v<<k.bits|uint64(v*float64(uint64(1)<<k.bits-1)+0.5), w.n+k.bits
		for w.n >= 8 {
			w.n -= 8
			w.b = append(w.b, byte(w.v>>w.n))
		}
		w.v &= 1<<w.n - 1
	}
}

// done ends the row at a byte.
func (w *bitWriter) done() []byte {
	if w.n > 0 {
		w.b = append(w.b, byte(w.v<<(8-w.n)))
	}
	return w.b
}

// appendUint appends a number of some bytes.
func appendUint(b []byte, v uint64, n int, order binary.ByteOrder) []byte {
	var all [8]byte
	if order == binary.BigEndian {
		binary.BigEndian.PutUint64(all[:], v)
		return append(b, all[8-n:]...)
	}
	binary.LittleEndian.PutUint64(all[:], v)
	return append(b, all[:n]...)
}

// assembleTIFF writes the file: head, blocks, values, directory.
func assembleTIFF(w, h, bw, bh int, blocks [][]byte, k tiffKind, order binary.ByteOrder) []byte {
	size := 4
	b := []byte("II*\x00\x00\x00\x00\x00")
	if k.big {
		size = 8
		b = []byte("II+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	}
	if k.msb {
		b[0], b[1] = 'M', 'M'
		b[2], b[3] = b[3], b[2]
		if k.big {
			b[4], b[5] = b[5], b[4]
		}
	}
	var offsets, counts []uint64
	for _, block := range blocks {
		offsets, counts = append(offsets, uint64(len(b))), append(counts, uint64(len(block)))
		b = append(b, block...)
	}
	type field struct {
		tag, kind int
		values    []uint64
	}
	saysW, saysH := w, h
	if k.claim > 0 {
		saysW, saysH = k.claim, k.claim
	}
	one := func(tag, v int) field { return field{tag, 3, []uint64{uint64(v)}} }
	bits := make([]uint64, k.samples)
	for i := range bits {
		bits[i] = uint64(k.bits)
	}
	fields := []field{{256, 4, []uint64{uint64(saysW)}}, {257, 4, []uint64{uint64(saysH)}}, {258, 3, bits}, one(259, max(k.compression, 1)), one(262, k.photometric)}
	if k.tile == 0 {
		fields = append(fields, field{273, 4, offsets})
	}
	if k.orientation > 0 {
		fields = append(fields, one(274, k.orientation))
	}
	fields = append(fields, one(277, k.samples))
	if k.tile == 0 {
		rows := bh
		if k.claim > 0 {
			rows = k.claim
		}
		fields = append(fields, one(278, rows), field{279, 4, counts})
	}
	if k.planar {
		fields = append(fields, one(284, 2))
	}
	if k.predictor > 0 {
		fields = append(fields, one(317, k.predictor))
	}
	if k.tile > 0 {
		fields = append(fields, one(322, bw), one(323, bh), field{324, 4, offsets}, field{325, 4, counts})
	}
	if k.extra > 0 {
		fields = append(fields, one(338, k.extra))
	}
	if k.fractions {
		fields = append(fields, one(339, 3))
	}
	if k.photometric == 6 && k.compression != 7 {
		fields = append(fields, field{530, 3, []uint64{1, 1}})
	}
	if k.television {
		fields = append(fields, field{532, 5, []uint64{16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1}})
	}
	if k.profile != nil {
		profile := make([]uint64, len(k.profile))
		for i, v := range k.profile {
			profile[i] = uint64(v)
		}
		fields = append(fields, field{34675, 7, profile})
	}
	var directory []byte
	count := 2
	if k.big {
		count = 8
	}
	directory = appendUint(directory, uint64(len(fields)), count, order)
	for _, f := range fields {
		var value []byte
		for _, v := range f.values {
			value = appendUint(value, v, map[int]int{3: 2, 4: 4, 5: 4, 7: 1}[f.kind], order)
		}
		directory = appendUint(appendUint(directory, uint64(f.tag), 2, order), uint64(f.kind), 2, order)
		n := len(f.values)
		if f.kind == 5 { // two numbers each
			n /= 2
		}
		directory = appendUint(directory, uint64(n), size, order)
		if len(value) > size {
			at := uint64(len(b))
			b = append(b, value...)
			value = appendUint(nil, at, size, order)
		}
		directory = append(directory, append(value, make([]byte, size-len(value))...)...)
	}
	copy(b[size:], appendUint(nil, uint64(len(b)), size, order)) // where the directory is
	return append(append(b, directory...), make([]byte, size)...)
}

// tiffKinds are the kinds of TIFF that both engines make.
var tiffKinds = map[string]tiffKind{
	"strips":              {photometric: 2, bits: 8, samples: 3, strip: 7},
	"tiles":               {photometric: 2, bits: 8, samples: 3, tile: 64},
	"packed tiles":        {photometric: 2, compression: 8, bits: 8, samples: 3, tile: 48},
	"JPEG strips":         {photometric: 6, compression: 7, bits: 8, samples: 3, strip: 32},
	"JPEG tiles":          {photometric: 6, compression: 7, bits: 8, samples: 3, tile: 64},
	"one JPEG":            {photometric: 6, compression: 7, bits: 8, samples: 3},
	"BigTIFF":             {photometric: 2, bits: 8, samples: 3, strip: 16, big: true},
	"BigTIFF of tiles":    {photometric: 2, compression: 8, bits: 8, samples: 3, tile: 32, big: true, msb: true},
	"planes":              {photometric: 2, bits: 8, samples: 3, strip: 16, planar: true},
	"planes of tiles":     {photometric: 2, bits: 16, samples: 3, tile: 64, planar: true, msb: true},
	"CMYK":                {photometric: 5, bits: 8, samples: 4, strip: 16},
	"CMYK of 16 bits":     {photometric: 5, bits: 16, samples: 4, strip: 16},
	"CMYK of tiles":       {photometric: 5, compression: 8, bits: 8, samples: 4, tile: 64},
	"YCbCr":               {photometric: 6, bits: 8, samples: 3, strip: 16},
	"YCbCr of television": {photometric: 6, bits: 8, samples: 3, strip: 16, television: true},
	"RGB of 2 bits":       {photometric: 2, bits: 2, samples: 3, strip: 16},
	"RGB of 4 bits":       {photometric: 2, bits: 4, samples: 3, strip: 16},
	"RGB of 12 bits":      {photometric: 2, bits: 12, samples: 3, strip: 16},
	"RGB of 16 bits":      {photometric: 2, bits: 16, samples: 3, strip: 16, msb: true},
	"RGB of 32 bits":      {photometric: 2, bits: 32, samples: 3, strip: 16},
	"fractions":           {photometric: 2, bits: 32, samples: 3, strip: 16, fractions: true},
	"fractions in tiles":  {photometric: 2, bits: 32, samples: 3, tile: 64, fractions: true, msb: true},
	"RGBA":                {photometric: 2, bits: 8, samples: 4, strip: 16, extra: 2},
	"RGBA multiplied":     {photometric: 2, bits: 8, samples: 4, strip: 16, extra: 1},
	"RGB and a mask":      {photometric: 2, bits: 8, samples: 4, strip: 16, extra: 3},
}

func TestATIFFOfAnyKindIsMade(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	img := quarters(150, 110) // no multiple of a tile
	for engine, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for name, k := range tiffKinds {
			t.Run(engine+" "+name, func(t *testing.T) {
				got := shrink(t, e, writeTIFF(t, img, k))
				if !near(got, 10, 10, red) || !near(got, 54, 10, green) || !near(got, 10, 54, blue) || !near(got, 54, 54, white) {
					t.Errorf("the quarters are %v %v %v %v", got.At(10, 10), got.At(54, 10), got.At(10, 54), got.At(54, 54))
				}
			})
		}
	}
}

func TestAGrayTIFFOfAnyWidthIsMade(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	img := quarters(150, 110)
	for engine, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for _, photometric := range []int{0, 1} {
			for _, bits := range []int{1, 2, 4, 8, 10, 12, 14, 16, 32} {
				for _, tile := range []int{0, 64} {
					t.Run(fmt.Sprintf("%s %d %d bits, tiles %d", engine, photometric, bits, tile), func(t *testing.T) {
						got := shrink(t, e, writeTIFF(t, img, tiffKind{photometric: photometric, bits: bits, samples: 1, tile: tile, strip: 20}))
						if !near(got, 54, 54, white) {
							t.Errorf("white is %v", got.At(54, 54))
						}
						if dark := color.NRGBAModel.Convert(got.At(10, 54)).(color.NRGBA); dark.R > 90 || dark.R != dark.G {
							t.Errorf("blue is %v", dark)
						}
					})
				}
			}
		}
	}
}

func TestATIFFWithoutAllOfItsPictureFails(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	img := scene(150, 110)
	half := func(block int, b []byte) []byte {
		if block > 0 {
			return b[:len(b)/2]
		}
		return b
	}
	for engine, e := range engines(t, thumbnail.Options{}) {
		for name, k := range tiffKinds {
			k.damage = half
			if name == "one JPEG" {
				k.damage = func(_ int, b []byte) []byte { return b[:len(b)/2] }
			}
			t.Run(engine+" "+name, func(t *testing.T) {
				if _, err := e.Shrink(t.Context(), writeTIFF(t, img, k)); err == nil {
					t.Error("it was made")
				}
			})
			k.claim, k.damage = 9999, nil
			t.Run(engine+" "+name+", 9999x9999", func(t *testing.T) {
				if _, err := e.Shrink(t.Context(), writeTIFF(t, img, k)); err == nil {
					t.Error("it was made")
				}
			})
		}
	}
}

func TestATIFFIsTurnedUpright(t *testing.T) {
	for engine, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for _, tile := range []int{0, 64} {
			got := shrink(t, e, writeTIFF(t, quarters(150, 110), tiffKind{photometric: 2, bits: 8, samples: 3, tile: tile, orientation: 6}))
			if !near(got, 8, 8, blue) || !near(got, 56, 8, red) {
				t.Errorf("%s, tiles %d: %v %v", engine, tile, got.At(8, 8), got.At(56, 8))
			}
		}
	}
}

// Bytes of the directory and of the blocks are turned; a reason or a picture comes
// out, and nothing panics.
func TestATIFFWithTurnedBytesNeverPanics(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	e, _, err := thumbnail.Choose("builtin", thumbnail.Options{Memory: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for name, k := range tiffKinds {
		k.strip = min(k.strip, 4)
		data := writeTIFF(t, quarters(20, 12), k)
		directory := bytes.LastIndex(data, []byte{0, 1}) // near where it begins, in either order
		for range 150 {
			damaged := bytes.Clone(data)
			for range 1 + r.IntN(3) {
				at := r.IntN(len(damaged))
				if r.IntN(3) > 0 {
					at = max(directory-200, 0) + r.IntN(len(damaged)-max(directory-200, 0))
				}
				damaged[at] = byte(r.Uint32())
			}
			if _, err := e.Shrink(t.Context(), damaged); err != nil && len(err.Error()) > 700 {
				t.Errorf("%s: the reason has %d bytes", name, len(err.Error()))
			}
		}
	}
}

// A fax has black and white in runs; which of the two a one stands for is said twice,
// and one of the two may turn the other over.
func TestAFaxIsBlackWhereItIsBlack(t *testing.T) {
	for _, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for _, file := range []string{"fax.tif", "fax-turned.tif", "fax-tiles.tif", "fax3.tif"} {
			t.Run(e.Name()+" "+file, func(t *testing.T) {
				data, err := os.ReadFile(filepath.Join("testdata", file))
				if err != nil {
					t.Fatal(err)
				}
				if file == "fax3.tif" && e.Name() == "builtin" {
					if _, err := e.Shrink(t.Context(), data); err == nil || !strings.Contains(err.Error(), "this is a TIFF compressed as a fax of group 3, which the builtin engine cannot read") {
						t.Errorf("got %v", err)
					}
					return
				}
				got := shrink(t, e, data)
				if !near(got, 10, 32, white) || !near(got, 54, 32, color.NRGBA{0, 0, 0, 255}) {
					t.Errorf("left is %v, right %v", got.At(10, 32), got.At(54, 32))
				}
			})
		}
	}
}

func TestALosslessJPEGIsMade(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "lossless.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	inQuarters(t, shrink(t, ffmpegEngine(t, thumbnail.Options{Fit: thumbnail.Stretch}), data), asStored)
}

func TestLevelsOfTelevisionAreSpreadOverAll(t *testing.T) {
	k := tiffKind{photometric: 6, bits: 8, samples: 3, strip: 16}
	for _, e := range engines(t, thumbnail.Options{}) {
		full := shrink(t, e, writeTIFF(t, scene(150, 110), k))
		k.television = true
		if d := difference(full, shrink(t, e, writeTIFF(t, scene(150, 110), k))); d > 0.005 {
			t.Errorf("%s: they differ by %.2f %%", e.Name(), 100*d)
		}
		k.television = false
	}
}
