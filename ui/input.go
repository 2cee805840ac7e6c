package ui

import (
	"fmt"
	"math"
	"time"

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
		return m.Interrupt()
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
	if r, ok := m.keys.Pressed(msg, scopes[m.focus]); ok {
		return m.act(r, msg.String())
	}
	if id, ok := m.keys.Moved(msg); ok {
		return m.tellMoved(msg.String(), id)
	}
	for _, id := range [...]keys.ID{keys.Undo, keys.Preset} {
		if m.keys.Matches(msg, id) {
			return dialog.Refuse(fmt.Errorf("%s (%s) is a key of the settings: %s opens them",
				msg.String(), m.keys.Binding(id).Help().Desc, m.keys.Called(keys.Settings)))
		}
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
	m.zoomed = !m.zoomed && m.focus != timeArea
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
		if !m.zoomed && m.onScreen(timeArea) {
			all = append(all, timeArea)
		}
		at := 0
		for i, a := range all {
			if a == m.focus {
				at = i
			}
		}
		next := all[(at+by+len(all))%len(all)]
		if next == timeArea || next == flowArea && m.layout.tabs {
			m.focus = next
			return
		}
		m.choose(next)
		return
	}
	m.focus = m.layout.next(m.focus, by)
}

// arrow moves the cursor of the focused panel, the node in the flow, or the moment on
// the line of time.
func (m *model) arrow(dx, dy int) tea.Cmd {
	by := dy
	switch m.focus { //nolint:exhaustive // the others have rows
	case timeArea:
		return m.gone(m.past.Along(dx, dy))
	case flowArea:
		m.stepNode(dx + dy)
		return nil
	case thumbnailsArea:
		w, h := m.inside(thumbnailsArea)
		by = dx + dy*max(panel.ThumbnailColumns(w, h), 1)
	}
	m.moveCursor(m.focus, by)
	return nil
}

// moveCursor moves the cursor of a list by so many rows, as a person asks for.
func (m *model) moveCursor(a area, by int) {
	m.lists[a].placed = true
	m.shiftCursor(a, by)
}

// shiftCursor moves the cursor of a list by so many rows.
func (m *model) shiftCursor(a area, by int) {
	rows := 0
	if lists(a) {
		rows = slots[a].Count(m.rows(a))
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

// turnPage moves the cursor by what is to be seen, or by a minute.
func (m *model) turnPage(by int) tea.Cmd {
	if m.focus == timeArea {
		return m.gone(m.past.By(time.Duration(by)*time.Minute, m.clock()))
	}
	const around = 4 // lines of a panel that are not rows
	m.moveCursor(m.focus, by*max(m.layout.rects[m.focus].H-around, 1))
	return nil
}

// toEnd goes to the first row or the last, or as far back as it goes, or to now.
func (m *model) toEnd(by int) tea.Cmd {
	if m.focus == timeArea {
		if by > 0 {
			return m.gone(m.past.Live())
		}
		return m.gone(m.past.First())
	}
	m.moveCursor(m.focus, by*math.MaxInt/2)
	return nil
}

// back undoes the last look: the zoom, the filter, or following.
func (m *model) back() {
	switch {
	case m.lists[m.focus].filter != "":
		m.lists[m.focus].filter = ""
	case m.options.Recording == nil && m.past.Past():
		m.comeBack()
	case m.zoomed:
		m.zoomed = false
		m.arrange()
	default:
		m.following = ""
	}
}

// sayBelow says of a key that a page has no use for what it does on the screen below,
// be it more than to move a cursor.
func (m *model) sayBelow(msg tea.KeyPressMsg) {
	if r, ok := m.keys.Pressed(msg, scopes[m.focus]); ok && m.windows.Top() != nil && r.ID != keys.Left && r.ID != keys.Right {
		m.toasts.Add(dialog.Done{Err: fmt.Errorf("%s (%s) is a key of the screen below: %s closes this first",
			msg.String(), r.Does, m.keys.Called(keys.Back)), Refused: true}, m.wall())
	}
}

// startFilter lets a person type a filter for the focused panel.
func (m *model) startFilter() {
	if !lists(m.focus) {
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

// click gives the focus to what is under the pointer; a second click inspects.
func (m *model) click(x, y int) tea.Cmd {
	if m.windows.Top() != nil {
		m.windows.Click(m.screenBelow(), x, y)
		return nil
	}
	if m.layout.foot.Holds(x, y) {
		return m.clickFooter(x)
	}
	if m.layout.rects[timeArea].Holds(x, y) {
		return m.clickTimeline(x)
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
	if !lists(a) {
		return 0, false
	}
	r := m.layout.rects[a]
	w, h := m.inside(a)
	var placed panel.Rows
	v := m.view(a, w, h)
	v.Placed = &placed
	slots[a].Draw(v)
	return placed.At(x-r.X-(r.W-w)/2, y-r.Y-(r.H-h)/2)
}

// clickTab chooses the panel whose name is under the pointer.
func (m *model) clickTab(x int) {
	if i, there := m.tabs(m.layout.tabline.W).At(x); there {
		m.choose(panelAreas[i])
	}
}

// clickFooter presses the key that stands under the pointer.
func (m *model) clickFooter(x int) tea.Cmd {
	if m.filter != nil || m.state.Stopping != "" {
		return nil
	}
	m.footer(m.width)
	if name, there := m.foot.At(x); there {
		return m.press(keys.Press(name))
	}
	return nil
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
	if a == areas || !lists(a) {
		return
	}
	m.moveCursor(a, by)
}
