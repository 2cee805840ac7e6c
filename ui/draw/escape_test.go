package draw_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"inflight/ui/draw"
	"inflight/ui/sample"
)

func ExampleEscape() {
	fmt.Println(draw.Escape("photo.jpg"))
	fmt.Println(draw.Escape("\x1b[31mred\x07.jpg"))
	fmt.Println(draw.Escape("two\nlines"))
	fmt.Println(draw.Escape("\u202egpj.exe"))
	fmt.Println(draw.Escape("\xff is no UTF-8"))
	// Output:
	// photo.jpg
	// ␛[31mred␇.jpg
	// two␊lines
	// \u202egpj.exe
	// \xff is no UTF-8
}

func ExampleFit() {
	fmt.Printf("[%s]\n", draw.Fit("garden-0131", 8))
	fmt.Printf("[%s]\n", draw.Fit("dune", 8))
	fmt.Printf("[%s]\n", draw.Fit("東京タワー", 8))
	fmt.Printf("[%s]\n", draw.FitRight("0.8 s", 8))
	// Output:
	// [garden-…]
	// [dune    ]
	// [東京タ… ]
	// [   0.8 s]
}

// checkEscaped fails where s could move a cursor, or where terminals could
// disagree on its width.
func checkEscaped(t interface{ Errorf(string, ...any) }, from, s string) {
	for _, r := range s {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			t.Errorf("%q became %q, which still holds %U", from, s, r)
		}
	}
	if a, b := ansi.StringWidth(s), ansi.StringWidthWc(s); a != b {
		t.Errorf("%q became %q: %d cells by clusters, %d by code points", from, s, a, b)
	}
}

func TestAToneOfSkinDoesNotJoinTheSpaceBeforeIt(t *testing.T) {
	if s := draw.FitRight(draw.Escape("\U0001f3ff"), 14); ansi.StringWidth(s) != 14 {
		t.Errorf("%q is %d cells wide", s, ansi.StringWidth(s))
	}
}

func TestWhatIsEscapedCannotMoveTheCursor(t *testing.T) {
	for _, name := range sample.HostileNames {
		checkEscaped(t, name, draw.Escape(name))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		}), rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOf(rapid.SampledFrom(sample.HostileNames)).Draw(t, "names"), "")
		})).Draw(t, "s")
		e := draw.Escape(s)
		checkEscaped(t, s, e)
		w := rapid.IntRange(0, 40).Draw(t, "width")
		for _, fitted := range []string{draw.Fit(e, w), draw.FitRight(e, w)} {
			if got := ansi.StringWidth(fitted); got != w {
				t.Errorf("%q fitted to %d is %q: %d cells", e, w, fitted, got)
			}
		}
		for _, line := range draw.Wrap(s, w) {
			if got := ansi.StringWidth(line); got > w {
				t.Errorf("%q wrapped to %d has the line %q of %d cells", s, w, line, got)
			}
		}
	})
}

func TestNamesThatPeopleUseStayReadable(t *testing.T) {
	for _, name := range []string{"雪景色の写真", "한국어 사진", "Ünïcödé", "שלום", "صورة", "Ελλάδα", "e\u0301te\u0301", "фото 12"} {
		if got := draw.Escape(name); got != name {
			t.Errorf("%q became %q", name, got)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, name := range sample.HostileNames {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, s string) { checkEscaped(t, s, draw.Escape(s)) })
}

func BenchmarkEscape(b *testing.B) {
	for name, s := range map[string]string{"plain": "garden-0131.jpg", "hostile": sample.HostileNames[0], "wide": "雪景色の写真"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				draw.Escape(s)
			}
		})
	}
}
