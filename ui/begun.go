package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"
)

// Begun is what the screen works with once that begins which it shows.
type Begun struct {
	// Control, Describer, Leave and Notice are as in Options.
	Control   Control
	Describer Describer
	Leave     func()
	Notice    string
}

// errNotBegun says why nothing is done yet.
var errNotBegun = errors.New("the stack is still being set up: this works when it is there")

// begunMsg says that it has begun.
type begunMsg struct{ Begun }

// awaitBegin returns a command that ends when what is shown begins.
func (m *model) awaitBegin() tea.Cmd {
	begins := m.options.Begins
	if begins == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		select {
		case b := <-begins:
			return begunMsg{b}
		case <-ctx.Done():
			return nil
		}
	}
}

// begin takes what there is to work with.
func (m *model) begin(b Begun) {
	o := &m.options
	o.Begins, o.Control, o.Describer = nil, b.Control, b.Describer
	if !m.leaving {
		o.Leave = b.Leave
	}
	m.toasts.Notice(b.Notice, m.clock())
	m.dirty = true
}
