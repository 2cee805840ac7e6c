package ui

import (
	"fmt"
	"strings"

	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/flow"
)

// draw draws the frame: exactly height lines of width cells.
func (m *model) draw() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	if m.layout.small {
		return m.drawSmall()
	}
	c := &m.canvas
	c.Clear(m.width, m.height)
	put(c, m.layout.header, m.header(m.width))
	for a := range areas {
		if r := m.layout.rects[a]; !r.Empty() {
			c.Lay(r, m.drawArea(a, r))
		}
	}
	if r := m.layout.insight; !r.Empty() {
		c.Lay(r, m.tell(r))
	}
	if r := m.layout.tabline; !r.Empty() {
		put(c, r, m.tabLine(r.W))
	}
	put(c, m.layout.foot, m.footer(m.width))
	below := m.screenBelow()
	m.windows.Draw(below, c)
	m.toasts.Draw(below, c)
	return c.String()
}

// screenBelow is what windows lie on.
func (m *model) screenBelow() *dialog.Screen {
	return &dialog.Screen{Width: m.width, Height: m.height, Roomy: m.width >= mediumWidth, Styles: m.styles, Keys: m.keys, State: m.state}
}

// drawArea draws one area.
func (m *model) drawArea(a area, r draw.Rect) []string {
	w, h := m.inside(a)
	v := m.view(a, w, h)
	focused := m.focus == a
	if a == flowArea {
		if !focused {
			return m.diagram.Draw(v, flow.None)
		}
		return m.diagram.Draw(v, m.node)
	}
	shown := &slots[a]
	if a == m.settingUp() {
		shown = &setupSlot
	}
	body := shown.draw(v)
	if m.layout.tabs { // the line of tabs is frame enough
		return body
	}
	title, right := shown.title(v)
	return draw.Frame(m.mark(focused)+title, right, body, focused, m.styles, r.W, r.H)
}

// mark tells the focus without a colour.
func (m *model) mark(focused bool) string {
	if !focused {
		return ""
	}
	return m.styles.Sign("▸") + " "
}

// inside is the size of what is in an area, without its frame.
func (m *model) inside(a area) (w, h int) {
	r := m.layout.rects[a]
	if a == flowArea || m.layout.tabs {
		return r.W, r.H
	}
	return max(r.W-2, 0), max(r.H-2, 0)
}

// drawSmall says what the screen needs.
func (m *model) drawSmall() string {
	lines := make([]string, m.height)
	text := draw.Wrap(fmt.Sprintf("inflight needs %dx%d cells; here are %dx%d. Make the window larger.",
		minWidth, minHeight, m.width, m.height), m.width)
	for i := range lines {
		if i < len(text) {
			lines[i] = draw.Fit(text[i], m.width)
		} else {
			lines[i] = strings.Repeat(" ", m.width)
		}
	}
	return strings.Join(lines, "\n")
}

// put draws one line of any width into a rectangle of one line.
func put(c *draw.Canvas, r draw.Rect, line string) { c.Lay(r, []string{draw.Exactly(line, r.W)}) }
