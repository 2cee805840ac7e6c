package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

// press takes a key: the topmost overlay first, then the filter being typed,
// then the screen.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Interrupt):
		m.interrupted = true
		return tea.Quit
	case m.layout.small:
		if key.Matches(msg, m.keys.Quit) {
			return tea.Quit
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
	return m.look(msg)
}

// act takes the keys that change the pipeline or end the program.
func (m *model) act(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for _, a := range m.actions() {
		if key.Matches(msg, a.key) {
			return a.run(), true
		}
	}
	return nil, false
}

// look takes the keys that change what is looked at.
func (m *model) look(msg tea.KeyPressMsg) tea.Cmd { //nolint:cyclop // one line a key
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
		m.lists[m.focus].cursor = 0
	case key.Matches(msg, k.End):
		m.lists[m.focus].cursor = max(m.rows()-1, 0)
	case key.Matches(msg, k.Inspect):
		return m.inspect()
	case key.Matches(msg, k.Back):
		m.back()
	case key.Matches(msg, k.Zoom):
		m.zoomed = !m.zoomed
		m.arrange()
	case key.Matches(msg, k.Filter):
		m.startFilter()
	case key.Matches(msg, k.Sort):
		m.sort = m.sort.Next()
	case key.Matches(msg, k.Tab):
		m.choose(panelAreas[msg.String()[0]-'1'])
	case key.Matches(msg, k.Copy):
		return m.copyURL()
	}
	return nil
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

// rows is how many rows the focused list has.
func (m *model) rows() int {
	if r := slots[m.focus].rows; r != nil {
		return r(m)
	}
	return 0
}

// step moves the cursor of the focused panel, or the node in the flow.
func (m *model) step(dx, dy int) {
	if m.focus == flowArea {
		m.stepNode(dx + dy)
		return
	}
	by := dy
	if m.focus == thumbnailsArea {
		r := m.layout.rects[thumbnailsArea]
		by = dx + dy*max(panel.ThumbnailColumns(r.w-2, r.h-2), 1)
	}
	l := &m.lists[m.focus]
	l.cursor = min(max(l.cursor+by, 0), max(m.rows()-1, 0))
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
	m.node = pipeline.QueueNode
}

// page moves the cursor by what is to be seen.
func (m *model) page(by int) {
	l := &m.lists[m.focus]
	l.cursor = min(max(l.cursor+by*max(m.layout.rects[m.focus].h-4, 1), 0), max(m.rows()-1, 0))
}

// back undoes the last look: the zoom, or the filter.
func (m *model) back() {
	switch {
	case m.zoomed:
		m.zoomed = false
		m.arrange()
	default:
		m.lists[m.focus].filter = ""
		m.lists[m.focus].cursor = 0
	}
}

// click gives the focus to what is under the pointer; a second click inspects.
func (m *model) click(x, y int) tea.Cmd {
	if len(m.overlays) > 0 {
		return nil
	}
	if m.layout.tabline.contains(x, y) {
		m.clickTab(x)
		return nil
	}
	a := m.layout.at(x, y)
	if a == areas {
		return nil
	}
	again := m.focus == a
	m.focus = a
	if a == flowArea {
		r := m.layout.rects[flowArea]
		node, ok := flow.At(m.view(flowArea, r.w, r.h), x-r.x, y-r.y)
		if !ok {
			return nil
		}
		again = again && node == m.node
		m.node = node
	}
	if again {
		return m.inspect()
	}
	return nil
}

// clickTab chooses the panel whose name is under the pointer.
func (m *model) clickTab(x int) {
	at := 0
	for _, a := range panelAreas {
		w := len(slots[a].name) + 4
		if x >= at && x < at+w {
			m.choose(a)
			return
		}
		at += w
	}
}

// wheel scrolls what is under the pointer.
func (m *model) wheel(msg tea.MouseWheelMsg) {
	by := 1
	if msg.Button == tea.MouseWheelUp {
		by = -1
	}
	if len(m.overlays) > 0 {
		m.overlays[len(m.overlays)-1].scroll(by * 3)
		return
	}
	a := m.layout.at(msg.X, msg.Y)
	if a == areas || a == flowArea || slots[a].rows == nil {
		return
	}
	l := &m.lists[a]
	l.cursor = min(max(l.cursor+by, 0), max(slots[a].rows(m)-1, 0))
}
