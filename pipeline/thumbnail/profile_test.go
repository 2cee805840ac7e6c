package thumbnail_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"inflight/pipeline/thumbnail"
)

// iccTag is a tag of a profile.
type iccTag struct{ name, body string }

// fixedPoint is a number with 16 bits after the point.
func fixedPoint(all ...float64) string {
	var b []byte
	for _, v := range all {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return string(b)
}

// icc is a profile.
func icc(space, pcs string, tags ...iccTag) []byte {
	at := 132 + 12*len(tags)
	table, data := binary.BigEndian.AppendUint32(nil, uint32(len(tags))), ""
	for _, t := range tags {
		for len(t.body)%4 > 0 {
			t.body += "\x00"
		}
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(table, uint32(at+len(data))), uint32(len(t.body)))
		data += t.body
	}
	var head [128]byte
	binary.BigEndian.PutUint32(head[:], uint32(at+len(data)))
	copy(head[8:], "\x02\x40\x00\x00mntr"+space+pcs)
	copy(head[36:], "acsp")
	return append(append(bytes.Clone(head[:]), table...), data...)
}

// rgbProfile is a profile by the light of its channels and one curve.
func rgbProfile(curve string, r, g, b [3]float64) []byte {
	xyz := func(v [3]float64) string { return "XYZ \x00\x00\x00\x00" + fixedPoint(v[:]...) }
	return icc("RGB ", "XYZ ", iccTag{"rXYZ", xyz(r)}, iccTag{"gXYZ", xyz(g)}, iccTag{"bXYZ", xyz(b)},
		iccTag{"rTRC", curve}, iccTag{"gTRC", curve}, iccTag{"bTRC", curve})
}

// gamma is a curve that is an exponent.
func gamma(g float64) string {
	return "curv\x00\x00\x00\x00\x00\x00\x00\x01" + string(binary.BigEndian.AppendUint16(nil, uint16(math.Round(g*256))))
}

// sRGBCurve is a curve that is a formula.
var sRGBCurve = "para\x00\x00\x00\x00\x00\x03\x00\x00" + fixedPoint(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)

// table is the same curve by its values.
func table(n int, f func(float64) float64) string {
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(n))
	for i := range n {
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(65535*f(float64(i)/float64(n-1)))))
	}
	return string(b)
}

var (
	adobeRGB = rgbProfile(gamma(2.19921875), [3]float64{0.60974, 0.31111, 0.01947}, [3]float64{0.20528, 0.62567, 0.06087}, [3]float64{0.14919, 0.06322, 0.74457})
	p3Light  = [3][3]float64{{0.51512, 0.2412, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.1571, 0.06657, 0.78407}}
	p3       = rgbProfile(sRGBCurve, p3Light[0], p3Light[1], p3Light[2])
	p3Table  = rgbProfile(table(1024, func(v float64) float64 {
		if v < 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}), p3Light[0], p3Light[1], p3Light[2])
	sRGB   = rgbProfile(sRGBCurve, [3]float64{0.43607, 0.22249, 0.01392}, [3]float64{0.38515, 0.71687, 0.09708}, [3]float64{0.14307, 0.06061, 0.7141})
	gray18 = icc("GRAY", "XYZ ", iccTag{"kTRC", gamma(1.8)})
)

