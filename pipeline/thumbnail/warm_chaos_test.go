//go:build linux

package thumbnail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"inflight/pipeline/thumbnail"
)

// plates is how many images there are that can be told apart; each has a number, in
// blocks of black and its own colour.
const plates = 64

// plate is the image with that number. Its blocks are so large that they can be read
// from the thumbnail.
func plate(n, side int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	own := color.NRGBA{uint8(60 + 3*n), uint8(255 - 2*n), uint8(37 * n % 200), 255}
	for i := range 16 {
		c := own
		if i > 0 && n>>(i%6)&1 == 0 {
			c = color.NRGBA{A: 255}
		}
		at := image.Rect(i%4*side/4, i/4*side/4, (i%4+1)*side/4, (i/4+1)*side/4)
		draw.Draw(img, at, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// plateFiles are the plates in some formats and sizes, and what the one-shot engine
// makes of each.
type plateFile struct {
	name string
	data []byte
	want []byte // nil: it is damaged
}

func plateFiles(t *testing.T, n int, oneShot thumbnail.Engine) []plateFile {
	t.Helper()
	sides := []int{64, 200, 301, 640}
	var all []plateFile
	for i := range n {
		img := plate(i%plates, sides[i%len(sides)])
		var data []byte
		format := []string{"jpeg", "png", "webp"}[i/4%3]
		switch format {
		case "jpeg":
			data = encodeJPEG(t, img)
		case "png":
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			data = b.Bytes()
		case "webp":
			data = encodedBy(t, img, "-lossless", strconv.Itoa(i%2), "-c:v", "libwebp", "-f", "webp")
		}
		f := plateFile{name: fmt.Sprintf("%s %d of %d", format, i%plates, img.Rect.Dx()), data: data}
		if i%3 == 2 { // damaged: bytes in the middle of the picture, or the end
			f.name += " damaged"
			f.data = bytes.Clone(data)
			if i%2 == 0 {
				f.data = f.data[:len(f.data)*2/3]
			} else {
				copy(f.data[len(f.data)/2:], bytes.Repeat([]byte{0xff, 0xd8, 0x00}, 8))
			}
		}
		out, err := oneShot.Shrink(t.Context(), f.data)
		if err == nil {
			f.want = pixels(t, out)
		}
		all = append(all, f)
	}
	return all
}

// ffmpegs are the processes of that name that this process has started.
func ffmpegs() (pids []int) {
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, task := range tasks {
		b, _ := os.ReadFile(task)
		for _, field := range strings.Fields(string(b)) {
			pid, _ := strconv.Atoi(field)
			if name, _ := os.ReadFile(filepath.Join("/proc", field, "comm")); strings.TrimSpace(string(name)) == "ffmpeg" {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// openFiles is how many files this process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// resident is how many bytes of this process are in memory.
func resident(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// Images of all kinds go through, a third of them damaged, while the ffmpegs are
// killed and callers lose patience. INFLIGHT_WARM_IMAGES says how many
// images; the long form of this test has 20000.
func TestAWarmFFmpegNeverMixesUpTwoImagesWhateverHappensToIt(t *testing.T) {
	images := 400
	if n, err := strconv.Atoi(os.Getenv("INFLIGHT_WARM_IMAGES")); err == nil {
		images = n
	}
	warm, oneShot := warmAndOneShot(t, thumbnail.Cover)
	files := plateFiles(t, 96, oneShot)
	var next, wrong, killed, cancelled atomic.Int64
	var workers sync.WaitGroup
	files0 := openFiles(t)
	others := ffmpegs() // that engines of other tests keep warm
	ours := func() []int {
		return slices.DeleteFunc(ffmpegs(), func(pid int) bool { return slices.Contains(others, pid) })
	}
	for range 4 {
		workers.Go(func() {
			for i := next.Add(1); i <= int64(images); i = next.Add(1) {
				if n := int64(images / 5); i%n == 0 {
					t.Logf("after %d images: %d ffmpegs, %d files open, %d MB of ours in memory", i, len(ours()), openFiles(t), resident(t)>>20)
				}
				if pids := ours(); len(pids) > 0 && rand.N(20) == 0 && syscall.Kill(pids[rand.N(len(pids))], syscall.SIGKILL) == nil {
					killed.Add(1)
				}
				f := files[rand.N(len(files))]
				ctx, cancel := context.WithCancel(t.Context())
				if rand.N(50) == 0 {
					ctx, cancel = context.WithTimeout(t.Context(), time.Duration(rand.N(20))*time.Millisecond)
				}
				out, err := warm.Shrink(ctx, f.data)
				ended := ctx.Err() != nil
				cancel()
				switch {
				case ended && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)):
					cancelled.Add(1)
				case err != nil && f.want != nil && !strings.Contains(err.Error(), "ffmpeg was ended before it was done"):
					t.Errorf("%s: %v", f.name, err)
				case err == nil && f.want == nil:
					wrong.Add(1)
					t.Errorf("%s: the one-shot run makes nothing of it", f.name)
				case err == nil && !bytes.Equal(pixels(t, out), f.want):
					wrong.Add(1)
					t.Errorf("%s: the pixels are others", f.name)
				}
			}
		})
	}
	workers.Wait()
	tally := warm.Tally()
	t.Logf("%d images, %d wrong, %d processes killed, %d callers gone; %d warm, else %v",
		images, wrong.Load(), killed.Load(), cancelled.Load(), tally.Warm, tally.OneShot)
	if killed.Load() == 0 || tally.Warm < images/4 {
		t.Errorf("killed were %d, warm %d", killed.Load(), tally.Warm)
	}
	if err := warm.Close(); err != nil {
		t.Error(err)
	}
	if left := ours(); len(left) > 0 {
		t.Errorf("%d ffmpegs are left", len(left))
	}
	if n := openFiles(t); n > files0 {
		t.Errorf("%d files are open, before it were %d", n, files0)
	}
}
