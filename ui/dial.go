package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/dialog"
)

// dial is a setting of the pipeline that keys turn. Commands run beside each
// other, so that two of them could arrive in either order: there is never more
// than one under way, and when it is done, what has been turned further
// meanwhile follows. The zero dial is at rest.
type dial[T comparable] struct {
	want  T
	under bool // a command is under way
}

// now is what the setting is about to be; is, where nobody turns it.
func (d *dial[T]) now(is T) T {
	if d.under {
		return d.want
	}
	return is
}

// turn asks for a value. It reports whether a command has to go for it; else
// one is under way, and the value follows.
func (d *dial[T]) turn(to T) bool {
	d.want = to
	start := !d.under
	d.under = true
	return start
}

// arrived says that a command for a value is done, and reports whether another
// has to follow.
func (d *dial[T]) arrived(at T, err error) bool {
	d.under = err == nil && d.want != at
	return d.under
}

// turnedMsg says how a command of a dial went. Next is the command that has to
// follow, decided where the model may be touched.
type turnedMsg struct {
	done dialog.Done
	next func() tea.Cmd
}

// set is the command that brings a dial to where it is wanted. Text is what is
// said when it is there.
func set[T comparable](m *model, d *dial[T], call func(context.Context, T) error, text func(T) string) tea.Cmd {
	to, ctx := d.want, m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		err := call(ctx, to)
		return turnedMsg{done: dialog.Done{Text: text(to), Err: err}, next: func() tea.Cmd {
			if d.arrived(to, err) {
				return set(m, d, call, text)
			}
			return nil
		}}
	}
}

// turned says how it went, once the dial is at rest.
func (m *model) turned(msg turnedMsg) tea.Cmd {
	if next := msg.next(); next != nil {
		return next
	}
	m.toasts.Add(msg.done, m.clock())
	return m.take() // with the event that says the same
}
