package ui

import (
	"slices"

	"inflight/ui/keys"
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
	t := keys.New(rows(), change, false)
	var all []KeyAction
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Fixed {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(t.Binding(r.ID).Keys()), func(key string) bool { return key == " " }) // space by another name
		all = append(all, KeyAction{Name: string(r.ID), Does: r.Does, Keys: names})
	}
	return all
}

// CheckKeys says what is wrong with a change of keys, as a *keys.Error.
func CheckKeys(change map[string][]string) error { return keys.Check(rows(), change) }
