package draw

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestEachSignHasOneTwinOfASCII(t *testing.T) {
	ascii := &Styles{ASCII: true}
	seen := map[string]bool{}
	for _, pair := range twins {
		sign, twin := pair[0], pair[1]
		if ansi.StringWidth(sign) != 1 || seen[sign] {
			t.Errorf("%q is not one cell wide, or stands there twice", sign)
		}
		seen[sign] = true
		for _, r := range twin {
			if r < ' ' || r > '~' {
				t.Errorf("%q has the twin %q", sign, twin)
			}
		}
		if (*Styles)(nil).Sign(sign) != sign || (&Styles{}).Sign(sign) != sign || ascii.Sign(sign) != twin {
			t.Errorf("%q is drawn as %q, with ASCII alone as %q", sign, (&Styles{}).Sign(sign), ascii.Sign(sign))
		}
		if text := "a " + sign + " b"; ansi.StringWidth(ascii.Spelt(text)) != 5 || (&Styles{}).Spelt(text) != text {
			t.Errorf("%q is spelt %q", text, ascii.Spelt(text))
		}
	}
}
