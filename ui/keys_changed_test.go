package ui

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"

	"inflight/pipeline/event"
	"inflight/ui/panel"
	"inflight/ui/picture"
)

func TestEveryKeyCanBeChangedButThoseEverybodyExpects(t *testing.T) {
	k := newKeyMap()
	named := map[*key.Binding]string{}
	for _, n := range k.named() {
		named[n.Binding] = n.name
	}
	fixed := []string{"Interrupt", "Tab", "Yes", "No"}
	v := reflect.ValueOf(&k).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i).Name
		_, has := named[v.Field(i).Addr().Interface().(*key.Binding)]
		if has == slices.Contains(fixed, field) {
			t.Errorf("%s: it has a name: %v", field, has)
		}
	}
}

func TestTheKeysThereAreDoOneThingEach(t *testing.T) {
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
		"a number":       {map[string][]string{"quit": {"3"}}, "quit", "the key 3 is that of a panel's number"},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckKeys(tc.change)
			bad := (*KeyError)(nil)
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
		o.Keys = map[string][]string{"upload": {"ctrl+u"}, "pause": {"ctrl+p"}, "right": {"right"}}
	})
	footer := m.screen()[strings.LastIndex(strings.TrimRight(m.screen(), "\n"), "\n"):]
	if !strings.Contains(footer, "ctrl+u upload") || !strings.Contains(footer, "ctrl+p pause") || strings.Contains(footer, " u upload") {
		t.Errorf("the footer does not name the new keys: %q", footer)
	}
	m.typed("?")
	if screen := m.screen(); !regexp.MustCompile(`ctrl\+u +upload one`).MatchString(screen) {
		t.Errorf("the help does not name the new key:\n%s", screen)
	}
	m.typed("esc", "u", "space", "ctrl+u", "ctrl+p")
	asks("upload 1", "pause")(t, m, control, nil)
}

// oldKeys is how texts on the screen would speak of keys that have been
// changed: those of palette, filter and questions stay as they are.
var oldKeys = regexp.MustCompile(`(?i)\bpress ([a-z+]|space|esc|enter)\b|\b(esc|enter)(:| closes| looks)|\br (redrives?|back)\b|\bL looks\b|\b[rx]: |\((\+|space|r)\)`)

func TestNoTextSpeaksOfAKeyThatHasBeenChanged(t *testing.T) {
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
			for _, keys := range [][]string{
				{"1"}, {"2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"?"}, {"f8", "1", "f7"}, {"f8", "7", "f7"}, {"f8", "1", "/", "?", "enter"},
			} {
				m.typed(keys...)
				screen := m.screen()
				if old := oldKeys.FindString(screen); old != "" {
					t.Fatalf("%s at %v after %q says %q:\n%s", name, at, keys, old, screen)
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
	if got, want := m.panelKeys(), (panel.Keys{}).Usual(); got != want {
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
	usual := newKeyMap()
	change, names := map[string][]string{}, map[string]string{} // the new keys by action, and the action by its name in the help
	for i, n := range usual.named() {
		change[n.name] = []string{string(rune('а' + i))} // letters of another script: they do nothing else
		names[n.Help().Key] = n.name
	}
	if err := CheckKeys(change); err != nil {
		t.Fatal(err)
	}
	changed := func(keys []string, only string) []string {
		var out []string
		for _, k := range keys {
			for _, n := range usual.named() {
				if slices.Contains(n.Keys(), k) && (only == "" || only == n.name) {
					k = change[n.name][0]
					break
				}
			}
			out = append(out, k)
		}
		return out
	}
	typing := []string{"filter", "actions", "purge", "delete", "purge-dead-letters", "redrive"} // after their key comes text, or a yes
	for _, c := range keyCases() {
		action, ok := names[c.key]
		if !ok || c.see == nil {
			continue
		}
		t.Run(action, func(t *testing.T) {
			m := newScreen(t, busy, size{120, 36}, func(o *Options) {
				o.Keys, o.Pictures = change, picture.Off
				o.Browse = func(context.Context, string) error { return nil }
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
