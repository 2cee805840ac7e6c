package export_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"inflight/ui/export"
)

// frames are three of a screen of three lines: the first line stays, the second
// moves, the third is there in the last frame alone.
var frames = []string{
	"\x1b[1;38;2;255;0;0m<a&b>\x1b[m ok   \n\x1b[7m1\x1b[m         \n          ",
	"\x1b[1;38;2;255;0;0m<a&b>\x1b[m ok   \n\x1b[7m2\x1b[m         \n          ",
	"\x1b[1;38;2;255;0;0m<a&b>\x1b[m ok   \n\x1b[7m2\x1b[m         \n\x1b[38;2;1;2;3;48;2;4;5;6m▀▀\x1b[m        ",
}

// picture is an SVG of the frames.
func picture(t *testing.T, light bool, frames ...string) []byte {
	t.Helper()
	p := export.SVG{Width: 10, Height: 3, Every: 500 * time.Millisecond, Light: light}
	for _, f := range frames {
		p.Add(f)
	}
	var out bytes.Buffer
	if _, err := p.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAPictureMovesAsItsFramesDo(t *testing.T) {
	golden.RequireEqual(t, picture(t, false, frames...))
}

func TestAPictureOfOneFrameStandsStillOnALightGround(t *testing.T) {
	got := picture(t, true, frames[0])
	if bytes.Contains(got, []byte("animation")) {
		t.Errorf("it moves:\n%s", got)
	}
	golden.RequireEqual(t, got)
}

func TestAPictureIsWellFormedWhateverIsOnTheScreen(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(picture(t, false, "]]><&\"'\x00\x07\x1b[99999;1m", "\xff\xfe")))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// one is an SVG of one frame, a line high.
func one(t *testing.T, width int, frame string) string {
	t.Helper()
	p := export.SVG{Width: width, Height: 1, Every: time.Second}
	p.Add(frame)
	var out bytes.Buffer
	if _, err := p.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A renderer need not keep spaces: words stand where they are without them.
func TestWordsStandWhereTheyAreWhateverBecomesOfSpaces(t *testing.T) {
	got := one(t, 30, "\x1b[31m  image   recv work    \x1b[m  3  ")
	for _, want := range []string{`x="28" y="25" fill="#800000" textLength="40">image<`, `x="92" y="25" fill="#800000" textLength="72">recv work<`, `>3<`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not there:\n%s", want, got)
		}
	}
	for _, text := range regexp.MustCompile(`>([^<]+)</text>`).FindAllStringSubmatch(got, -1) {
		if strings.TrimSpace(text[1]) != text[1] || strings.Contains(text[1], "  ") {
			t.Errorf("the length of %q is that of its spaces", text[1])
		}
	}
}

func TestBoxesAndBlocksAreShapesAndNoLetters(t *testing.T) {
	const shapes = "─│├┤┬╭╮╰╯█▀▄▁▂▃▅▆▇▏▌▐▕▖▚░▒▓"
	for _, r := range shapes {
		got := one(t, 3, "a"+string(r)+"b")
		if strings.ContainsRune(got, r) || strings.Count(got, "<path")+strings.Count(got, "fill=\"#d8dee9\"") < 2 {
			t.Errorf("%c is drawn as\n%s", r, got)
		}
	}
	if got := one(t, 20, "╭──────────────────╮"); strings.Count(got, "H") != 1 || !strings.Contains(got, "M20 20.5H164") {
		t.Errorf("18 lines side by side are not one:\n%s", got)
	}
	if got := one(t, 9, "████▁▁▖▖▖"); strings.Count(got, "<rect x=") != 5 {
		t.Errorf("what is side by side is not one, or what is apart is:\n%s", got)
	}
}

func TestWhereNothingMovesTheFirstFrameIsToBeSeen(t *testing.T) {
	got := string(picture(t, false, frames...))
	hidden := strings.Index(got, "[class]{visibility:hidden}")
	if seen := strings.Index(got, ".f0-0{visibility:visible;"); hidden < 0 || seen < hidden || strings.Contains(got, "g[class]{visibility") {
		t.Errorf("the first frame is hidden, or by a rule that weighs more:\n%s", got)
	}
	if !strings.Contains(got, "@media (prefers-reduced-motion:reduce){g[class]{animation:none}}") {
		t.Error("it moves also where somebody wants no motion")
	}
}

func TestARowThatStaysIsDrawnOnce(t *testing.T) {
	got := string(picture(t, false, frames...))
	if n := strings.Count(got, "&lt;a&amp;b&gt;"); n != 1 {
		t.Errorf("a row that never changes is drawn %d times", n)
	}
	if n := strings.Count(got, ">2</text>"); n != 1 {
		t.Errorf("a row that is the same in two frames is drawn %d times", n)
	}
}

func TestACastSendsTheLinesThatChanged(t *testing.T) {
	var out bytes.Buffer
	c := export.NewCast(&out, 10, 3)
	if err := c.Begin(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for i, f := range frames {
		if err := c.Add(time.Duration(i)*100*time.Millisecond, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Add(time.Second, frames[2]); err != nil { // nothing has changed
		t.Fatal(err)
	}
	golden.RequireEqual(t, out.Bytes())
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("line %d: %v", i+1, err)
		}
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	_, svg := (&export.SVG{Width: 1, Height: 1}).WriteTo(full{})
	c := export.NewCast(full{}, 1, 1)
	for _, err := range []error{svg, c.Begin(time.Now()), c.Add(0, "x")} {
		if got := fmt.Sprint(err); !strings.Contains(got, "no space left on device") {
			t.Errorf("the error is %s", got)
		}
	}
}
