package theme

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"inflight/ui/draw"
)

func TestSixteenColoursAreChosenAndNotApproached(t *testing.T) {
	basic := regexp.MustCompile(`^(\x1b\[(1|3[0-7]|4[0-7]|9[0-7]|10[0-7])m)*$`)
	for _, name := range Names() {
		for _, dark := range []bool{true, false} {
			for tone, sequence := range sequences(For(name, dark, colorprofile.ANSI, false)) {
				if !basic.MatchString(sequence) || sequence == "" && tone != draw.Text {
					t.Errorf("%s on a dark background %v: tone %d is %q", name, dark, tone, sequence)
				}
			}
		}
	}
}

func TestWhatWentWrongHasARedOfItsOwn(t *testing.T) {
	for _, name := range Names() {
		for _, dark := range []bool{true, false} {
			s := For(name, dark, colorprofile.ANSI, false)
			alarm := strings.TrimPrefix(s.Of(draw.Bad), bold)
			for tone, sequence := range sequences(s) {
				if tone != draw.Bad && strings.Contains(sequence, alarm) {
					t.Errorf("%s on a dark background %v: tone %d is as red as what went wrong", name, dark, tone)
				}
			}
			if s.Image != nil {
				t.Errorf("%s on a dark background %v: images have colours that mean something else", name, dark)
			}
		}
	}
}

func TestTheCursorsRowIsGreyAmong256Colours(t *testing.T) {
	grey := regexp.MustCompile(`^\x1b\[48;5;2(3[2-9]|4[0-9]|5[0-5])m$`)
	for _, name := range Names() {
		s := For(name, true, colorprofile.ANSI256, false)
		var b bytes.Buffer
		w := colorprofile.Writer{Forward: &b, Profile: colorprofile.ANSI256}
		if _, err := w.WriteString(s.Of(draw.Selected)); err != nil {
			t.Fatal(err)
		}
		if !grey.MatchString(b.String()) {
			t.Errorf("%s: the cursor's row is %q", name, b.String())
		}
	}
}

func TestWithoutAProfileOfColoursThereAreNone(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII} {
		for tone, sequence := range sequences(For(Dark, true, profile, false)) {
			if strings.Contains(sequence, "[3") || strings.Contains(sequence, "[4") {
				t.Errorf("%v: tone %d is %q", profile, tone, sequence)
			}
		}
	}
}
