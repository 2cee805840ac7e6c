package thumbnail

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/webp"
)

func TestAMarkerIsRecognisedAndNoOther(t *testing.T) {
	for range 200 {
		m := marker(rand.Uint64())
		for _, format := range []string{"jpeg", "png", "webp"} {
			img, _, err := image.Decode(bytes.NewReader(m.file(format)))
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			rgba := image.NewNRGBA(image.Rect(0, 0, Size, Size))
			draw.Draw(rgba, rgba.Bounds(), img, image.Point{}, draw.Src)
			if !m.in(rgba.Pix) {
				t.Fatalf("%s: the marker %x is not in its own picture", format, m)
			}
			for bit := range 64 {
				if (m ^ 1<<bit).in(rgba.Pix) {
					t.Fatalf("%s: the marker without bit %d is taken for %x", format, bit, m)
				}
			}
		}
	}
	if _, err := webp.Decode(bytes.NewReader(marker(0).file("webp"))); err != nil {
		t.Error(err)
	}
}

// tellsSize are the rows of an answer about an image of that size.
func tellsSize(w, h int) answer {
	a := make(answer, answerBytes)
	for i, m := range answerModuli {
		for y := range h%m + 1 {
			for x := range w%m + 1 {
				a[4*Size*(Size+1+i*Size)+4*(y*Size+x)+3] = 255
			}
		}
	}
	return a
}

func TestAnAnswerSaysHowLargeTheImageWas(t *testing.T) {
	for range 2000 {
		w, h := 1+rand.N(16000), 1+rand.N(16000)
		a := tellsSize(w, h)
		if !a.of(w, h) {
			t.Fatalf("%dx%d is not recognised", w, h)
		}
		for _, other := range [][2]int{{w + 1, h}, {w, h + 1}, {w + 61, h}, {w, h + 64}, {h + 1, w}, {w / 2, h / 2}, {2 * w, 2 * h}} {
			same := (other[0]-w)%(61*64) == 0 && (other[1]-h)%(61*64) == 0
			if !same && a.of(other[0], other[1]) {
				t.Fatalf("%dx%d is taken for %v", w, h, other)
			}
		}
	}
}

