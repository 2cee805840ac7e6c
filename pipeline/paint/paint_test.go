package paint_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"
	"testing"

	"inflight/pipeline/paint"
	"inflight/pipeline/thumbnail"
)

func encode(t testing.TB, p paint.Painting) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryNumberIsAnotherHDImageAndAlwaysTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	seen := map[string]bool{}
	for n := 1; n <= 26; n++ {
		p := paint.Image(n)
		again := make(chan []byte, 1)
		go func() { // beside the first time: drawing is most of this test
			var b bytes.Buffer
			paint.Image(n).Encode(&b) // an error leaves it empty
			again <- b.Bytes()
		}()
		data := encode(t, p)
		cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || format != "jpeg" || cfg.Width != 1920 || cfg.Height != 1080 {
			t.Fatalf("%s is %s of %dx%d: %v", p.Key, format, cfg.Width, cfg.Height, err)
		}
		if seen[string(data)] || seen[p.Key] {
			t.Errorf("%s was there before", p.Key)
		}
		seen[string(data)], seen[p.Key] = true, true
		if !bytes.Equal(data, <-again) {
			t.Errorf("%s is another image the second time", p.Key)
		}
	}
}

func TestAnyNumberCanBeDrawn(t *testing.T) {
	for _, n := range []int{-13, 0, 9999, 10000, 1234567, math.MaxInt, math.MinInt} {
		if len(encode(t, paint.Image(n))) == 0 {
			t.Errorf("%d is empty", n)
		}
	}
}

// The mean colour is what is left of an image in a few cells of a terminal.
func TestTwelveImagesInARowAreToldApartByTheirColor(t *testing.T) {
	var means [12][3]float64
	for n := range means {
		img := paint.Picture(n + 1)
		count := 0.0
		for y := 0; y < paint.Height; y += 20 {
			for x := 420; x < 1500; x += 20 { // what a thumbnail shows
				r, g, b, _ := img.At(x, y).RGBA()
				means[n][0] += float64(r >> 8)
				means[n][1] += float64(g >> 8)
				means[n][2] += float64(b >> 8)
				count++
			}
		}
		for i := range means[n] {
			means[n][i] /= count
		}
	}
	for a := range means {
		for b := range a {
			d := math.Hypot(math.Hypot(means[a][0]-means[b][0], means[a][1]-means[b][1]), means[a][2]-means[b][2])
			if d < 16 {
				t.Errorf("%s and %s are alike: %.0f and %.0f", paint.Image(a+1).Name, paint.Image(b+1).Name, means[a], means[b])
			}
		}
	}
}

func ExampleImage() {
	p := paint.Image(133)
	fmt.Println(p.Name, p.Title, p.Key, p.ContentType, p.Color)
	// Output: garden-0133 garden garden-0133.jpg image/jpeg {62 158 86 255}
}

func TestBrokenImagesAreBrokenForEveryEngine(t *testing.T) {
	for _, name := range []string{"builtin", "auto"} {
		e, _, err := thumbnail.Choose(name, thumbnail.Options{})
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]bool{}
		for n := 1; n <= 5; n++ {
			d := paint.Broken(n)
			kinds[d.Kind] = true
			if _, err := e.Shrink(t.Context(), d.Bytes); err == nil {
				t.Errorf("%s made a thumbnail of %s", e.Name(), d.Key)
			}
		}
		if len(kinds) != 5 {
			t.Errorf("the kinds are %v", kinds)
		}
	}
}

func TestASlowImageIsVeryLargeAndSound(t *testing.T) {
	data := encode(t, paint.Slow(3))
	h, err := thumbnail.Inspect(data)
	if err != nil || h.Width != 9600 || h.Height != 5400 {
		t.Fatalf("%+v, %v", h, err)
	}
	if len(data) > 4<<20 {
		t.Errorf("it has %d bytes: uploading it should not be what is slow", len(data))
	}
	e, _, err := thumbnail.Choose("auto", thumbnail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Shrink(t.Context(), data); err != nil {
		t.Error(err)
	}
}

func BenchmarkImage(b *testing.B) {
	for n := 1; b.Loop(); n++ {
		if err := paint.Image(n).Encode(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSlow(b *testing.B) {
	b.Run("draw", func(b *testing.B) {
		for b.Loop() {
			if err := paint.Slow(1).Encode(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	data := encode(b, paint.Slow(1))
	for _, name := range []string{"builtin", "auto"} {
		e, _, err := thumbnail.Choose(name, thumbnail.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("shrink "+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Shrink(b.Context(), data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
