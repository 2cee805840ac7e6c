package picture_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/picture"
)

// halves is red above and blue below, or transparent on its left half.
func halves(t testing.TB, transparent bool) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			c := color.NRGBA{255, 0, 0, 255}
			if y >= 32 {
				c = color.NRGBA{0, 0, 255, 255}
			}
			if transparent && x < 32 {
				c.A = 0
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPictureFillsExactlyItsCells(t *testing.T) {
	for _, colors := range []picture.Colors{picture.True, picture.None} {
		for _, size := range [][2]int{{1, 1}, {8, 4}, {17, 9}, {64, 32}} {
			lines, err := picture.HalfBlocks(halves(t, true), size[0], size[1], colors)
			if err != nil || len(lines) != size[1] {
				t.Fatalf("%v: %d lines, %v", size, len(lines), err)
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w != size[0] {
					t.Errorf("%v: a line is %d wide", size, w)
				}
			}
		}
	}
}

func TestTwoPixelsShareACell(t *testing.T) {
	lines, err := picture.HalfBlocks(halves(t, false), 2, 1, picture.True)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(lines[0], "38;2;230;0;25;48;2;25;0;230") || !strings.Contains(lines[0], "▀▀") {
		t.Errorf("got %q", lines[0])
	}
}

func TestWhatIsNoPNGIsAnError(t *testing.T) {
	if _, err := picture.HalfBlocks([]byte("hello"), 2, 2, picture.True); err == nil {
		t.Error("it was drawn")
	}
}

func ExampleHalfBlocks() {
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 16)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	lines, _ := picture.HalfBlocks(b.Bytes(), 4, 2, picture.None)
	for _, l := range lines {
		fmt.Printf("%q\n", l)
	}
	// Output:
	// "..::"
	// "+**#"
}
