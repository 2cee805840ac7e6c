package thumbnail_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os/exec"
	"testing"

	"inflight/pipeline/thumbnail"
)

// warmAndOneShot are two engines of ffmpeg, one of which keeps it warm.
func warmAndOneShot(t testing.TB, fit thumbnail.Fit) (warm, oneShot thumbnail.Engine) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not on the PATH: there is nothing to keep warm")
	}
	var both [2]thumbnail.Engine
	for i := range both {
		e, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{Fit: fit, OneShot: i == 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		both[i] = e
	}
	return both[0], both[1]
}

// encodedBy has ffmpeg make a file of another kind out of an image.
func encodedBy(t testing.TB, img image.Image, args ...string) []byte {
	t.Helper()
	var in, out bytes.Buffer
	if err := png.Encode(&in, img); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "ffmpeg", append([]string{
		"-nostdin", "-loglevel", "error", "-f", "png_pipe", "-i", "pipe:0", "-frames:v", "1",
	}, append(args, "pipe:1")...)...)
	c.Stdin, c.Stdout, c.Stderr = &in, &out, t.Output()
	if err := c.Run(); err != nil {
		t.Skipf("this ffmpeg cannot make %v: %v", args, err)
	}
	return out.Bytes()
}

// warmKinds are images of all kinds that a warm ffmpeg makes.
func warmKinds(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	gray := image.NewGray(image.Rect(0, 0, 700, 500))
	draw.Draw(gray, gray.Bounds(), scene(700, 500), image.Point{}, draw.Src)
	all["jpeg gray"] = encodeJPEG(t, gray)
	for _, sampling := range []string{"420", "422", "444", "440", "411"} {
		all["jpeg "+sampling] = encodedBy(t, scene(801, 601), "-pix_fmt", "yuvj"+sampling+"p", "-c:v", "mjpeg", "-f", "image2pipe")
	}
	for _, size := range []image.Point{{1, 1}, {63, 65}, {300, 255}, {511, 513}, {1601, 1025}} {
		name := fmt.Sprintf("%dx%d", size.X, size.Y)
		all["jpeg "+name] = encodeJPEG(t, scene(size.X, size.Y))
		for kind, img := range map[string]image.Image{"png ": scene(size.X, size.Y), "png see-through ": fringe(size.X, size.Y)} {
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			all[kind+name] = b.Bytes()
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, gray); err != nil {
		t.Fatal(err)
	}
	all["png gray"] = b.Bytes()
	black := image.NewNRGBA(image.Rect(0, 0, 200, 150))
	draw.Draw(black, black.Bounds(), image.NewUniform(color.NRGBA{0, 0, 0, 255}), image.Point{}, draw.Src)
	all["png black"] = encodedBy(t, black, "-c:v", "png", "-f", "image2pipe")
	all["png 16 bits"] = encodedBy(t, scene(333, 222), "-pix_fmt", "rgb48be", "-c:v", "png", "-f", "image2pipe")
	all["png palette"] = encodedBy(t, scene(333, 222), "-vf", "format=rgb8,format=pal8", "-c:v", "png", "-f", "image2pipe")
	for name, args := range map[string][]string{
		"webp":                      {"-pix_fmt", "yuv420p"},
		"webp see-through":          {"-pix_fmt", "yuva420p"},
		"webp lossless":             {"-lossless", "1", "-pix_fmt", "bgra"},
		"webp lossless see-through": {"-lossless", "1", "-pix_fmt", "bgra"},
	} {
		for _, size := range []image.Point{{100, 100}, {640, 480}, {901, 1205}} {
			img := scene(size.X, size.Y)
			if len(name) > len("webp lossless") || name == "webp see-through" {
				img = fringe(size.X, size.Y)
			}
			all[fmt.Sprintf("%s %v", name, size)] = encodedBy(t, img, append(args, "-c:v", "libwebp", "-f", "webp")...)
		}
	}
	for turn := range uint16(8) {
		all[fmt.Sprintf("jpeg turned %d", turn+1)] = withOrientation(encodeJPEG(t, scene(331, 203)), turn+1)
		all[fmt.Sprintf("large jpeg turned %d", turn+1)] = withOrientation(encodeJPEG(t, scene(1333, 1021)), turn+1)
	}
	return all
}

// pixels are those of a PNG.
func pixels(t testing.TB, file []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewNRGBA(image.Rect(0, 0, thumbnail.Size, thumbnail.Size))
	for y := range thumbnail.Size {
		for x := range thumbnail.Size {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out.Pix
}

func TestAWarmFFmpegMakesThePixelsOfOneThatIsStartedForTheImage(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	kinds := warmKinds(t)
	for _, fit := range fits {
		t.Run(string(fit), func(t *testing.T) {
			warm, oneShot := warmAndOneShot(t, fit)
			for name, data := range kinds {
				want, err := oneShot.Shrink(t.Context(), data)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for range 2 {
					got, err := warm.Shrink(t.Context(), data)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if !bytes.Equal(pixels(t, got), pixels(t, want)) {
						t.Errorf("%s: the pixels are others", name)
					}
				}
			}
			if tally := warm.Tally(); tally.Warm != 2*len(kinds) {
				t.Errorf("of %d images warm were %d; %v", 2*len(kinds), tally.Warm, tally.OneShot)
			}
		})
	}
}
