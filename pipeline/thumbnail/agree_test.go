package thumbnail_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"inflight/pipeline/thumbnail"
)

// scene is an image with edges and gradients, none of it symmetric.
func scene(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			c := color.NRGBA{uint8(255 * u), uint8(200 * v), uint8(255 * (1 - u) * v), 255}
			if math.Hypot(u-0.35, v-0.3) < 0.2 {
				c = color.NRGBA{250, 220, 40, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// fringe is a blue disk on nothing; where there is nothing the colour is red, so
// that one sees if it counts.
func fringe(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 0}
			if math.Hypot(float64(x)/float64(w)-0.4, float64(y)/float64(h)-0.5) < 0.3 {
				c = color.NRGBA{0, 60, 255, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// difference is how far two thumbnails are apart in the mean, from 0 to 1, by
// what they look like: hidden colours do not count.
func difference(a, b image.Image) float64 {
	sum := 0.0
	for y := range thumbnail.Size {
		for x := range thumbnail.Size {
			r1, g1, b1, a1 := a.At(x, y).RGBA()
			r2, g2, b2, a2 := b.At(x, y).RGBA()
			for _, d := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}, {a1, a2}} {
				sum += float64(max(d[0], d[1])-min(d[0], d[1])) / 0xffff
			}
		}
	}
	return sum / (4 * thumbnail.Size * thumbnail.Size)
}

// agree makes a thumbnail by each engine and compares them.
func agree(t *testing.T, fit thumbnail.Fit, data []byte, limit float64) {
	t.Helper()
	both := engines(t, thumbnail.Options{Fit: fit})
	if len(both) < 2 {
		t.Skip("ffmpeg is not on the PATH: there is nothing to compare with")
	}
	if d := difference(shrink(t, both["builtin"], data), shrink(t, both["ffmpeg"], data)); d > limit {
		t.Errorf("they differ by %.2f %% in the mean", 100*d)
	}
}

var fits = []thumbnail.Fit{thumbnail.Cover, thumbnail.Contain, thumbnail.Stretch}

func TestTheEnginesAgreeOnEveryFitAndOrientation(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	photo := encodeJPEG(t, scene(331, 203))
	for _, fit := range fits {
		for turn := range uint16(8) {
			t.Run(fmt.Sprintf("%s %d", fit, turn+1), func(t *testing.T) {
				agree(t, fit, withOrientation(photo, turn+1), 0.005)
			})
		}
	}
}

// Where a few pixels are spread over many, the two interpolate differently.
func TestTheEnginesAgreeOnShapesOfAllKinds(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	for _, size := range []image.Point{{1, 1}, {64, 64}, {65, 63}, {1000, 3}, {2, 700}, {3000, 20}} {
		var b bytes.Buffer
		if err := png.Encode(&b, scene(size.X, size.Y)); err != nil {
			t.Fatal(err)
		}
		limit := 0.005
		if min(size.X, size.Y) < 10 {
			limit = 0.06
		}
		for _, fit := range fits {
			t.Run(fmt.Sprintf("%s %v", fit, size), func(t *testing.T) { agree(t, fit, b.Bytes(), limit) })
		}
	}
}

func TestWhatIsSeeThroughStaysSoWithoutAFringe(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, fringe(400, 300)); err != nil {
		t.Fatal(err)
	}
	for _, fit := range fits {
		t.Run(string(fit), func(t *testing.T) { agree(t, fit, b.Bytes(), 0.005) })
	}
	for name, e := range engines(t, thumbnail.Options{}) {
		img := shrink(t, e, b.Bytes())
		for y := range thumbnail.Size {
			for x := range thumbnail.Size {
				if r, _, _, a := img.At(x, y).RGBA(); r > 0x0a00 {
					t.Fatalf("%s: at %d,%d the hidden red shows: %v of alpha %d", name, x, y, r>>8, a>>8)
				}
			}
		}
		if _, _, _, a := img.At(0, 0).RGBA(); a != 0 {
			t.Errorf("%s: the corner is not see-through", name)
		}
		if _, _, _, a := img.At(24, 32).RGBA(); a != 0xffff {
			t.Errorf("%s: the disk is see-through", name)
		}
	}
}

func TestTheEnginesAgreeOnFilesOfOtherPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.*"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		switch filepath.Base(file) {
		case "quarters.avif", "quarters.jxl", "lossless.jpg", "fax3.tif":
			continue // ffmpeg alone reads them
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) { agree(t, thumbnail.Cover, data, 0.015) })
	}
}

func BenchmarkShrink(b *testing.B) {
	photo := encodeJPEG(b, scene(1920, 1080))
	for name, e := range engines(b, thumbnail.Options{}) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Shrink(b.Context(), photo); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
