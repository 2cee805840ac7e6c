package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"inflight/ui/draw"
)

func TestALineIsEditedAsALineOfAShell(t *testing.T) {
	for _, c := range []struct {
		begin string
		keys  []string
		want  string
	}{
		{"", []string{"a", "b"}, "ab"},
		{"garden", []string{"backspace", "s"}, "gardes"},
		{"garden", []string{"left", "left", "X"}, "gardXen"},
		{"garden", []string{"home", "X", "end", "Y"}, "XgardenY"},
		{"garden", []string{"ctrl+a", "delete", "G"}, "Garden"},
		{"two words", []string{"ctrl+w"}, "two "},
		{"two words", []string{"left", "left", "ctrl+u"}, "ds"},
		{"two words", []string{"home", "ctrl+k"}, ""},
		{"", []string{"backspace", "left", "delete"}, ""},
		{"東京", []string{"left", "backspace"}, "京"},
		{"kept", []string{"ctrl+v"}, "kept"}, // the clipboard of this machine need not be that of the person
	} {
		in := NewInput(c.begin)
		for _, k := range c.keys {
			in.Take(pressOf(k))
		}
		if got := in.Text(); got != c.want {
			t.Errorf("%q, then %v: %q, want %q", c.begin, c.keys, got, c.want)
		}
	}
}

func TestWhatIsPastedStandsWhereTheCursorIsOnOneLineAndWithinBounds(t *testing.T) {
	in := NewInput("ac")
	in.Take(pressOf("left"))
	in.Take(tea.PasteMsg{Content: "b\nb"})
	if got := in.Text(); got != "ab bc" {
		t.Errorf("got %q", got)
	}
	in.Take(tea.PasteMsg{Content: strings.Repeat("x", 1000)})
	if n := len(in.Text()); n != maxInput {
		t.Errorf("it holds %d characters", n)
	}
}

func TestTheCursorIsSeenWhereItIs(t *testing.T) {
	for _, c := range []struct {
		text  string
		left  int
		width int
		want  string // the cursor in brackets
	}{
		{"garden", 0, 20, "garden[_]"},
		{"garden", 2, 20, "gard[e]n"},
		{"garden", 6, 20, "[g]arden"},
		{"a long garden", 0, 6, "arden[_]"},
		{"a long garden", 13, 6, "[a] long"},
		{"a long garden", 1, 6, "garde[n]"},
	} {
		in := NewInput("")
		in.field.SetValue(c.text)
		in.field.SetCursor(len([]rune(in.Text())) - c.left)
		line := in.Line(&draw.Styles{Tones: draw.Tones{draw.Accent: "\x1b[36m"}}, c.width)
		got := strings.NewReplacer("\x1b[36m\x1b[7m", "[", "\x1b[36m", "[", ansi.ResetStyle, "]").Replace(line)
		if got != c.want {
			t.Errorf("%q with the cursor %d from its end: %q, want %q", c.text, c.left, got, c.want)
		}
		if n := ansi.StringWidth(line); n > c.width {
			t.Errorf("%q is %d cells wide, %d are there", line, n, c.width)
		}
	}
}

func TestALineFitsWhateverIsInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := NewInput("")
		in.Take(tea.PasteMsg{Content: rapid.String().Draw(t, "text")})
		for range rapid.IntRange(0, 30).Draw(t, "left") {
			in.Take(pressOf("left"))
		}
		width := rapid.IntRange(2, 40).Draw(t, "width")
		line := in.Line(&draw.Styles{}, width)
		if n := ansi.StringWidth(line); n > width {
			t.Fatalf("%q is %d cells wide, %d are there", line, n, width)
		}
		for _, r := range ansi.Strip(line) {
			if r < ' ' || r == 0x7f {
				t.Fatalf("%q holds a control character", line)
			}
		}
	})
}
