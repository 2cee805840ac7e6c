package ui

import (
	"fmt"
	"strings"

	"inflight/ui/flow"
	"inflight/ui/panel"
)

// draw draws the frame: exactly height lines of width cells.
func (m *model) draw() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	if m.layout.small {
		return m.drawSmall()
	}
	c := newCanvas(m.width, m.height)
	c.put(m.layout.header, m.header(m.width))
	for a := range areas {
		if r := m.layout.rects[a]; !r.empty() {
			c.lay(r, m.drawArea(a, r))
		}
	}
	if r := m.layout.insight; !r.empty() {
		c.lay(r, m.tell(r))
	}
	if r := m.layout.tabline; !r.empty() {
		c.put(r, m.tabLine(r.w))
	}
	c.put(m.layout.foot, m.footer(m.width))
	m.drawOverlays(c)
	m.drawToasts(c)
	return c.String()
}

// drawArea draws one area.
func (m *model) drawArea(a area, r rect) []string {
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
	return panel.Frame(m.mark(focused)+title, right, body, focused, m.styles, r.w, r.h)
}

// mark tells the focus without a colour.
func (m *model) mark(focused bool) string {
	switch {
	case !focused:
		return ""
	case m.options.ASCII:
		return "> "
	}
	return "▸ "
}

// inside is the size of what is in an area, without its frame.
func (m *model) inside(a area) (w, h int) {
	r := m.layout.rects[a]
	if a == flowArea || m.layout.tabs {
		return r.w, r.h
	}
	return max(r.w-2, 0), max(r.h-2, 0)
}

// drawSmall says what the screen needs.
func (m *model) drawSmall() string {
	lines := make([]string, m.height)
	text := panel.Wrap(fmt.Sprintf("inflight needs %dx%d cells; here are %dx%d. Make the window larger.",
		minWidth, minHeight, m.width, m.height), m.width)
	for i := range lines {
		if i < len(text) {
			lines[i] = panel.Fit(text[i], m.width)
		} else {
			lines[i] = strings.Repeat(" ", m.width)
		}
	}
	return strings.Join(lines, "\n")
}

// reset ends a style.
const reset = "\x1b[m"

// paint gives a text a style.
func paint(style, text string) string {
	if style == "" || text == "" {
		return text
	}
	return style + text + reset
}
