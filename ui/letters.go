package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// onLetters makes an action of something that is done to the list of dead
// letters: it goes there first.
func (m *model) onLetters(do func(rows []*pipeline.Message)) func() tea.Cmd {
	return func() tea.Cmd {
		if m.focus != deadArea {
			m.choose(deadArea)
			return nil
		}
		do(panel.DeadLetterRows(m.state, m.lists[deadArea].filter))
		return nil
	}
}

// selectLetter selects the letter under the cursor, or not any more, and goes on
// to the next.
func (m *model) selectLetter(rows []*pipeline.Message) {
	at := m.lists[deadArea].cursor
	if at >= len(rows) {
		return
	}
	if id := rows[at].ID; m.marked[id] {
		delete(m.marked, id)
	} else {
		m.marked[id] = true
	}
	m.moveCursor(deadArea, 1)
}

// selectLetters selects all letters that the filter shows; where all are, none.
func (m *model) selectLetters(rows []*pipeline.Message) {
	all := true
	for _, r := range rows {
		all = all && m.marked[r.ID]
	}
	for _, r := range rows {
		if all {
			delete(m.marked, r.ID)
		} else {
			m.marked[r.ID] = true
		}
	}
}

// forgetMarks drops the marks of letters that have gone.
func (m *model) forgetMarks() {
	for id := range m.marked {
		if l := m.state.Messages[id]; l == nil || l.Phase(m.now) != pipeline.Dead {
			delete(m.marked, id)
		}
	}
}

// selected are the ids of the selected letters, in the order of their ids.
func (m *model) selected() []string {
	ids := make([]string, 0, len(m.marked))
	for id := range m.marked {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// redrive sends the selected letters, or all, back to where they came from.
func (m *model) redrive() tea.Cmd { return m.start(pipeline.RedriveOrder{Letters: m.selected()}) }

// start starts a redrive. What was selected stays so until it has gone.
func (m *model) start(o pipeline.RedriveOrder) tea.Cmd {
	return m.do("redrive started", func(ctx context.Context) error { return m.options.Control.RedriveLetters(ctx, o) })()
}

// tellRedrive says how the redrive ended that was under way.
func (m *model) tellRedrive() {
	r := &m.state.Redrive
	if r.Ended.IsZero() || r.Ended.Equal(m.redriveTold) {
		return
	}
	m.redriveTold = r.Ended
	told := doneMsg{text: fmt.Sprintf("redrive %s: %s", r.Outcome, manyLetters(r.Moved)+" moved")}
	if r.Error != "" {
		told.err = fmt.Errorf("redrive %s, %s moved: %s", r.Outcome, manyLetters(r.Moved), r.Error) //nolint:err113 // it is a sentence for a toast
	}
	m.toasts.add(told, m.now)
}

// lookAtLetters receives what lies in the dead-letter queue, to show it.
func (m *model) lookAtLetters() tea.Cmd {
	return m.do("looked at the dead letters: each was received once more by it", m.options.Control.LookAtLetters)()
}

// inspectLetter opens the life of the letter under the cursor. Where there is
// none, and the queue holds what is not known, it looks.
func (m *model) inspectLetter() tea.Cmd {
	at, filter := m.lists[deadArea].cursor, m.lists[deadArea].filter
	rows := panel.DeadLetterRows(m.state, filter)
	if at < len(rows) {
		m.push(&life{id: rows[at].ID})
	} else if filter == "" && m.state.LettersUntold(len(rows)) > 0 {
		return m.lookAtLetters()
	}
	return nil
}

// confirmDelete asks before it deletes the selected letters, or the one under
// the cursor.
func (m *model) confirmDelete() tea.Cmd {
	ids := m.selected()
	rows := panel.DeadLetterRows(m.state, m.lists[deadArea].filter)
	if at := m.lists[deadArea].cursor; len(ids) == 0 && m.focus == deadArea && at < len(rows) {
		ids = []string{rows[at].ID}
	}
	if len(ids) == 0 {
		m.choose(deadArea)
		return nil
	}
	what := manyLetters(len(ids))
	if len(ids) == 1 {
		what = panel.Escape(m.state.Message(ids[0]).Name())
	}
	m.push(&confirm{
		question: fmt.Sprintf("Delete %s from %s? That is for good. To find what is to be deleted, others are received too, "+
			"which counts as a receive; they are visible again at once.", what, panel.Escape(m.state.Setup.DeadLetterQueue)),
		verb: "delete " + what,
		yes: m.do("deleted "+what, func(ctx context.Context) error {
			return m.options.Control.DeleteLetters(ctx, ids)
		}),
	})
	return nil
}

// manyLetters is a number of dead letters.
func manyLetters(n int) string {
	if n == 1 {
		return "1 letter"
	}
	return fmt.Sprintf("%d letters", n)
}
