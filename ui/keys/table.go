package keys

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Table is the rows of a screen, with the keys that somebody has given them. It
// does not change after New, and is safe for use by many goroutines.
type Table[M any] struct {
	Rows  []Row[M]
	bound map[ID]key.Binding
	moved map[string]ID // keys that nothing has now, and what they did before
	ascii bool          // keys are shown with ASCII characters alone
}

// New is a table of rows whose keys are changed: a change that is nil changes none.
// Check has found the change good. With ascii keys are shown with ASCII alone.
func New[M any](rows []Row[M], change map[string][]string, ascii bool) *Table[M] {
	t := &Table[M]{Rows: rows, bound: map[ID]key.Binding{}, moved: map[string]ID{}, ascii: ascii}
	for i := range rows {
		r := &rows[i]
		t.bound[r.ID] = r.binding(change[string(r.ID)], t.spelt)
	}
	for i := range rows {
		if r := &rows[i]; len(change[string(r.ID)]) == 0 {
			for _, k := range r.Was {
				t.moved[k] = r.ID
			}
		}
	}
	for _, b := range t.bound {
		for _, k := range b.Keys() {
			delete(t.moved, k)
		}
	}
	return t
}

// binding are the row's keys, or those that somebody has given it.
func (r *Row[M]) binding(changed []string, spelt func(string) string) key.Binding {
	if len(changed) == 0 || r.Fixed {
		shown := r.Shown
		if shown == "" {
			shown = name(r.Keys[0])
		}
		return bind(spelt(shown), r.Does, typed(r.Keys)...)
	}
	var names []string
	for _, k := range changed {
		names = append(names, name(k))
	}
	return bind(spelt(strings.Join(names, "/")), r.Does, typed(changed)...)
}

// typed are the keys as a terminal may call them: space has two names.
func typed(names []string) []string {
	if slices.Contains(names, "space") {
		return append(slices.Clone(names), " ")
	}
	return names
}

// bind makes a binding; without keys it is only shown.
func bind(shown, does string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
}

// Binding are the keys of an action.
func (t *Table[M]) Binding(id ID) key.Binding { return t.bound[id] }

// Matches tells whether a key is one of an action's.
func (t *Table[M]) Matches(msg tea.KeyPressMsg, id ID) bool { return key.Matches(msg, t.bound[id]) }

// Pressed is the action that a key has where the focus is.
func (t *Table[M]) Pressed(msg tea.KeyPressMsg, in Scope) (*Row[M], bool) {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.In.meets(in) && r.Do != nil && key.Matches(msg, t.bound[r.ID]) {
			return r, true
		}
	}
	return nil, false
}

// Moved is the action that a key had in an earlier version, where it has none now
// and nobody has changed the action's keys.
func (t *Table[M]) Moved(msg tea.KeyPressMsg) (ID, bool) {
	id, ok := t.moved[msg.String()]
	return id, ok
}

// Named are the rows of the palette, in their order.
func (t *Table[M]) Named() []*Row[M] {
	var all []*Row[M]
	for i := range t.Rows {
		if t.Rows[i].Name != "" {
			all = append(all, &t.Rows[i])
		}
	}
	return all
}

// Part is a part of the help under its title.
type Part struct {
	Title string
	Keys  []key.Binding
}

// Help are the parts of the help, each with the keys of its rows.
func (t *Table[M]) Help() []Part {
	var parts []Part
	for g := Work; g < groups; g++ {
		part := Part{Title: titles[g]}
		for i := range t.Rows {
			if t.Rows[i].Group == g {
				part.Keys = append(part.Keys, t.bound[t.Rows[i].ID])
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// Footer are the keys for the footer of a panel, those first that matter most.
// recorded leaves out what would change a run, past adds what goes to another moment.
// others are words that are said in place of a row's own; for an empty one nothing is.
func (t *Table[M]) Footer(in Scope, recorded, past bool, others map[ID]string) []key.Binding {
	type ranked struct {
		rank int
		key  key.Binding
	}
	var all []ranked
	for i := range t.Rows {
		r := &t.Rows[i]
		for _, f := range r.Foot {
			if !f.In.meets(in) || recorded && (r.Changes || f.Live) || f.Past && !past {
				continue
			}
			word := f.Word
			if w, other := others[r.ID]; other {
				word = w
			}
			if word == "" {
				continue
			}
			ids := []ID{r.ID}
			if r.Pair != "" {
				ids = append(ids, r.Pair)
			}
			all = append(all, ranked{r.Rank, t.As(word, ids...)})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return a.rank - b.rank })
	out := make([]key.Binding, len(all))
	for i := range all {
		out[i] = all[i].key
	}
	return out
}

// As are the first keys of some actions, with fewer words than the help has.
func (t *Table[M]) As(does string, ids ...ID) key.Binding {
	var shown, names []string
	for _, id := range ids {
		first := t.bound[id].Keys()[0]
		shown, names = append(shown, name(first)), append(names, first)
	}
	all := strings.Join(shown, "/")
	if strings.ContainsAny(all, "←→↑↓") {
		all = strings.ReplaceAll(all, "/", "")
	}
	return bind(t.spelt(all), does, names...)
}

// Called is what the first key of an action is called.
func (t *Table[M]) Called(id ID) string { return t.spelt(name(t.bound[id].Keys()[0])) }

// words are what arrows are called where only ASCII may be drawn.
var words = strings.NewReplacer("↑↓", "up/down", "←→", "left/right", "↑", "up", "↓", "down", "←", "left", "→", "right")

// spelt is what a key is called with the characters that may be drawn.
func (t *Table[M]) spelt(name string) string {
	if t.ascii {
		return words.Replace(name)
	}
	return name
}

// name is how a key is called where it is shown.
func name(k string) string {
	switch k {
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
	return k
}
