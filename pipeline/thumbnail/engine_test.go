package thumbnail_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"inflight/pipeline/thumbnail"
)

// engines are those that this machine has.
func engines(t testing.TB, o thumbnail.Options) map[string]thumbnail.Engine {
	t.Helper()
	all := map[string]thumbnail.Engine{}
	for _, name := range []string{"builtin", "ffmpeg"} {
		if name == "ffmpeg" {
			if _, err := exec.LookPath("ffmpeg"); err != nil {
				t.Log("ffmpeg is not on the PATH: only the builtin engine is tested")
				continue
			}
		}
		e, _, err := thumbnail.Choose(name, o)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = e
	}
	return all
}

// quarters is an image whose four quarters are red, green, blue and white.
func quarters(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.NRGBA{0, 200, 0, 255}
			case x < w/2 && y >= h/2:
				c = color.NRGBA{0, 0, 255, 255}
			case x >= w/2:
				c = color.NRGBA{255, 255, 255, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withOrientation puts an EXIF orientation into a JPEG.
func withOrientation(photo []byte, turn uint16) []byte {
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, turn)
	exif = append(exif, 0, 0, 0, 0, 0, 0)
	segment := []byte{0xff, 0xe1}
	segment = binary.BigEndian.AppendUint16(segment, uint16(len(exif)+2))
	out := append([]byte{}, photo[:2]...)
	return append(append(append(out, segment...), exif...), photo[2:]...)
}

func shrink(t *testing.T, e thumbnail.Engine, data []byte) image.Image {
	t.Helper()
	out, err := e.Shrink(t.Context(), data)
	if err != nil {
		t.Fatalf("%s: %v", e.Name(), err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != 64 || img.Bounds().Dy() != 64 {
		t.Fatalf("%s made %v", e.Name(), img.Bounds())
	}
	return img
}

// near tells whether a pixel has about a colour.
func near(img image.Image, x, y int, want color.NRGBA) bool {
	got := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	diff := func(a, b uint8) bool { return max(a, b)-min(a, b) < 40 }
	if want.A == 0 {
		return got.A < 40
	}
	return diff(got.R, want.R) && diff(got.G, want.G) && diff(got.B, want.B) && got.A > 215
}

var (
	red     = color.NRGBA{255, 0, 0, 255}
	green   = color.NRGBA{0, 200, 0, 255}
	blue    = color.NRGBA{0, 0, 255, 255}
	white   = color.NRGBA{255, 255, 255, 255}
	through = color.NRGBA{}
)

func TestEveryFormatBecomesAPNGOf64x64(t *testing.T) {
	img := quarters(400, 300)
	palette := image.NewPaletted(img.Bounds(), color.Palette{red, green, blue, white})
	for y := range 300 {
		for x := range 400 {
			palette.Set(x, y, img.At(x, y))
		}
	}
	files := map[string][]byte{"jpeg": encodeJPEG(t, img)}
	for name, encode := range map[string]func(b *bytes.Buffer) error{
		"png":  func(b *bytes.Buffer) error { return png.Encode(b, img) },
		"gif":  func(b *bytes.Buffer) error { return gif.Encode(b, palette, nil) },
		"tiff": func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) },
		"bmp":  func(b *bytes.Buffer) error { return bmp.Encode(b, img) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		files[name] = b.Bytes()
	}
	webp, err := os.ReadFile(filepath.Join("testdata", "quarters.webp"))
	if err != nil {
		t.Fatal(err)
	}
	files["webp"] = webp
	for engine, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for format, data := range files {
			t.Run(engine+" "+format, func(t *testing.T) {
				got := shrink(t, e, data)
				if !near(got, 10, 10, red) || !near(got, 54, 10, green) || !near(got, 10, 54, blue) || !near(got, 54, 54, white) {
					t.Errorf("the quarters are %v %v %v %v", got.At(10, 10), got.At(54, 10), got.At(10, 54), got.At(54, 54))
				}
			})
		}
	}
}

func TestTheFitDecidesWhatOfTheImageIsSeen(t *testing.T) {
	data := encodeJPEG(t, quarters(640, 160))
	for fit, want := range map[thumbnail.Fit][2]color.NRGBA{
		thumbnail.Cover:   {red, red},         // the middle: left of it red, right green
		thumbnail.Contain: {through, through}, // a strip in the middle
		thumbnail.Stretch: {red, red},
	} {
		for name, e := range engines(t, thumbnail.Options{Fit: fit}) {
			got := shrink(t, e, data)
			if !near(got, 5, 5, want[0]) || !near(got, 25, 5, want[1]) {
				t.Errorf("%s %s: the corner is %v, beside it %v", name, fit, got.At(5, 5), got.At(25, 5))
			}
			if fit == thumbnail.Contain && (!near(got, 5, 28, red) || !near(got, 60, 36, white)) {
				t.Errorf("%s contain: the strip is %v and %v", name, got.At(5, 28), got.At(60, 36))
			}
		}
	}
}

func TestAllEightOrientationsComeOutUpright(t *testing.T) {
	// The corners of the stored image, as they stand after turning.
	corners := map[uint16][4]color.NRGBA{ // top left, top right, bottom left, bottom right
		1: {red, green, blue, white},
		2: {green, red, white, blue},
		3: {white, blue, green, red},
		4: {blue, white, red, green},
		5: {red, blue, green, white},
		6: {blue, red, white, green},
		7: {white, green, blue, red},
		8: {green, white, red, blue},
	}
	photo := encodeJPEG(t, quarters(320, 200))
	for _, fit := range []thumbnail.Fit{thumbnail.Cover, thumbnail.Stretch} {
		for name, e := range engines(t, thumbnail.Options{Fit: fit}) {
			for turn, want := range corners {
				t.Run(fmt.Sprintf("%s %s %d", name, fit, turn), func(t *testing.T) {
					got := shrink(t, e, withOrientation(photo, turn))
					for i, at := range [4]image.Point{{8, 8}, {56, 8}, {8, 56}, {56, 56}} {
						if !near(got, at.X, at.Y, want[i]) {
							t.Errorf("at %v it is %v, want %v", at, got.At(at.X, at.Y), want[i])
						}
					}
				})
			}
		}
	}
}

func TestWorkThatIsInterruptedEndsAtOnce(t *testing.T) {
	photo := encodeJPEG(t, quarters(800, 600))
	for name, e := range engines(t, thumbnail.Options{}) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.Shrink(ctx, photo); err == nil || ctx.Err() == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChoosingSaysWhatIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{}); err == nil || !strings.Contains(err.Error(), "not on the PATH") {
		t.Errorf("ffmpeg: %v", err)
	}
	e, note, err := thumbnail.Choose("auto", thumbnail.Options{})
	if err != nil || e.Name() != "builtin" || note == "" {
		t.Errorf("auto gives %v, %q, %v", e, note, err)
	}
	if _, _, err := thumbnail.Choose("script", thumbnail.Options{Script: "nowhere.sh"}); err == nil {
		t.Error("a script that is not there was accepted")
	}
}
