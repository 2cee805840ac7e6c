package theme

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// grounds are the themes with the backgrounds they are made for.
var grounds = []struct {
	name   string
	tokens *tokens
	ground uint32
	text   float64 // least contrast of a text
	other  float64 // of what is dim or a mark
}{
	{Dark, &dark, 0x101418, 7, 4.5},
	{Dark + " on black", &dark, 0x000000, 7, 4.5},
	{Light, &light, 0xffffff, 7, 4.5},
	{Contrast, &contrast, 0x000000, 10, 7},
}

func TestEverythingThatIsReadStandsOutFromTheBackground(t *testing.T) {
	for _, g := range grounds {
		k := g.tokens
		for name, c := range map[string]uint32{"text": k.text, "strong": k.strong} {
			if got := contrastOf(c, g.ground); got < g.text {
				t.Errorf("%s: %s has a contrast of %.1f, want %.1f", g.name, name, got, g.text)
			}
		}
		marks := map[string]uint32{"dim": k.dim, "accent": k.accent, "good": k.good, "warn": k.warn, "bad": k.bad}
		for i, c := range k.images {
			marks[fmt.Sprintf("image %d", i)] = c
		}
		for name, c := range marks {
			if got := contrastOf(c, g.ground); got < g.other {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f", g.name, name, got, g.other)
			}
		}
		if got := contrastOf(k.onBad, k.bad); got < 4.5 {
			t.Errorf("%s: what is written on red has a contrast of %.2f", g.name, got)
		}
	}
}

func TestTextOfTheCursorsRowCanBeRead(t *testing.T) {
	for _, g := range grounds {
		if got := contrastOf(g.tokens.text, g.tokens.selected); got < 4.5 {
			t.Errorf("%s: the contrast is %.2f", g.name, got)
		}
	}
}

func TestColoursOfImagesStayApartForEveryEye(t *testing.T) {
	for _, g := range grounds {
		for name, sight := range sights {
			least := 0.06
			if name == "normal" {
				least = 0.09
			}
			for i, a := range g.tokens.images {
				for j, b := range g.tokens.images[:i] {
					if d := distance(seen(a, sight), seen(b, sight)); d < least {
						t.Errorf("%s, %s: %06x and %06x (%d, %d) are %.3f apart", g.name, name, a, b, i, j, d)
					}
				}
			}
		}
	}
}

// hueOf is the angle of a colour's hue, in degrees, and how much of it there is.
func hueOf(v vec) (angle, chroma float64) {
	return math.Atan2(v[2], v[1]) * 180 / math.Pi, math.Hypot(v[1], v[2])
}

func TestNoImageHasTheHueOfAMeaning(t *testing.T) {
	for _, g := range grounds {
		k := g.tokens
		for name, c := range map[string]uint32{
			"red": k.bad, "amber": k.warn, "download": k.download, "thumbnail": k.shrink, "upload": k.upload, "notify": k.notify,
		} {
			apart := 9.0
			if name == "red" {
				apart = 16
			}
			for i, image := range k.images {
				a, _ := hueOf(seen(c, sights["normal"]))
				b, chroma := hueOf(seen(image, sights["normal"]))
				between := math.Abs(a - b)
				if between = min(between, 360-between); between < apart || chroma < 0.045 {
					t.Errorf("%s: image %d (%06x) is %.0f degrees from %s, with a chroma of %.3f", g.name, i, image, between, name, chroma)
				}
			}
		}
	}
}

func TestAHueThatIsNotKnownHasNoColour(t *testing.T) {
	for _, name := range Names() {
		s := styles(name, true, true, false)
		if s.Image(-1) != "" || s.Image(state.Hues) != "" || s.Image(0) == "" || s.Image(state.Hues-1) == "" {
			t.Errorf("%s: the hues are not 0 to %d", name, state.Hues-1)
		}
	}
}

func TestTheBackgroundChoosesBetweenDarkAndLight(t *testing.T) {
	for _, c := range []struct {
		name string
		dark bool
		want *tokens
	}{
		{Auto, true, &dark},
		{Auto, false, &light},
		{"", true, &dark},
		{"", false, &light},
		{Dark, false, &dark},
		{Light, true, &light},
		{Contrast, false, &contrast},
	} {
		if got := styles(c.name, c.dark, true, false).Of(draw.Text); got != fg(c.want.text) {
			t.Errorf("%q on a dark background %v: %q", c.name, c.dark, got)
		}
	}
}

// ofImage stands for the colour of an image among the tones.
const ofImage = draw.Tone(len(draw.Tones{}))

// sequences are the sequences of all tones, and that of an image where there is one.
func sequences(s *draw.Styles) map[draw.Tone]string {
	out := map[draw.Tone]string{}
	for tone, sequence := range s.Tones {
		out[draw.Tone(tone)] = sequence
	}
	if s.Image != nil {
		out[ofImage] = s.Image(0)
	}
	return out
}

func TestAThemeLeavesNoStyleOut(t *testing.T) {
	for _, name := range []string{Dark, Light, Contrast} {
		s := styles(name, true, true, true)
		for tone, sequence := range sequences(s) {
			if sequence == "" {
				t.Errorf("%s has no tone %d", name, tone)
			}
		}
		if s.Image == nil || !s.ASCII {
			t.Errorf("%s: no colours of images, or not in ASCII", name)
		}
	}
}

func TestWithoutColourThereIsNone(t *testing.T) {
	attributes := regexp.MustCompile(`^(\x1b\[[1-9]m)*$`)
	for tone, sequence := range sequences(styles(Dark, true, false, false)) {
		if !attributes.MatchString(sequence) {
			t.Errorf("tone %d is %q", tone, sequence)
		}
	}
}

// Bubble Tea writes through such a writer, with the profile of the terminal.
func TestEveryStyleHasItsLikeWhereThereAreFewerColours(t *testing.T) {
	for profile, allowed := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: `^\x1b\[[34]8;2;[0-9;]+m$`,
		colorprofile.ANSI256:   `^\x1b\[[34]8;5;[0-9]+m$`,
		colorprofile.ANSI:      `^\x1b\[(3|4|9|10)[0-7]m$`,
		colorprofile.ASCII:     `^(\x1b\[m)?$`,
	} {
		want := regexp.MustCompile(allowed)
		for _, name := range []string{Dark, Light, Contrast} {
			for tone, sequence := range sequences(styles(name, true, true, false)) {
				for one := range strings.SplitAfterSeq(strings.TrimPrefix(sequence, bold), "m") {
					var b bytes.Buffer
					w := colorprofile.Writer{Forward: &b, Profile: profile}
					if _, err := w.WriteString(one); err != nil {
						t.Fatal(err)
					}
					if one != "" && !want.MatchString(b.String()) {
						t.Errorf("%s: tone %d with %v is %q", name, tone, profile, b.String())
					}
				}
			}
		}
	}
}
