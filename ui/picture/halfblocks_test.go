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
	"github.com/charmbracelet/x/exp/golden"

	"inflight/ui/picture"
)

// allColors are the ways to draw, by name.
var allColors = map[string]picture.Colors{
	"true": picture.True, "indexed": picture.Indexed, "basic": picture.Basic, "none": picture.None,
}

// sunset is a round orange sun on a blue sky over dark hills; the corners are
// see-through.
func sunset(side int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			u, v := float64(x)/float64(side), float64(y)/float64(side)
			c := color.NRGBA{uint8(60 + 160*v), uint8(110 + 60*v), 220, 255}
			if d := (u-0.6)*(u-0.6) + (v-0.4)*(v-0.4); d < 0.04 {
				c = color.NRGBA{255, 170, 40, 255}
			}
			if v > 0.7+0.1*(u-0.5) {
				c = color.NRGBA{30, 60, 40, 255}
			}
			if u+v < 0.2 || u+v > 1.8 {
				c = color.NRGBA{}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// encoded is a picture as a PNG.
func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPictureFillsExactlyItsCells(t *testing.T) {
	data := encoded(t, sunset(64))
	for name, colors := range allColors {
		for _, size := range [][2]int{{1, 1}, {8, 4}, {17, 9}, {64, 32}, {200, 3}, {3, 200}} {
			lines, err := picture.HalfBlocks(data, size[0], size[1], colors)
			if err != nil || len(lines) != size[1] {
				t.Fatalf("%s %v: %d lines, %v", name, size, len(lines), err)
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w != size[0] {
					t.Errorf("%s %v: a line is %d wide", name, size, w)
				}
			}
		}
	}
}

func TestAPictureInEachNumberOfColors(t *testing.T) {
	img := sunset(64)
	for name, colors := range allColors {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqualEscape(t, []byte(strings.Join(picture.Cells(img, 12, 6, colors), "\n")), true) //nolint:staticcheck // its successor does not escape, and these would colour a terminal
		})
	}
}

func TestTwoPixelsShareACell(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 2))
	red, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}
	img.SetNRGBA(0, 0, red)
	img.SetNRGBA(1, 0, red)
	img.SetNRGBA(0, 1, blue)
	img.SetNRGBA(1, 1, blue)
	for colors, want := range map[picture.Colors]string{
		picture.True:    "\x1b[38;2;255;0;0;48;2;0;0;255m▀▀\x1b[m",
		picture.Indexed: "\x1b[38;5;196;48;5;21m▀▀\x1b[m",
		picture.Basic:   "\x1b[91;44m▀▀\x1b[m",
	} {
		if got := picture.Cells(img, 2, 1, colors); got[0] != want {
			t.Errorf("colours %d: got %q, want %q", colors, got[0], want)
		}
	}
}

func TestTheTerminalsBackgroundShowsThroughWhatIsClear(t *testing.T) {
	red := color.NRGBA{255, 0, 0, 255}
	for name, tc := range map[string]struct {
		at   image.Point // the only pixel that is not clear
		want string
	}{
		"above":  {image.Pt(1, 0), " \x1b[38;2;255;0;0m▀\x1b[m"},
		"below":  {image.Pt(1, 1), " \x1b[38;2;255;0;0m▄\x1b[m"},
		"before": {image.Pt(0, 0), "\x1b[38;2;255;0;0m▀ \x1b[m"},
	} {
		img := image.NewNRGBA(image.Rect(0, 0, 2, 2))
		img.SetNRGBA(tc.at.X, tc.at.Y, red)
		if got := picture.Cells(img, 2, 1, picture.True)[0]; got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

func TestSixteenColorsMixWhatTheyLack(t *testing.T) {
	orange := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	for i := range orange.Pix {
		orange.Pix[i] = [4]uint8{255, 150, 60, 255}[i%4]
	}
	drawn := map[string]bool{}
	for _, line := range picture.Cells(orange, 32, 16, picture.Basic) {
		for _, sequence := range strings.Split(line, "\x1b[")[1:] {
			drawn[strings.TrimRight(sequence, "▀")] = true
		}
	}
	if !drawn["91m"] && !drawn["31m"] || !drawn["33m"] && !drawn["93m"] {
		t.Errorf("orange has no red beside yellow: %v", drawn)
	}
}

func TestWhatIsNoPictureIsAnError(t *testing.T) {
	giant := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00\x2f\x68\x28\x6a")
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "cut off": encoded(t, sunset(64))[:200], "giant": giant,
	} {
		if _, err := picture.HalfBlocks(data, 2, 2, picture.True); err == nil {
			t.Errorf("%s was drawn", name)
		}
	}
	if lines := picture.Cells(nil, 3, 2, picture.True); len(lines) != 2 || lines[0] != "   " {
		t.Errorf("no picture at all is %q", lines)
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
	// "  .:"
	// "*#%@"
}

func BenchmarkCells(b *testing.B) {
	img := sunset(64)
	for name, colors := range allColors {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				picture.Cells(img, 16, 8, colors)
			}
		})
	}
}
