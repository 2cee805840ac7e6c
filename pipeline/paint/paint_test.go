package paint_test

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
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
	seen := map[string]bool{}
	for n := range 13 {
		p := paint.Image(n)
		data := encode(t, p)
		cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || format != "jpeg" || cfg.Width != 1920 || cfg.Height != 1080 {
			t.Fatalf("%s is %s of %dx%d: %v", p.Key, format, cfg.Width, cfg.Height, err)
		}
		if seen[string(data)] || seen[p.Key] {
			t.Errorf("%s was there before", p.Key)
		}
		seen[string(data)], seen[p.Key] = true, true
		if n == 5 && !bytes.Equal(data, encode(t, paint.Image(n))) {
			t.Error("the same number gave another image")
		}
	}
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
	for n := 0; b.Loop(); n++ {
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
