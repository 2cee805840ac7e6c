package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/flow"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// press takes a key: the topmost overlay first, then the filter being typed,
// then the screen.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case m.keys.Matches(msg, keys.Interrupt):
		return m.interrupt()
	case m.layout.small:
		if m.keys.Matches(msg, keys.Quit) {
			return m.quit()
		}
		return nil
	case m.filter != nil:
		m.pressFilter(msg)
		return nil
	case m.windows.Top() != nil:
		return m.windows.Press(m.screenBelow(), msg)
	}
	if r, ok := m.keys.Pressed(msg, scopeOf(m.focus)); ok {
		return m.act(r, msg.String())
	}
	if id, ok := m.keys.Moved(msg); ok {
		return m.tellMoved(msg.String(), id)
	}
	return nil
}

// tellMoved says once which key has taken the place of one that did something in an
// earlier version.
func (m *model) tellMoved(old string, id keys.ID) tea.Cmd {
	if m.movedTold[old] {
		return nil
	}
	m.movedTold[old] = true
	b := m.keys.Binding(id)
	return dialog.Say(fmt.Sprintf("%s is on another key now, %s: %s", old, m.keys.Called(id), b.Help().Desc))
}

// zoom gives the focused panel the whole screen, or takes it back.
func (m *model) zoom() {
	m.zoomed = !m.zoomed
	m.arrange()
}

// choose shows a panel and gives it the focus.
func (m *model) choose(a area) {
	m.tab = a
	zoomed := m.zoomed
	m.zoomed = false
	m.focus = a
	m.arrange()
	if zoomed || m.layout.rects[a].Empty() {
		m.focus, m.zoomed = a, true
		m.arrange()
	}
}

// moveFocus goes to the next panel; where there is room for one at a time, the
// tabs turn.
func (m *model) moveFocus(by int) {
	if m.layout.tabs || m.zoomed {
		all := append([]area{flowArea}, panelAreas...)
		at := 0
		for i, a := range all {
			if a == m.focus {
				at = i
			}
		}
		next := all[(at+by+len(all))%len(all)]
		if next == flowArea && m.layout.tabs {
			m.focus = flowArea
			return
		}
		m.choose(next)
		return
	}
	m.focus = m.layout.next(m.focus, by)
}

// step moves the cursor of the focused panel, or the node in the flow.
func (m *model) step(dx, dy int) {
	if m.focus == flowArea {
		m.stepNode(dx + dy)
		return
	}
	by := dy
	if m.focus == thumbnailsArea {
		w, h := m.inside(thumbnailsArea)
		by = dx + dy*max(panel.ThumbnailColumns(w, h), 1)
	}
	m.moveCursor(m.focus, by)
}

// moveCursor moves the cursor of a list by so many rows.
func (m *model) moveCursor(a area, by int) {
	rows := 0
	if slots[a].rows != nil {
		rows = slots[a].rows(m)
	}
	l := &m.lists[a]
	l.cursor = min(max(l.cursor+by, 0), max(rows-1, 0))
	m.point(a)
}

// stepNode moves to the next node of the flow.
func (m *model) stepNode(by int) {
	nodes := flow.Nodes()
	for i, n := range nodes {
		if n == m.node {
			m.node = nodes[(i+by+len(nodes))%len(nodes)]
			return
		}
	}
	m.node = state.QueueNode
}

// page moves the cursor by what is to be seen.
func (m *model) page(by int) {
	const around = 4 // lines of a panel that are not rows
	m.moveCursor(m.focus, by*max(m.layout.rects[m.focus].H-around, 1))
}

// back undoes the last look: the zoom, the filter, or following.
func (m *model) back() {
	switch {
	case m.zoomed:
		m.zoomed = false
		m.arrange()
	case m.lists[m.focus].filter != "":
		m.lists[m.focus].filter = ""
	default:
		m.following = ""
	}
}

// startFilter lets a person type a filter for the focused panel.
func (m *model) startFilter() {
	if m.focus == flowArea || slots[m.focus].rows == nil {
		return
	}
	typed := dialog.NewInput(m.lists[m.focus].filter)
	m.filter = &typed
}

// pressFilter takes a key while a filter is typed; the panel follows each.
func (m *model) pressFilter(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "enter":
		m.filter = nil
		return
	case "esc":
		m.filter = nil
		m.lists[m.focus].filter = ""
		return
	}
	m.typeFilter(msg)
}

// typeFilter takes what is typed or pasted as a filter.
func (m *model) typeFilter(msg tea.Msg) {
	m.filter.Take(msg)
	m.lists[m.focus].filter = m.filter.Text()
	m.lists[m.focus].cursor = 0
	m.point(m.focus)
}

// paste adds pasted text to what is being typed.
func (m *model) paste(msg tea.PasteMsg) {
	if m.filter != nil {
		m.typeFilter(msg)
		return
	}
	m.windows.Paste(msg)
}
