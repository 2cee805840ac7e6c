package draw_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"inflight/ui/draw"
)

const (
	red  = "\x1b[31m"
	blue = "\x1b[34m"
)

// canvas is an empty one.
func canvas(w, h int) *draw.Canvas {
	c := &draw.Canvas{}
	c.Clear(w, h)
	return c
}

func TestWhatIsDrawnLaterCoversWhatIsBelow(t *testing.T) {
	c := canvas(10, 2)
	c.Lay(draw.At(0, 0, 10, 1), []string{red + "0123456789" + ansi.ResetStyle})
	c.Lay(draw.At(3, 0, 4, 1), []string{"abcd"})
	c.Set(8, 0, blue, "!")
	c.Text(5, 1, blue, "東京タワー", 5)
	c.Set(6, 1, "", "x") // the second cell of a wide character
	lines := c.Lines()
	for i, want := range []string{"012abcd7!9", "      x京 "} {
		if got := ansi.Strip(lines[i]); got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
	if !strings.HasPrefix(lines[0], red+"012"+ansi.ResetStyle+"abcd") || !strings.Contains(lines[0], blue+"!") || !strings.Contains(lines[0], red+"9") {
		t.Errorf("a style is lost, or goes on: %q", lines[0])
	}
	if c.String() != strings.Join(lines, "\n") {
		t.Errorf("the canvas is %q", c.String())
	}
}

func TestAFadedCanvasHasOneStyle(t *testing.T) {
	c := canvas(4, 1)
	c.Lay(draw.At(0, 0, 2, 1), []string{red + "ab" + ansi.ResetStyle})
	c.Set(3, 0, red, "c")
	c.Fade(blue)
	if got, want := c.String(), blue+"ab"+ansi.ResetStyle+" "+blue+"c"+ansi.ResetStyle; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestACanvasIsEmptyAgainInTheMemoryOfTheFrameBefore(t *testing.T) {
	c := canvas(8, 2)
	c.Text(0, 0, red, "something", 8)
	c.Clear(5, 1)
	if got := c.String(); got != "     " {
		t.Errorf("got %q", got)
	}
}

func TestWhateverIsDrawnACanvasHasItsSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 24).Draw(t, "w"), rapid.IntRange(1, 5).Draw(t, "h")
		c := canvas(w, h)
		place := rapid.IntRange(-3, 26)
		for range rapid.IntRange(0, 12).Draw(t, "times") {
			x, y := place.Draw(t, "x"), rapid.IntRange(-1, 6).Draw(t, "y")
			text := draw.Escape(rapid.SampledFrom([]string{"東京", "plain", "é", "a東b", "🙂🙂", "x"}).Draw(t, "text"))
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				c.Set(x, y, red, "●")
			case 1:
				c.Text(x, y, blue, text, place.Draw(t, "room"))
			case 2:
				n := place.Draw(t, "n")
				c.Lay(draw.At(x, y, n, 2), []string{draw.Exactly(red+text+ansi.ResetStyle, max(n, 0)), draw.Exactly(text, max(n, 0))})
			case 3:
				c.Tint(x, y, blue)
			case 4:
				c.Change(x, y, "○")
			case 5:
				c.Fade(blue)
			}
		}
		lines := c.Lines()
		if len(lines) != h {
			t.Fatalf("%d lines, want %d", len(lines), h)
		}
		for _, line := range lines {
			if got := ansi.StringWidth(line); got != w {
				t.Fatalf("%q is %d cells wide, want %d", line, got, w)
			}
			if i := strings.LastIndex(line, "\x1b["); i >= 0 && !strings.HasPrefix(line[i:], ansi.ResetStyle) {
				t.Fatalf("%q leaves a style open", line)
			}
		}
	})
}
