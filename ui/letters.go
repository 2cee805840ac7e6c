package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/redrive"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// onLetters does something to the list of dead letters; where a person is somewhere
// else it goes there first.
func (m *model) onLetters(do func(rows []*state.Message)) {
	if m.focus != deadArea {
		m.choose(deadArea)
		return
	}
	do(panel.DeadLetterRows(m.state, m.lists[deadArea].filter))
}

// selectLetter selects the letter under the cursor, or not any more, and goes on
// to the next.
func (m *model) selectLetter(rows []*state.Message) {
	id := m.lists[deadArea].on // where it has gone, the row that stays is no other's
	if !slices.ContainsFunc(rows, func(r *state.Message) bool { return r.ID == id }) {
		return
	}
	if m.marked[id] {
		delete(m.marked, id)
	} else {
		m.marked[id] = true
	}
	m.moveCursor(deadArea, 1)
}

// selectLetters selects all letters that the filter shows; where all are, none.
func (m *model) selectLetters(rows []*state.Message) {
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
		if l := m.state.MessageAlive(id); l == nil || l.Phase(m.now) != state.Dead {
			delete(m.marked, id)
		}
	}
}

// errNothingShown says why nothing is done to the dead letters.
var errNothingShown = errors.New("the filter shows no dead letter: nothing is done; esc takes the filter away")

// redrive sends the letters that are meant back to where they came from. Where
// they are several it asks.
func (m *model) redrive() tea.Cmd {
	of := m.scoped()
	if of.none() {
		return dialog.Refuse(errNothingShown)
	}
	order := redrive.RedriveOrder{Letters: of.letters}
	if m.size(of) <= 1 {
		return m.start(order)
	}
	question := fmt.Sprintf("Redrive %s from %s to where they came from? Each is a new message there, and its receive count starts at 0.",
		m.name(of), draw.Escape(m.state.Setup.DeadLetterQueue))
	m.windows.Push(dialog.Confirm(question, "redrive "+m.name(of), "", func() tea.Cmd { return m.start(order) }))
	return nil
}

// start starts a redrive. What was selected stays so until it has gone.
func (m *model) start(o redrive.RedriveOrder) tea.Cmd {
	return m.do("redrive started", func(ctx context.Context) error { return m.options.Control.RedriveLetters(ctx, o) })()
}

// tellRedrive says how the redrive ended that was under way.
func (m *model) tellRedrive() {
	r := &m.state.Redrive
	if r.Ended.IsZero() || r.Ended.Equal(m.redriveTold) {
		return
	}
	m.redriveTold = r.Ended
	told := dialog.Done{Text: fmt.Sprintf("redrive %s: %s", r.Outcome, manyLetters(r.Moved)+" moved")}
	if r.Error != "" {
		told.Err = fmt.Errorf("redrive %s, %s moved: %s", r.Outcome, manyLetters(r.Moved), r.Error) //nolint:err113 // it is a sentence for a toast
	}
	m.toasts.Add(told, m.now)
}

// lookAtLetters receives what lies in the dead-letter queue, to show it.
func (m *model) lookAtLetters() tea.Cmd {
	return m.do("looked at the dead letters: each was received once more by it", m.options.Control.LookAtLetters)()
}

// inspectLetter opens the life of the letter under the cursor. Where there is
// none, and the queue holds what is not known, it looks.
func (m *model) inspectLetter() tea.Cmd {
	filter := m.lists[deadArea].filter
	rows := panel.DeadLetterRows(m.state, filter)
	if on := m.state.Message(m.lists[deadArea].on); on != nil {
		m.windows.Push(&life{m: m, id: on.ID})
	} else if filter == "" && m.state.LettersUntold(len(rows)) > 0 {
		return m.lookAtLetters()
	}
	return nil
}

// confirmDelete asks before it deletes the letters that are meant, or else the
// one under the cursor. Where they cannot be seen it shows them instead.
func (m *model) confirmDelete() tea.Cmd {
	if m.focus != deadArea {
		m.choose(deadArea)
		return nil
	}
	of := m.scoped()
	if of.how == "" {
		of = scope{how: "selected"}
		if under := m.underCursor(); under != nil && under.Phase(m.now) == state.Dead {
			of.letters = []string{under.ID}
		}
	}
	if len(of.letters) == 0 {
		return nil
	}
	m.confirmDeleting(of)
	return nil
}

// confirmDeleting asks before it deletes letters.
func (m *model) confirmDeleting(of scope) {
	what, ids := m.name(of), of.letters
	question := fmt.Sprintf("Delete %s from %s? That is for good. To find what is to be deleted, others are received too, "+
		"which counts as a receive; they are visible again at once.", what, draw.Escape(m.state.Setup.DeadLetterQueue))
	m.windows.Push(dialog.Confirm(question, "delete "+what, "", m.do("deleted "+what, func(ctx context.Context) error {
		return m.options.Control.DeleteLetters(ctx, ids)
	})))
}

// manyLetters is a number of dead letters.
func manyLetters(n int) string {
	if n == 1 {
		return "1 letter"
	}
	return panel.Count(n) + " letters"
}

// queuesMsg are the queues that a redrive can go to.
type queuesMsg struct {
	offer dialog.Offer
	names []string
	err   error
}

// openRedrive asks where dead letters shall go and how fast, and asks for the queues
// there are. While a redrive is under way it changes that.
func (m *model) openRedrive() tea.Cmd {
	control := m.options.Control
	if m.state.Redrive.Running() {
		m.windows.Push(dialog.RedriveRate(m.state.Redrive.Rate, func(rate int) tea.Cmd {
			return m.do("the rest goes on at another rate", func(ctx context.Context) error { return control.ChangeRedriveRate(ctx, rate) })()
		}, m.do("the redrive is being cancelled", control.CancelRedrive)))
		return nil
	}
	of := m.scoped()
	if of.none() {
		return dialog.Refuse(errNothingShown)
	}
	window, offer := dialog.Redrive(of.letters, m.name(of), m.start)
	m.windows.Push(window)
	ctx := m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		names, err := control.QueueNames(ctx)
		return queuesMsg{offer: offer, names: names, err: err}
	}
}
