package thumbnail_test

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"inflight/pipeline/thumbnail"
)

// noise is an image of which nothing can be guessed.
func noise(w, h int) *image.Paletted {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewPaletted(image.Rect(0, 0, w, h), grays(256))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32())
	}
	return img
}

// files are the same image in every format.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	img := noise(160, 120)
	out := map[string][]byte{"jpeg": encodeJPEG(t, img)}
	for name, encode := range map[string]func(b *bytes.Buffer) error{
		"png":  func(b *bytes.Buffer) error { return png.Encode(b, img) },
		"gif":  func(b *bytes.Buffer) error { return gif.Encode(b, img, nil) },
		"tiff": func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) },
		"bmp":  func(b *bytes.Buffer) error { return bmp.Encode(b, img) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	for name, file := range map[string]string{"webp": "lossy.webp", "progressive": "progressive.jpg", "cmyk": "cmyk.jpg"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = data
	}
	return out
}

func TestAFileThatIsCutOffFailsAndSaysSo(t *testing.T) {
	for format, data := range files(t) {
		for engine, e := range engines(t, thumbnail.Options{}) {
			for _, part := range []int{10, 50, 90} {
				t.Run(fmt.Sprintf("%s %s %d", engine, format, part), func(t *testing.T) {
					_, err := e.Shrink(t.Context(), data[:len(data)*part/100])
					if err == nil || !strings.HasSuffix(err.Error(), "ends too early: it is cut off") {
						t.Errorf("got %v", err)
					}
				})
			}
		}
	}
}

func TestWhatFollowsAPhotoDoesNotMatter(t *testing.T) {
	photo := encodeJPEG(t, scene(200, 150))
	r := rand.New(rand.NewPCG(3, 4))
	junk := make([]byte, 5000)
	for i := range junk {
		junk[i] = uint8(r.Uint32())
	}
	for name, rest := range map[string][]byte{
		"another photo": encodeJPEG(t, scene(20, 10)), "zeroes": make([]byte, 5000), "junk": junk, "text": []byte("\r\nend\r\n"),
	} {
		for engine, e := range engines(t, thumbnail.Options{}) {
			want := shrink(t, e, photo)
			if d := difference(want, shrink(t, e, append(bytes.Clone(photo), rest...))); d != 0 {
				t.Errorf("%s: with %s behind it the thumbnail is another", engine, name)
			}
		}
	}
}

func TestAPhotoInAPhotosMetadataIsNotTheImage(t *testing.T) {
	photo, inner := encodeJPEG(t, scene(200, 150)), encodeJPEG(t, quarters(40, 30))
	segment := append([]byte("\xff\xe2"), byte((len(inner)+2)>>8), byte(len(inner)+2))
	nested := append(append(bytes.Clone(photo[:2]), append(segment, inner...)...), photo[2:]...)
	for engine, e := range engines(t, thumbnail.Options{}) {
		if d := difference(shrink(t, e, photo), shrink(t, e, nested)); d != 0 {
			t.Errorf("%s: the inner photo was taken: they differ by %.1f %%", engine, 100*d)
		}
	}
}

func TestASmallFrameOfAGIFStandsOnItsCanvas(t *testing.T) {
	frame := image.NewPaletted(image.Rect(60, 20, 90, 50), grays(4))
	for i := range frame.Pix {
		frame.Pix[i] = 3
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{Width: 100, Height: 100},
	})
	if err != nil {
		t.Fatal(err)
	}
	for engine, e := range engines(t, thumbnail.Options{}) {
		img := shrink(t, e, b.Bytes())
		if !near(img, 48, 22, white) || near(img, 10, 50, white) {
			t.Errorf("%s: the frame is %v, the canvas %v", engine, img.At(48, 22), img.At(10, 50))
		}
	}
}
