package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

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
		c.put(r, m.insightLine(r.w))
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
			return flow.Draw(v, flow.None)
		}
		return flow.Draw(v, m.node)
	}
	body := slots[a].draw(v)
	if m.layout.tabs { // the line of tabs is frame enough
		return body
	}
	title, right := slots[a].title(v)
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

// insightLine is the most important thing to know now.
func (m *model) insightLine(width int) string {
	s := m.styles
	if n := len(m.state.Insights); n > 0 {
		more := ""
		if n > 1 {
			more = fmt.Sprintf("  (+%d)", n-1)
		}
		text := panel.Fit(panel.Escape(m.state.Insights[0].Text), max(width-4-len(more), 1))
		return paint(s.Warn, " ! ") + paint(s.Text, strings.TrimRight(text, " ")) + paint(s.Dim, more)
	}
	if note := m.note(); note != "" {
		return paint(s.Dim, "   "+strings.TrimRight(panel.Fit(note, max(width-4, 1)), " "))
	}
	return ""
}

// note is what a person should know of the run while nothing is wrong.
func (m *model) note() string {
	if m.state.Over {
		return "The run is over. Press q to leave."
	}
	notes := m.notes()
	if len(notes) == 0 {
		return ""
	}
	return panel.Escape(notes[0])
}

// notes are what a person should know of how it runs.
func (m *model) notes() []string {
	var out []string
	setup := &m.state.Setup
	if setup.EngineNote != "" {
		out = append(out, setup.EngineNote)
	}
	if setup.Pace > 0 {
		out = append(out, fmt.Sprintf("Paced: each stage takes at least %.1f s, so that the eye can follow; the work is real. --pace 0s --rate 0 is full speed.", setup.Pace))
	}
	return out
}

// tabLine names the panels, the chosen one in brackets.
func (m *model) tabLine(width int) string {
	var b strings.Builder
	used := 0
	for _, a := range panelAreas {
		text, style := m.tabName(a), m.styles.Dim
		if !m.layout.rects[a].empty() {
			style = m.styles.Title
		}
		if used += ansi.StringWidth(text); used > width {
			break
		}
		b.WriteString(paint(style, text))
	}
	return b.String()
}

// tabName is a panel's name in the line of tabs.
func (m *model) tabName(a area) string {
	text := fmt.Sprintf("%d %s", slices.Index(panelAreas, a)+1, slots[a].tab)
	if m.layout.rects[a].empty() {
		return " " + text + " "
	}
	return "[" + text + "]"
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
