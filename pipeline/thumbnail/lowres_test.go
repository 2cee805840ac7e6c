package thumbnail

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// luma are the levels of brightness of a thumbnail.
func luma(t *testing.T, file []byte) (levels [Size][Size]float64) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for y := range Size {
		for x := range Size {
			r, g, b, _ := img.At(x, y).RGBA()
			levels[y][x] = (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 257
		}
	}
	return levels
}

// similarity is the mean structural similarity of two thumbnails, in windows of 8x8.
// https://doi.org/10.1109/TIP.2003.819861
func similarity(a, b *[Size][Size]float64) float64 {
	const side, c1, c2 = 8, 6.5025, 58.5225
	sum, n := 0.0, 0
	for top := 0; top+side <= Size; top++ {
		for left := 0; left+side <= Size; left++ {
			var ma, mb, aa, bb, ab float64
			for y := top; y < top+side; y++ {
				for x := left; x < left+side; x++ {
					p, q := a[y][x], b[y][x]
					ma, mb, aa, bb, ab = ma+p, mb+q, aa+p*p, bb+q*q, ab+p*q
				}
			}
			const k = side * side
			ma, mb = ma/k, mb/k
			aa, bb, ab = aa/k-ma*ma, bb/k-mb*mb, ab/k-ma*mb
			sum += (2*ma*mb + c1) * (2*ab + c2) / ((ma*ma + mb*mb + c1) * (aa + bb + c2))
			n++
		}
	}
	return sum / float64(n)
}

// INFLIGHT_PHOTOS names a folder of JPEGs to compare, such as
// usr/share/backgrounds/mate of Debian's mate-backgrounds.
func TestAJPEGThatIsMadeSmallerWhileItIsDecodedLooksTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on the PATH: the builtin engine decodes all of an image")
	}
	files := map[string][]byte{}
	var folders []string
	if folder := os.Getenv("INFLIGHT_PHOTOS"); folder != "" {
		folders, _ = filepath.Glob(filepath.Join(folder, "*.jpg"))
	}
	for _, name := range folders {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range []image.Point{{256, 300}, {600, 800}, {1500, 1100}} {
		files["drawn "+size.String()] = drawnPhoto(t, size)
	}
	for _, fit := range []Fit{Cover, Contain, Stretch} {
		f := &ffmpeg{program: program, options: Options{Fit: fit, Limit: DefaultLimit}, memory: newBudget(defaultMemory)}
		var all []float64
		for name, data := range files {
			s, err := open(data)
			if err != nil {
				t.Fatal(err)
			}
			n := fit.scaledDown(s)
			small, err := f.once(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			s.halves = false
			whole, err := f.once(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			a, b := luma(t, small), luma(t, whole)
			same := similarity(&a, &b)
			all = append(all, same)
			if same < 0.98 {
				t.Errorf("%s of %dx%d, %s, halved %d times: the similarity is %.4f", name, s.Width, s.Height, fit, n, same)
			}
			if n == 0 && fit != Contain && min(s.Width, s.Height) >= 256 {
				t.Errorf("%s of %dx%d is not halved", name, s.Width, s.Height)
			}
		}
		slices.Sort(all)
		t.Logf("%s: %d images, similarity from %.4f, median %.4f", fit, len(all), all[0], all[len(all)/2])
	}
}

// drawnPhoto is a JPEG with gradients, edges and noise of all sizes, as photos have.
func drawnPhoto(t *testing.T, size image.Point) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rectangle{Max: size})
	seed := uint32(7)
	for y := range size.Y {
		for x := range size.X {
			seed = seed*1664525 + 1013904223
			u, v := float64(x)/float64(size.X), float64(y)/float64(size.Y)
			wave := math.Sin(9*u+4*v) * math.Cos(13*v*u+2)
			level := 120 + 60*wave + 30*math.Sin(40*u*v) + float64(seed>>28)
			if math.Hypot(u-0.6, v-0.4) < 0.2 {
				level = 255 - level
			}
			img.SetRGBA(x, y, color.RGBA{uint8(level), uint8(level * 0.8), uint8(255 * v), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
