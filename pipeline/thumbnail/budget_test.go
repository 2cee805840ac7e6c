package thumbnail_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"inflight/pipeline/thumbnail"
)

// deepPNG is a PNG that takes 8 bytes a pixel to decode.
func deepPNG(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 4000)
	}
	img.Pix[7] = 1 // something is see-through
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// crowd is set in the process that decodes many images at once.
const crowd = "INFLIGHT_TEST_CROWD"

// The most memory that a process has had is known of it when it has ended, so the
// images are decoded in a process of their own: eight at once, of 32 MB each.
func TestWorkersShareABudgetOfMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	if os.Getenv(crowd) != "" {
		decodeCrowd(t)
		return
	}
	most := func(memory string) int64 {
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestWorkersShareABudgetOfMemory$")
		c.Env = append(os.Environ(), crowd+"="+memory, "GOGC=50")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return maxRSS(c.ProcessState)
	}
	tight, loose := most("tight"), most("loose")
	if tight < 0 {
		t.Skip("what memory a process has had is not known on this system")
	}
	t.Logf("at most %d MB with a budget of 48 MB, %d MB with one of 1 GB", tight>>20, loose>>20)
	if tight > loose/2 { // the race detector takes its share, so no number of its own
		t.Errorf("at most %d MB with a budget of 48 MB, %d MB with one of 1 GB", tight>>20, loose>>20)
	}
}

// decodeCrowd decodes eight images at the same time.
func decodeCrowd(t *testing.T) {
	t.Helper()
	memory := int64(48 << 20)
	if os.Getenv(crowd) == "loose" {
		memory = 1 << 30
	}
	e, _, err := thumbnail.Choose("builtin", thumbnail.Options{Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	data := deepPNG(t, 2000, 2000)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := e.Shrink(t.Context(), data); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestAnImageThatIsLargerThanTheBudgetGoesAloneOrIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	alone, _, err := thumbnail.Choose("builtin", thumbnail.Options{Memory: 20 << 20})
	if err != nil {
		t.Fatal(err)
	}
	shrink(t, alone, deepPNG(t, 2000, 2000))
	e, _, err := thumbnail.Choose("builtin", thumbnail.Options{Memory: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Shrink(t.Context(), deepPNG(t, 2000, 2000)); err == nil || !strings.Contains(err.Error(), "to decode it would take 34 MB of memory; the limit is 32 MB") {
		t.Errorf("got %v", err)
	}
	// Scaling takes memory, too: a row of 64 pixels for each of the image's.
	tall, _, err := thumbnail.Choose("builtin", thumbnail.Options{Fit: thumbnail.Stretch})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tall.Shrink(t.Context(), claiming(1, 90_000_000)); err == nil || !strings.Contains(err.Error(), "MB of memory; the limit is 2,048 MB") &&
		!strings.Contains(err.Error(), "cut off") {
		t.Errorf("1 x 90,000,000: %v", err)
	}
	for _, e := range engines(t, thumbnail.Options{Memory: 20 << 20}) {
		shrink(t, e, encodeJPEG(t, scene(800, 600)))
	}
}

func TestWhoWaitsForMemoryIsInterruptedAtOnce(t *testing.T) {
	image := deepPNG(t, 2000, 2000)
	e, _, err := thumbnail.Choose("builtin", thumbnail.Options{Memory: 40 << 20})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 4)
	for range 4 {
		go func() {
			_, err := e.Shrink(ctx, image)
			ended <- err
		}()
	}
	cancel()
	for range 4 {
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	shrink(t, e, image) // nothing of the budget is lost
}
