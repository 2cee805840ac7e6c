package ui

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/picture"
)

func TestTheKeysThereAreDoOneThingEachInOnePlace(t *testing.T) {
	if err := CheckKeys(nil); err != nil {
		t.Error(err)
	}
}

func TestAChangeOfKeysThatCannotBeIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change      map[string][]string
		action, why string
	}{
		"no such action": {map[string][]string{"redrve": {"r"}}, "redrve", "there is no action redrve"},
		"no such key":    {map[string][]string{"redrive": {"strg+r"}}, "redrive", `"strg+r" is no key`},
		"an escape":      {map[string][]string{"redrive": {"\x1b"}}, "redrive", `"\x1b" is no key`},
		"none":           {map[string][]string{"redrive": nil}, "redrive", "redrive needs a key"},
		"taken":          {map[string][]string{"redrive": {"p"}}, "redrive", "the key p is that of purge already"},
		"both changed":   {map[string][]string{"redrive": {"f5"}, "purge": {"f5"}}, "", "the key f5 is that of"},
		"interrupt":      {map[string][]string{"quit": {"ctrl+c"}}, "quit", "the key ctrl+c is that of interrupt"},
		"a number":       {map[string][]string{"quit": {"3"}}, "quit", "the key 3 is that of a panel's number already"},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckKeys(tc.change)
			bad := (*keys.Error)(nil)
			if !errors.As(err, &bad) || !strings.HasPrefix(bad.Why, tc.why) || tc.action != "" && bad.Action != tc.action {
				t.Errorf("got %v of %+v", err, bad)
			}
		})
	}
}

func TestKeysMayChangePlaces(t *testing.T) {
	change := map[string][]string{"redrive": {"p"}, "purge": {"r"}, "quit": {"f10", "ctrl+q"}}
	if err := CheckKeys(change); err != nil {
		t.Fatal(err)
	}
	for _, a := range KeyActions(change) {
		if want, changed := change[a.Name]; changed && !slices.Equal(a.Keys, want) {
			t.Errorf("%s has %q, want %q", a.Name, a.Keys, want)
		}
	}
}

func TestAChangedKeyDoesWhatTheHelpSays(t *testing.T) {
	control := &fakeControl{}
	m := newScreen(t, busy, size{120, 36}, func(o *Options) {
		o.Control = control
		o.Keys = map[string][]string{"upload": {"ctrl+u"}, "freeze": {"ctrl+p"}, "right": {"right"}}
	})
	footer := m.screen()[strings.LastIndex(strings.TrimRight(m.screen(), "\n"), "\n"):]
	if !strings.Contains(footer, "ctrl+u upload") || !strings.Contains(footer, "ctrl+p freeze") || strings.Contains(footer, " u upload") {
		t.Errorf("the footer does not name the new keys: %q", footer)
	}
	m.typed("?")
	if screen := m.screen(); !regexp.MustCompile(`ctrl\+u +upload one`).MatchString(screen) {
		t.Errorf("the help does not name the new key:\n%s", screen)
	}
	m.typed("esc", "u", "space", "ctrl+u", "ctrl+p")
	asks("upload 1", "freeze")(t, m, control, nil)
}

// oldKeys is how texts on the screen would speak of keys that have been
// changed: those of palette, filter and questions stay as they are.
var oldKeys = regexp.MustCompile(`(?i)\bpress ([a-z+]|space|esc|enter)\b|\b(esc|enter)(:| closes| looks)|\br (redrives?|back)\b|\bL looks\b|\b[rx]: |\((\+|space|r)\)`)

func TestNoTextSpeaksOfAKeyThatHasBeenChanged(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	change := map[string][]string{
		"upload": {"f2"}, "upload-broken": {"f3"}, "redrive": {"f4"}, "more-workers": {"f5"}, "pause": {"f6"},
		"inspect": {"f7"}, "back": {"f8"}, "quit": {"f9"}, "up": {"f10"}, "down": {"f11"},
		"redrive-to": {"f12"}, "redrive-cancel": {"f13"}, "look": {"f14"},
	}
	seen := ""
	for name, run := range map[string]func() ([]event.Event, time.Time){
		"empty": empty, "quiet": quiet, "busy": busy, "failing": failing, "letters": lettered,
	} {
		for _, at := range []size{{80, 24}, {120, 36}, {200, 60}} {
			m := newScreen(t, run, at, func(o *Options) { o.Keys, o.Pictures = change, picture.Off })
			for _, pressed := range [][]string{
				{"1"}, {"2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"?"}, {"f8", "1", "f7"}, {"f8", "7", "f7"}, {"f8", "1", "/", "?", "enter"},
			} {
				m.typed(pressed...)
				screen := m.screen()
				if old := oldKeys.FindString(screen); old != "" {
					t.Fatalf("%s at %v after %q says %q:\n%s", name, at, pressed, old, screen)
				}
				seen += screen
			}
		}
	}
	for _, want := range []string{"Press f2 to upload", "f4 redrive", "mend it, redrive (f4)", "f8 closes", "Press f8 to see all", "f7: read", "none: press f5", "f10/f11 scroll", "f4: redrive all"} {
		if !strings.Contains(seen, want) {
			t.Errorf("nothing says %q", want)
		}
	}
}

func TestAPanelKnowsTheKeysThatNobodyHasChanged(t *testing.T) {
	m := newScreen(t, quiet, size{80, 24}, nil)
	if got, want := m.named, (panel.Keys{}).Usual(); got != want {
		t.Errorf("the panels say %+v, the key map has %+v", want, got)
	}
}

func TestALetterOfAChangedKeyCanBeTypedAsAQueuesName(t *testing.T) {
	control := &fakeControl{}
	m := newScreen(t, failing, size{80, 24}, func(o *Options) {
		o.Control = control
		o.Keys = map[string][]string{"inspect": {"i"}, "back": {"c"}}
	})
	m.typed("p")
	m.typed(strings.Split("practiceQ", "")...)
	m.typed("enter")
	asks("purge")(t, m, control, nil)
}

func TestEveryChangedKeyDoesWhatItsOldOneDid(t *testing.T) {
	usual := keys.New(rows(), nil, false)
	change, names := map[string][]string{}, map[string]string{} // the new keys by action, and the action by its name in the help
	for i, a := range KeyActions(nil) {
		change[a.Name] = []string{string(rune('а' + i))} // letters of another script: they do nothing else
		names[usual.Binding(keys.ID(a.Name)).Help().Key] = a.Name
	}
	if err := CheckKeys(change); err != nil {
		t.Fatal(err)
	}
	changed := func(pressed []string, only string) []string {
		var out []string
		for _, k := range pressed {
			for _, a := range KeyActions(nil) {
				if slices.Contains(a.Keys, k) && (only == "" || only == a.Name) {
					k = change[a.Name][0]
					break
				}
			}
			out = append(out, k)
		}
		return out
	}
	typing := []string{"send", "filter", "actions", "purge", "delete", "purge-dead-letters", "redrive"} // after their key comes text, or a yes
	for _, c := range keyCases() {
		action, ok := names[c.key]
		if !ok || c.see == nil {
			continue
		}
		t.Run(action, func(t *testing.T) {
			m := newScreen(t, busy, size{120, 36}, func(o *Options) {
				o.Keys, o.Pictures = change, picture.Off
				o.browse = func(context.Context, string) error { return nil }
			})
			m.typed(changed(c.before, "")...)
			only := ""
			if slices.Contains(typing, action) {
				only = action
			}
			m.typed(changed(c.press, only)...)
			c.see(t, m, m.options.Control.(*fakeControl), m.options.Describer.(*fakeDescriber))
		})
	}
}
