package keys

import (
	"fmt"
	"regexp"
	"slices"
)

// Error is what is wrong with the keys of an action.
type Error struct {
	Action string
	Why    string
}

// Error says it in a sentence.
func (e *Error) Error() string { return e.Why }

// Check says what is wrong with a change of keys, as an *Error: an action that there
// is not, a key that there is not, or one that does two things.
func Check[M any](rows []Row[M], change map[string][]string) error {
	for name, names := range change {
		if !slices.ContainsFunc(rows, func(r Row[M]) bool { return string(r.ID) == name && !r.Fixed }) {
			return &Error{name, fmt.Sprintf("there is no action %s", name)}
		}
		for _, k := range names {
			if !pattern.MatchString(k) {
				return &Error{name, fmt.Sprintf("%q is no key: write one as in \"r\", \"R\", \"ctrl+r\", \"f5\", \"space\" or \"pgdown\"", k)}
			}
		}
		if len(names) == 0 {
			return &Error{name, fmt.Sprintf("%s needs a key", name)}
		}
	}
	return twice(rows, change)
}

// pattern is what keys are called.
var pattern = regexp.MustCompile(`^((ctrl|alt|shift|super|hyper|meta)\+)*([^\s\p{C}]|space|tab|enter|esc|backspace|delete|insert|up|down|left|right|home|end|pgup|pgdown|f([1-9]|1[0-9]|20))$`)

// twice says which key does two things in one place after the change.
func twice[M any](rows []Row[M], change map[string][]string) error {
	t := New(rows, change, false)
	for i := range rows {
		for j := range rows[:i] {
			a, b := &rows[i], &rows[j]
			if !a.In.meets(b.In) {
				continue
			}
			for _, k := range t.bound[a.ID].Keys() {
				if !slices.Contains(t.bound[b.ID].Keys(), k) {
					continue
				}
				if _, mine := change[string(a.ID)]; !mine {
					a, b = b, a
				}
				return &Error{string(a.ID), fmt.Sprintf("the key %s is that of %s already: give %s another one, too", k, b.ID, b.ID)}
			}
		}
	}
	return nil
}
