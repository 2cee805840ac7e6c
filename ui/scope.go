package ui

import (
	"fmt"
	"slices"

	"inflight/ui/draw"
	"inflight/ui/panel"
)

// scope is what a key acts on that acts on dead letters: those selected, else
// those that a filter shows, else all. What is not on the screen scopes nothing.
type scope struct {
	letters []string // by message id; none: all that the queue holds
	how     string   // "selected" or "shown"; empty: all
}

// onScreen tells whether a panel can be seen.
func (m *model) onScreen(a area) bool { return !m.layout.rects[a].Empty() }

// scoped is what a person means who acts on dead letters now.
func (m *model) scoped() scope {
	l := &m.lists[deadArea]
	if !m.onScreen(deadArea) {
		return scope{}
	}
	var shown, marked []string
	for _, r := range panel.DeadLetterRows(m.state, l.filter) {
		shown = append(shown, r.ID)
		if m.marked[r.ID] {
			marked = append(marked, r.ID)
		}
	}
	slices.Sort(marked)
	slices.Sort(shown)
	switch {
	case len(marked) > 0:
		return scope{marked, "selected"}
	case l.filter != "":
		return scope{shown, "shown"}
	}
	return scope{}
}

// none tells whether a filter shows nothing, so that there is nothing to act on.
func (s scope) none() bool { return s.how != "" && len(s.letters) == 0 }

// size is how many letters are meant.
func (m *model) size(s scope) int {
	if s.how != "" {
		return len(s.letters)
	}
	return m.census.Dead + max(m.state.LettersUntold(m.census.Dead), 0)
}

// name is what is meant, in words: "the 12 shown", "all 5 dead letters".
func (m *model) name(s scope) string {
	n := m.size(s)
	switch {
	case s.how != "" && n == 1:
		if one := m.state.Message(s.letters[0]); one != nil {
			return draw.Escape(one.Name())
		}
		return "the one " + s.how
	case s.how != "":
		return fmt.Sprintf("the %s %s", panel.Count(n), s.how)
	case n == 1:
		return "the dead letter"
	}
	return fmt.Sprintf("all %s dead letters", panel.Count(n))
}