// withProfile is a file of one colour with a profile, in each format that has room
// for one.
func withProfile(t *testing.T, format string, c color.NRGBA, profile []byte) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 96, 80))
	for i := range img.Pix {
		img.Pix[i] = []uint8{c.R, c.G, c.B, c.A}[i%4]
	}
	switch format {
	case "jpeg", "jpeg in parts", "jpeg in parts, turned":
		photo := encodeJPEG(t, img)
		size := len(profile)
		if format != "jpeg" {
			size = 100
		}
		var parts [][]byte
		n := (len(profile) + size - 1) / size
		for i := range n {
			part := append([]byte("ICC_PROFILE\x00"), byte(i+1), byte(n))
			part = append(part, profile[i*size:min((i+1)*size, len(profile))]...)
			parts = append(parts, append([]byte{0xff, 0xe2, byte((len(part) + 2) >> 8), byte(len(part) + 2)}, part...))
		}
		if format == "jpeg in parts, turned" {
			parts[0], parts[1] = parts[1], parts[0]
		}
		return append(append(bytes.Clone(photo[:2]), bytes.Join(parts, nil)...), photo[2:]...)
	case "png":
		var raw []byte
		for range 80 {
			raw = append(raw, 0)
			for range 96 {
				raw = append(raw, c.R, c.G, c.B)
			}
		}
		return pngWith(96, 80, 0, packed(t, raw), pngChunk("iCCP", append([]byte("a profile\x00\x00"), packed(t, profile)...)))
	case "tiff", "tiff of tiles":
		k := tiffKind{photometric: 2, bits: 8, samples: 3, profile: profile}
		if format == "tiff of tiles" {
			k.tile = 64
		}
		return writeTIFF(t, img, k)
	}
	t.Fatal(format)
	return nil
}

