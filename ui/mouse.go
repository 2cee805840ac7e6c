package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/flow"
	"inflight/ui/panel"
)

// click gives the focus to what is under the pointer; a second click inspects.
func (m *model) click(x, y int) tea.Cmd {
	if m.windows.Top() != nil {
		m.windows.Click(m.screenBelow(), x, y)
		return nil
	}
	if m.layout.foot.Holds(x, y) {
		return m.clickFooter(x)
	}
	if m.layout.tabline.Holds(x, y) {
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
		w, h := m.inside(flowArea)
		node, ok := flow.At(m.view(flowArea, w, h), x-r.X, y-r.Y)
		if !ok {
			return nil
		}
		again = again && node == m.node
		m.node = node
	} else if row, ok := m.rowAt(a, x, y); ok {
		again = again && row == m.lists[a].cursor
		m.moveCursor(a, row-m.lists[a].cursor)
	}
	if again {
		return m.inspect()
	}
	return nil
}

// rowAt is the row of a list that is drawn at a cell of the screen.
func (m *model) rowAt(a area, x, y int) (row int, ok bool) {
	if slots[a].rows == nil {
		return 0, false
	}
	r := m.layout.rects[a]
	w, h := m.inside(a)
	var placed panel.Rows
	v := m.view(a, w, h)
	v.Placed = &placed
	slots[a].draw(v)
	return placed.At(x-r.X-(r.W-w)/2, y-r.Y-(r.H-h)/2)
}

// clickTab chooses the panel whose name is under the pointer.
func (m *model) clickTab(x int) {
	at := 0
	for i, name := range m.tabNames(m.layout.tabline.W) {
		w := ansi.StringWidth(name)
		if x >= at && x < at+w {
			m.choose(panelAreas[i])
			return
		}
		at += w
	}
}

// wheelLines is how far a window scrolls with the wheel.
const wheelLines = 3

// wheel scrolls what is under the pointer.
func (m *model) wheel(msg tea.MouseWheelMsg) {
	by := 1
	if msg.Button == tea.MouseWheelUp {
		by = -1
	}
	if o := m.windows.Top(); o != nil {
		o.Scroll(by * wheelLines)
		return
	}
	a := m.layout.at(msg.X, msg.Y)
	if a == areas || a == flowArea || slots[a].rows == nil {
		return
	}
	m.moveCursor(a, by)
}
