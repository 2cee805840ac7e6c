package ui

import (
	"strings"
	"testing"
)

func TestAKeyOfTheScreenBelowIsNotTakenInSilenceByAPage(t *testing.T) {
	const says = "is a key of the screen below"
	for _, c := range []struct {
		keys []string
		want string // empty: nothing is said
	}{
		{[]string{"?", "p"}, "p (purge) is a key of the screen below: esc closes this first"},
		{[]string{"1", "enter", "u"}, "u (upload one) is a key of the screen below"},
		{[]string{"?", "5", "5"}, "5 (go to a panel) is a key of the screen below"},
		{[]string{"4", "enter", "z"}, "z (zoom) is a key of the screen below"},
		{[]string{"O", "p"}, "p (purge) is a key of the screen below"},
		{[]string{"f", "space"}, "space (freeze, or go on) is a key of the screen below"},
		{[]string{"?", "down"}, ""}, // a key of the page
		{[]string{"O", "right"}, ""},
		{[]string{"f", "x"}, ""},
		{[]string{"?", "left"}, ""}, // moves something, here or there
		{[]string{"?", "%"}, ""},    // a key of nothing
		{[]string{"p", "u"}, ""},    // a question is no page, and takes two keys alone
		{[]string{":", "u"}, ""},    // it is typed
		{[]string{"u"}, ""},         // it is done
		{[]string{"?", "esc"}, ""},  // nothing lies above the screen
	} {
		m := newScreen(t, busy, size{120, 36}, nil)
		m.typed(c.keys...)
		m.dirty = true
		screen := m.screen()
		if n := strings.Count(screen, says); n > 1 || c.want == "" && n > 0 || !strings.Contains(screen, c.want) {
			t.Errorf("%v: want %q\n%s", c.keys, c.want, screen)
		}
		if asked := m.options.Control.(*fakeControl).asked(); c.want != "" && len(asked) > 0 {
			t.Errorf("%v: it did %q", c.keys, asked)
		}
	}
}

// TestAKeyOfTheSettingsSaysSoElsewhere: ctrl+z, for one, by which a person means to undo.
func TestAKeyOfTheSettingsSaysSoElsewhere(t *testing.T) {
	for keys, says := range map[string]string{
		"ctrl+z": "ctrl+z (undo, in the settings) is a key of the settings: O opens them",
		"D":      "D (the demonstration's settings) is a key of the settings: O opens them",
		"%":      "",
	} {
		m := newScreen(t, busy, size{120, 36}, nil)
		m.typed(keys)
		m.dirty = true
		if screen := m.screen(); strings.Contains(screen, "is a key of the settings") != (says != "") || !strings.Contains(screen, says) {
			t.Errorf("%s: want %q\n%s", keys, says, screen)
		}
		if asked := m.options.Control.(*fakeControl).asked(); len(asked) > 0 {
			t.Errorf("%s did %q", keys, asked)
		}
	}
}