// What lcms (ImageMagick, vips) makes of the same colours.
var converted = []struct {
	name     string
	profile  []byte
	in, want color.NRGBA
}{
	{"Adobe RGB", adobeRGB, color.NRGBA{200, 100, 50, 255}, color.NRGBA{227, 100, 42, 255}},
	{"Adobe RGB", adobeRGB, color.NRGBA{30, 60, 200, 255}, color.NRGBA{0, 57, 205, 255}},
	{"Adobe RGB", adobeRGB, color.NRGBA{128, 128, 128, 255}, color.NRGBA{129, 129, 129, 255}},
	{"Adobe RGB", adobeRGB, color.NRGBA{250, 240, 10, 255}, color.NRGBA{254, 240, 0, 255}},
	{"Display P3", p3, color.NRGBA{200, 100, 50, 255}, color.NRGBA{215, 93, 31, 255}},
	{"Display P3", p3, color.NRGBA{30, 60, 200, 255}, color.NRGBA{17, 61, 208, 255}},
	{"Display P3 by a table", p3Table, color.NRGBA{200, 100, 50, 255}, color.NRGBA{215, 93, 31, 255}},
	{"sRGB", sRGB, color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
	{"gray of 1.8", gray18, color.NRGBA{60, 60, 60, 255}, color.NRGBA{77, 77, 77, 255}},
	{"gray of 1.8", gray18, color.NRGBA{200, 200, 200, 255}, color.NRGBA{210, 210, 210, 255}},
	{"gray of 1.8 at colours", gray18, color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
	{"a table of colours", icc("RGB ", "Lab ", iccTag{"A2B0", "mft2"}), color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
	{"CMYK", icc("CMYK", "Lab ", iccTag{"A2B0", "mft2"}), color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
	{"junk", []byte("a profile? no"), color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
	{"cut off", adobeRGB[:170], color.NRGBA{200, 100, 50, 255}, color.NRGBA{200, 100, 50, 255}},
}

func TestColoursOfAProfileBecomeSRGB(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	for _, e := range engines(t, thumbnail.Options{}) {
		for _, format := range []string{"jpeg", "jpeg in parts", "jpeg in parts, turned", "png", "tiff", "tiff of tiles"} {
			if e.Name() == "ffmpeg" && format != "jpeg" && format != "png" {
				continue // it is the same code that finds the profile
			}
			for i, tc := range converted {
				if len(tc.profile) < 150 && format == "jpeg in parts, turned" {
					continue // it has one part
				}
				t.Run(fmt.Sprintf("%s %s %s %d", e.Name(), format, tc.name, i), func(t *testing.T) {
					got := color.NRGBAModel.Convert(shrink(t, e, withProfile(t, format, tc.in, tc.profile)).At(32, 32)).(color.NRGBA)
					for k, d := range []int{int(got.R) - int(tc.want.R), int(got.G) - int(tc.want.G), int(got.B) - int(tc.want.B)} {
						if d < -5 || d > 5 { // a JPEG of a dark colour is some levels off itself
							t.Errorf("channel %d is %d off: %v, want %v", k, d, got, tc.want)
						}
					}
				})
			}
		}
	}
}

func TestAWebPsProfileBecomesSRGB(t *testing.T) {
	still := webpPart(t, "lossy.webp", 100)
	h, err := thumbnail.Inspect(still)
	if err != nil {
		t.Fatal(err)
	}
	vp8x := []byte{0x20, 0, 0, 0, byte(h.Width - 1), byte((h.Width - 1) >> 8), 0, byte(h.Height - 1), byte((h.Height - 1) >> 8), 0}
	with := func(profile []byte) []byte {
		return riff(webpChunk("VP8X", vp8x), webpChunk("ICCP", profile), still[12:])
	}
	for _, e := range engines(t, thumbnail.Options{}) {
		plain := shrink(t, e, still)
		if d := difference(plain, shrink(t, e, with(sRGB))); d != 0 {
			t.Errorf("%s: sRGB changed it by %.2f %%", e.Name(), 100*d)
		}
		if d := difference(plain, shrink(t, e, with(adobeRGB))); d < 0.005 {
			t.Errorf("%s: Adobe RGB changed it by %.2f %%", e.Name(), 100*d)
		}
	}
}

// What is see-through stays so; its colours are converted as they are.
func TestAProfileLeavesWhatIsSeeThrough(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, fringe(400, 300)); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	const head = 8 + 25
	with := append(append(bytes.Clone(data[:head]), pngChunk("iCCP", append([]byte("p\x00\x00"), packed(t, adobeRGB)...))...), data[head:]...)
	for _, e := range engines(t, thumbnail.Options{}) {
		got := shrink(t, e, with)
		if _, _, _, a := got.At(0, 0).RGBA(); a != 0 {
			t.Errorf("%s: the corner has alpha %d", e.Name(), a)
		}
		if _, _, _, a := got.At(24, 32).RGBA(); a != 0xffff {
			t.Errorf("%s: the disk has alpha %d", e.Name(), a)
		}
	}
}

// A photo of gradients and edges, converted before it is scaled and after: how far
// they are apart is what doing it with 64x64 pixels costs.
func TestConvertingTheSmallPictureIsRightEnough(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	e := engines(t, thumbnail.Options{Fit: thumbnail.Stretch})["builtin"]
	img := scene(640, 480)
	after := shrink(t, e, withICC(t, img, adobeRGB))
	if d := difference(shrink(t, e, withICC(t, img, sRGB)), after); d < 0.01 {
		t.Fatalf("nothing was converted: they differ by %.2f %%", 100*d)
	}
	// The other order: each pixel by the program's own conversion, a 64x64 tile at a time.
	whole := image.NewNRGBA(img.Bounds())
	for y := 0; y < 480; y += 32 {
		for x := 0; x < 640; x += 64 {
			tile := image.NewNRGBA(image.Rect(0, 0, 64, 64))
			for ty := range 64 {
				for tx := range 64 {
					tile.Set(tx, ty, img.At(x+tx, min(y+ty, 479)))
				}
			}
			small := shrink(t, e, withICC(t, tile, adobeRGB))
			for ty := range 32 {
				for tx := range 64 {
					whole.Set(x+tx, y+ty, small.At(tx, ty))
				}
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, whole); err != nil {
		t.Fatal(err)
	}
	before := shrink(t, e, b.Bytes())
	if d := difference(before, after); d > 0.004 {
		t.Errorf("they differ by %.2f %% in the mean", 100*d)
	}
}

// withICC is a PNG of an image with a profile.
func withICC(t *testing.T, img image.Image, profile []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	const head = 8 + 25
	return append(append(bytes.Clone(data[:head]), pngChunk("iCCP", append([]byte("p\x00\x00"), packed(t, profile)...))...), data[head:]...)
}
