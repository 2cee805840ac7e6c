package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/ui/draw"
)

// input is a line of text being typed.
type input struct{ text string }

// maxInput is how long it may get.
const maxInput = 200

// press takes a key.
func (i *input) press(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "backspace":
		if r := []rune(i.text); len(r) > 0 {
			i.text = string(r[:len(r)-1])
		}
	case "ctrl+u":
		i.text = ""
	default:
		i.add(msg.Text)
	}
}

// add appends text that was typed or pasted.
func (i *input) add(text string) {
	if len(i.text)+len(text) <= maxInput {
		i.text += text
	}
}

// line draws the text with a cursor.
func (i *input) line(s *draw.Styles, width int) string {
	text := draw.Escape(i.text)
	if r := []rune(text); len(r) > width-1 && width > 1 {
		text = string(r[len(r)-width+1:])
	}
	return s.Paint(draw.Strong, text) + s.Paint(draw.Accent, "_")
}

// startFilter lets a person type a filter for the focused panel.
func (m *model) startFilter() {
	if m.focus == flowArea || slots[m.focus].rows == nil {
		return
	}
	m.filter = &input{text: m.lists[m.focus].filter}
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
	m.filter.press(msg)
	m.lists[m.focus].filter = m.filter.text
	m.lists[m.focus].cursor = 0
	m.point(m.focus)
}

// paste adds pasted text to what is being typed.
func (m *model) paste(text string) {
	switch {
	case m.filter != nil:
		m.filter.add(text)
		m.lists[m.focus].filter = m.filter.text
	default:
		switch o := m.top().(type) {
		case *palette:
			o.input.add(text)
		case *confirm:
			o.input.add(text)
		}
	}
}
