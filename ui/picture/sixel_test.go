package picture_test

import (
	"bytes"
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi/sixel"

	"inflight/ui/picture"
)

func TestASixelPictureFillsItsCellsAndNoMore(t *testing.T) {
	seq, err := picture.SixelSequence(sunset(64), 8, 4, image.Pt(9, 19))
	if err != nil {
		t.Fatal(err)
	}
	payload, ok := strings.CutPrefix(seq, "\x1bP0;1q")
	if !ok || !strings.HasPrefix(payload, `"1;1;72;72`) {
		t.Fatalf("it begins with %q", seq[:20])
	}
	payload, ok = strings.CutSuffix(payload, "\x1b\\")
	if !ok || strings.HasSuffix(payload, "-") {
		t.Errorf("it ends with %q: that would scroll", seq[len(seq)-4:])
	}
	img, err := new(sixel.Decoder).Decode(bytes.NewReader([]byte(payload)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := img.At(1, 1).RGBA(); a != 0 {
		t.Error("the see-through corner is drawn")
	}
	if r, _, b, _ := img.At(43, 30).RGBA(); r < 0xd000 || b > 0x8000 {
		t.Errorf("the sun is %v", img.At(43, 30))
	}
}

func TestASixelPictureOfNothingIsAnError(t *testing.T) {
	for _, tc := range []struct {
		w, h int
		cell image.Point
	}{{0, 4, image.Pt(9, 19)}, {4, 4, image.Point{}}, {-1, 4, image.Pt(9, 19)}, {900, 900, image.Pt(9, 19)}} {
		if _, err := picture.SixelSequence(sunset(8), tc.w, tc.h, tc.cell); err == nil {
			t.Errorf("%+v was drawn", tc)
		}
	}
}

func TestASequenceAtAPositionLeavesTheCursorAlone(t *testing.T) {
	if got := picture.At(0, 9, "x"); got != "\x1b7\x1b[10;1Hx\x1b8" {
		t.Errorf("got %q", got)
	}
}

func BenchmarkSixelSequence(b *testing.B) {
	img := sunset(64)
	for b.Loop() {
		if _, err := picture.SixelSequence(img, 16, 8, image.Pt(10, 20)); err != nil {
			b.Fatal(err)
		}
	}
}