func TestAnAnswerRaisesADoubtWhereItsLastIsBlackOrGreen(t *testing.T) {
	for name, c := range map[string]struct {
		last color.NRGBA
		d    doubt
		want bool
	}{
		"black":            {color.NRGBA{0, 0, 0, 255}, doubtBlackRow, true},
		"black, nothing":   {color.NRGBA{}, doubtBlackRow, true},
		"dark":             {color.NRGBA{0, 9, 0, 255}, doubtBlackRow, false},
		"green":            {color.NRGBA{0, 135, 0, 255}, doubtGreenCorner, true},
		"white":            {color.NRGBA{255, 255, 255, 255}, doubtGreenCorner, false},
		"nobody has asked": {color.NRGBA{0, 0, 0, 255}, doubtNever, false},
	} {
		a := make(answer, answerBytes)
		for x := range Size {
			copy(a[4*(Size*Size+x):], []byte{c.last.R, c.last.G, c.last.B, c.last.A})
		}
		if got := a.raises(c.d); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	one := make(answer, answerBytes)
	one[4*Size*Size+40] = 200
	if one.raises(doubtBlackRow) {
		t.Error("a row with a pixel in it is taken for black")
	}
}

func TestAJPEGIsHalvedNoFurtherThanTwiceTheThumbnail(t *testing.T) {
	for _, c := range []struct{ w, h, want int }{
		{127, 127, 0}, {255, 4000, 0}, {256, 256, 1}, {511, 9000, 1}, {512, 512, 2}, {1023, 1024, 2}, {1024, 1024, 3}, {60000, 60000, 3},
	} {
		s := &source{Header: Header{Format: "jpeg", Width: c.w, Height: c.h, Orientation: 1}, halves: true}
		if got := Cover.scaledDown(s); got != c.want {
			t.Errorf("%dx%d: %d, want %d", c.w, c.h, got, c.want)
		}
		s.halves = false
		if got := Cover.scaledDown(s); got != 0 {
			t.Errorf("%dx%d, which cannot be halved: %d", c.w, c.h, got)
		}
	}
	for range 5000 { // the whole image keeps its shape
		s := &source{Header: Header{Width: 1 + rand.N(9000), Height: 1 + rand.N(9000), Orientation: 1 + rand.N(8)}, halves: true}
		n := Contain.scaledDown(s)
		full := Contain.place(s.Width, s.Height, turned(s.Orientation))
		if got := Contain.place(halved(s.Width, n), halved(s.Height, n), turned(s.Orientation)); got.size != full.size || got.place != full.place {
			t.Fatalf("%dx%d becomes %v instead of %v", s.Width, s.Height, got.size, full.size)
		}
	}
}

func TestWhatAWarmFFmpegCannotReadHasOneOfItsOwn(t *testing.T) {
	p := &warmPool{}
	png := func(change func(s *source)) *source {
		s := &source{Header: Header{Format: "png", Width: 100, Height: 100, Orientation: 1}, input: "png_pipe"}
		change(s)
		return s
	}
	for name, c := range map[string]struct {
		change func(s *source)
		want   string
	}{
		"none":            {func(*source) {}, ""},
		"a GIF":           {func(s *source) { s.Format = "gif" }, oneShotFormat},
		"packed":          {func(s *source) { s.unfold = func() error { return nil } }, oneShotShape},
		"in one piece":    {func(s *source) { s.oneGo = true }, oneShotShape},
		"on a canvas":     {func(s *source) { s.frame = image.Rect(0, 0, 9, 9) }, oneShotShape},
		"another matrix":  {func(s *source) { s.matrix = "bt709" }, oneShotShape},
		"another reader":  {func(s *source) { s.input = "ico" }, oneShotShape},
		"many pixels":     {func(s *source) { s.Width, s.Height = 9000, 9000 }, oneShotLarge},
		"many bytes":      {func(s *source) { s.picture = make([]byte, warmBytes+1) }, oneShotLarge},
		"a lossless JPEG": {func(s *source) { s.foreign = "a lossless JPEG" }, oneShotShape},
	} {
		if _, got := p.keyOf(png(c.change), 0); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// pool is a warmPool of this machine's ffmpeg.
func pool(t *testing.T) *warmPool {
	t.Helper()
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on the PATH: there is nothing to keep warm")
	}
	p := &warmPool{program: program, fit: Cover, limit: DefaultLimit}
	t.Cleanup(p.close)
	return p
}

// photo is an image that a warm ffmpeg can make.
func photo(t *testing.T, side int) *source {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	s, err := open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAWarmFFmpegIsReplacedWhenItHasMadeMany(t *testing.T) {
	p, s := pool(t), photo(t, 100)
	if _, reason := p.shrink(t.Context(), s, 0); reason != "" {
		t.Fatal(reason)
	}
	first := p.idle[0]
	if _, reason := p.shrink(t.Context(), s, 0); reason != "" || len(p.idle) != 1 || p.idle[0] != first || first.made != 2 {
		t.Fatalf("%q: it is not the same that goes on", reason)
	}
	first.made = warmImages - 1
	if _, reason := p.shrink(t.Context(), s, 0); reason != "" || len(p.idle) != 0 {
		t.Errorf("%q: %d wait after the last image of one", reason, len(p.idle))
	}
}

// Of a folder with images of all kinds, each image finds an ffmpeg that waits.
func TestAnFFmpegOfEachKindCanWait(t *testing.T) {
	kinds := map[warmKey]bool{}
	for format := range codecs {
		for lowres := range 4 {
			for _, alpha := range []bool{false, true} {
				s := &source{Header: Header{Format: format, Width: 100, Height: 100, Alpha: alpha && format != "jpeg"}, input: format + "_pipe"}
				if format != "jpeg" {
					lowres = 0
				}
				k, reason := (&warmPool{}).keyOf(s, lowres)
				if reason != "" {
					t.Fatal(reason)
				}
				kinds[k] = true
			}
		}
	}
	if len(kinds) != warmKinds || mostIdle() < warmKinds {
		t.Errorf("there are %d kinds; %d can wait", len(kinds), mostIdle())
	}
}

func TestNoMoreWarmFFmpegsWaitThanThereIsMemoryFor(t *testing.T) {
	p := pool(t)
	var made []*warmProcess
	for range mostIdle() + 2 {
		w, err := p.take(t.Context(), warmKey{format: "png"})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, w)
	}
	for _, w := range made {
		p.put(w)
	}
	if len(p.idle) != mostIdle() || p.idle[0] != made[2] {
		t.Errorf("%d wait, want %d, without those that have waited longest", len(p.idle), mostIdle())
	}
	for _, w := range p.idle {
		w.since = w.since.Add(-2 * warmIdle)
	}
	p.idle[len(p.idle)-1].since = time.Now()
	p.endIdle()
	if len(p.idle) != 1 {
		t.Errorf("%d wait after half a minute, want the one that was used since", len(p.idle))
	}
	p.close()
	if len(p.idle) != 0 {
		t.Errorf("%d wait after the end", len(p.idle))
	}
	if _, err := p.take(t.Context(), warmKey{format: "png"}); err == nil {
		t.Error("one was started after the end")
	}
}

func TestWhereNoFFmpegStaysWarmEachImageHasOneOfItsOwnAndItIsTriedAgainLater(t *testing.T) {
	program, err := exec.LookPath("false")
	if err != nil {
		t.Skip("there is no program that fails on the PATH")
	}
	p := &warmPool{program: program, fit: Cover, limit: DefaultLimit}
	defer p.close()
	for range warmFailures {
		if !p.off.IsZero() {
			t.Fatal("it was given up early")
		}
		if _, reason := p.shrink(t.Context(), photo(t, 100), 0); reason != oneShotNoStart {
			t.Fatalf("%q", reason)
		}
	}
	if wait := time.Until(p.off); wait < warmPause/2 || wait > warmPause {
		t.Errorf("it waits %s before it tries again", wait)
	}
}

func TestACallerWhoLeavesTakesTheWarmFFmpegWithHim(t *testing.T) {
	p, s := pool(t), photo(t, 100)
	if _, reason := p.shrink(t.Context(), s, 0); reason != "" {
		t.Fatal(reason)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, reason := p.shrink(ctx, s, 0); reason != oneShotEnded || len(p.idle) != 0 {
		t.Errorf("%q; %d wait, whose answer nobody has read", reason, len(p.idle))
	}
	if p.failed != 0 {
		t.Error("that counts as a failure to start")
	}
}

// What the arguments have to be, each of which was found out by an image that came
// out wrong; see warmKey.args.
func TestAWarmFFmpegMayReadNothingButThePipe(t *testing.T) {
	for format := range codecs {
		args := strings.Join(warmKey{format: format}.args(Cover), " ")
		before, after, ok := strings.Cut(args, " -i pipe:0 ")
		if !ok || !strings.Contains(before, "-protocol_whitelist pipe ") || !strings.HasSuffix(before, "-f mpjpeg") || !strings.HasSuffix(after, " pipe:1") {
			t.Errorf("%s: ffmpeg %s", format, args)
		}
	}
}
