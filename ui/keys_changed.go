package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
)

// KeyAction is something that a key does, under the name by which its keys can
// be changed.
type KeyAction struct {
	Name string
	Does string // as the help says it
	Keys []string
}

// KeyActions are the actions whose keys can be changed, with those that they
// have after the change. A change that is nil changes nothing.
func KeyActions(change map[string][]string) []KeyAction {
	k := changedKeyMap(change)
	var all []KeyAction
	for _, n := range k.named() {
		keys := slices.DeleteFunc(slices.Clone(n.Keys()), func(key string) bool { return key == " " }) // space by another name
		all = append(all, KeyAction{Name: n.name, Does: n.Help().Desc, Keys: keys})
	}
	return all
}

// KeyError is what is wrong with the keys of an action.
type KeyError struct {
	Action string
	Why    string
}

// Error says it in a sentence.
func (e *KeyError) Error() string { return e.Why }

// CheckKeys says what is wrong with a change of keys, as a *KeyError: an action
// that there is not, a key that there is not, or one that does two things.
func CheckKeys(change map[string][]string) error {
	known := KeyActions(nil)
	for name, keys := range change {
		if !slices.ContainsFunc(known, func(a KeyAction) bool { return a.Name == name }) {
			return &KeyError{name, fmt.Sprintf("there is no action %s", name)}
		}
		for _, k := range keys {
			if !keyPattern.MatchString(k) {
				return &KeyError{name, fmt.Sprintf("%q is no key: write one as in \"r\", \"R\", \"ctrl+r\", \"f5\", \"space\" or \"pgdown\"", k)}
			}
		}
		if len(keys) == 0 {
			return &KeyError{name, fmt.Sprintf("%s needs a key", name)}
		}
	}
	return twice(change)
}

// keyPattern is what keys are called.
var keyPattern = regexp.MustCompile(`^((ctrl|alt|shift|super|hyper|meta)\+)*([^\s\p{C}]|space|tab|enter|esc|backspace|delete|insert|up|down|left|right|home|end|pgup|pgdown|f([1-9]|1[0-9]|20))$`)

// twice says which key does two things after the change.
func twice(change map[string][]string) error {
	k := changedKeyMap(change)
	does := map[string]string{}
	for _, fixed := range []struct {
		name string
		key.Binding
	}{{"interrupt", k.Interrupt}, {"a panel's number", k.Tab}} {
		for _, key := range fixed.Keys() {
			does[key] = fixed.name
		}
	}
	for _, n := range k.named() {
		for _, key := range n.Keys() {
			other, taken := does[key]
			if !taken {
				does[key] = n.name
				continue
			}
			action := n.name
			if _, mine := change[action]; !mine {
				action, other = other, action
			}
			return &KeyError{action, fmt.Sprintf("the key %s is that of %s already: give %s another one, too", key, other, other)}
		}
	}
	return nil
}

// changedKeyMap is the key map after a change.
func changedKeyMap(change map[string][]string) keyMap {
	k := newKeyMap()
	for _, n := range k.named() {
		keys := change[n.name]
		if len(keys) == 0 {
			continue
		}
		var names []string
		for _, key := range keys {
			names = append(names, keyName(key))
		}
		if slices.Contains(keys, "space") {
			keys = append(slices.Clone(keys), " ")
		}
		n.SetKeys(keys...)
		n.SetHelp(strings.Join(names, "/"), n.Help().Desc)
	}
	return k
}

// keyName is how the help calls a key.
func keyName(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "pgdn"
	}
	return key
}

// namedBinding is a binding under the name by which it can be changed.
type namedBinding struct {
	name string
	*key.Binding
}

// named are the bindings that can be changed. Interrupting, the numbers of the
// panels, and yes and no are what everybody expects them to be.
func (k *keyMap) named() []namedBinding {
	return []namedBinding{
		{"pause", &k.Pause},
		{"more-workers", &k.More},
		{"fewer-workers", &k.Fewer},
		{"upload", &k.Upload},
		{"upload-broken", &k.Broken},
		{"purge", &k.Purge},
		{"redrive", &k.Redrive},
		{"redrive-to", &k.Route},
		{"redrive-cancel", &k.Cancel},
		{"select", &k.Mark},
		{"select-all", &k.MarkAll},
		{"look", &k.Look},
		{"delete", &k.Delete},
		{"purge-dead-letters", &k.Clear},
		{"inspect", &k.Inspect},
		{"back", &k.Back},
		{"zoom", &k.Zoom},
		{"filter", &k.Filter},
		{"sort", &k.Sort},
		{"copy-url", &k.Copy},
		{"open-url", &k.Open},
		{"follow", &k.Follow},
		{"narrate", &k.Narrate},
		{"bookkeeping", &k.Bookkeeping},
		{"announce", &k.Announce},
		{"next-panel", &k.Next},
		{"previous-panel", &k.Previous},
		{"up", &k.Up},
		{"down", &k.Down},
		{"left", &k.Left},
		{"right", &k.Right},
		{"page-up", &k.PageUp},
		{"page-down", &k.PageDown},
		{"top", &k.Home},
		{"end", &k.End},
		{"actions", &k.Palette},
		{"help", &k.Help},
		{"quit", &k.Quit},
	}
}
