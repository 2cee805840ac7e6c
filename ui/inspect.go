package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// inspect opens what is under the cursor.
func (m *model) inspect() tea.Cmd {
	at, filter := m.lists[m.focus].cursor, m.lists[m.focus].filter
	switch m.focus {
	case flowArea:
		return m.inspectNode()
	case deadArea:
		return m.inspectLetter()
	case inFlightArea, queueArea, workersArea:
		if under := m.underCursor(); under != nil {
			m.windows.Push(&life{m: m, id: under.ID})
		}
	case thumbnailsArea:
		if at < len(panel.ThumbnailRows(m.state, filter)) {
			m.windows.Push(&large{m: m})
		}
	case inboxArea:
		if at < len(panel.InboxRows(m.state, filter)) {
			m.windows.Push(&mail{m: m})
		}
	case callsArea:
		if rows := panel.CallRows(m.state, filter, m.bookkeeping); at < len(rows) {
			m.windows.Push(dialog.Call(&rows[at], &m.state.Setup, m.keys.Called(keys.Copy)))
		}
	case chartsArea, throughputArea, areas:
		m.zoom()
	}
	return nil
}

// inspectNode opens what AWS knows of the node that has the focus.
func (m *model) inspectNode() tea.Cmd {
	if m.node == state.WorkersNode {
		m.windows.Push(dialog.Workers(m.state, m.now))
		return nil
	}
	return m.describe(m.node)
}

// describedMsg is what AWS knows of a node.
type describedMsg struct {
	page dialog.Window
	err  error
}

// describe asks AWS what it knows of a node.
func (m *model) describe(node state.Node) tea.Cmd {
	d := m.options.Describer
	if m.options.Begins != nil {
		return dialog.Fail(errNotBegun)
	}
	if d == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		title, text, err := d.Describe(ctx, node)
		lead, rest, told := strings.Cut(text, "\n\n")
		if !told || strings.HasPrefix(text, "{") {
			lead, rest = "", text
		}
		return describedMsg{page: dialog.Page(title, lead, rest), err: err}
	}
}

// show shows what AWS knows.
func (m *model) show(msg describedMsg) {
	if msg.err != nil {
		m.toasts.Add(dialog.Done{Err: msg.err}, m.clock())
		return
	}
	m.windows.Push(msg.page)
}
