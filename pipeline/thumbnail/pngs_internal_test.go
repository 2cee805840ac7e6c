package thumbnail

import (
	"bytes"
	"image"
	"image/png"
	"runtime"
	"testing"
)

// TestAWriterOfPNGsThatIsUsedAgainWritesTheSame: and takes no memory of its own again.
func TestAWriterOfPNGsThatIsUsedAgainWritesTheSame(t *testing.T) {
	var p pngs
	opaque, faint := image.NewNRGBA(image.Rect(0, 0, Size, Size)), image.NewNRGBA(image.Rect(0, 0, Size, Size))
	for i := range opaque.Pix {
		opaque.Pix[i], faint.Pix[i] = uint8(i/5)|uint8(i%4/3*255), uint8(i/7)
	}
	for range 3 {
		for _, img := range []image.Image{opaque, faint} {
			var want bytes.Buffer
			if err := png.Encode(&want, img); err != nil {
				t.Fatal(err)
			}
			if got, err := p.encode(img); err != nil || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%d bytes (%v), and not %d", len(got), err, want.Len())
			}
		}
	}
	const rounds = 50
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		if _, err := p.encode(opaque); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := (after.TotalAlloc - before.TotalAlloc) / rounds; n > 500_000 { // 850,000 without
		t.Errorf("a thumbnail takes %d bytes", n)
	}
}
