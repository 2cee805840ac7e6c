package ui

import (
	"math"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

// press takes a key: the topmost overlay first, then the filter being typed,
// then the screen.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Interrupt):
		m.interrupted = true
		return m.quit()
	case m.layout.small:
		if key.Matches(msg, m.keys.Quit) {
			return m.quit()
		}
		return nil
	case m.filter != nil:
		m.pressFilter(msg)
		return nil
	case len(m.overlays) > 0:
		return m.pressOverlay(msg)
	}
	if cmd, ok := m.act(msg); ok {
		return cmd
	}
	m.look(msg)
	return nil
}

// act takes the keys that have an action.
func (m *model) act(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for _, a := range m.actions() {
		if key.Matches(msg, a.key) {
			return a.run(), true
		}
	}
	return nil, false
}

// look takes the keys that move about.
func (m *model) look(msg tea.KeyPressMsg) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Next):
		m.moveFocus(1)
	case key.Matches(msg, k.Previous):
		m.moveFocus(-1)
	case key.Matches(msg, k.Up):
		m.step(0, -1)
	case key.Matches(msg, k.Down):
		m.step(0, 1)
	case key.Matches(msg, k.Left):
		m.step(-1, 0)
	case key.Matches(msg, k.Right):
		m.step(1, 0)
	case key.Matches(msg, k.PageUp):
		m.page(-1)
	case key.Matches(msg, k.PageDown):
		m.page(1)
	case key.Matches(msg, k.Home):
		m.moveCursor(m.focus, -m.lists[m.focus].cursor)
	case key.Matches(msg, k.End):
		m.moveCursor(m.focus, math.MaxInt/2)
	case key.Matches(msg, k.Back):
		m.back()
	}
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
	if zoomed || m.layout.rects[a].empty() {
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
	m.moveCursor(m.focus, by*max(m.layout.rects[m.focus].h-around, 1))
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
