package export_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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
