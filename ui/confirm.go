package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/ui/keys"
	"inflight/ui/panel"
)

// confirm asks before something that cannot be undone.
type confirm struct {
	question string
	verb     string // what yes does
	yes      func() tea.Cmd
	typed    string // has to be typed; empty: y is enough
	wrong    bool   // what was typed is something else
	input    input
}

const confirmWidth = 64

func (c *confirm) size(*model) (w, h int) {
	return confirmWidth, len(panel.Wrap(c.question, confirmWidth-4)) + 5
}

func (c *confirm) scroll(int) {}

func (c *confirm) draw(m *model, w, _ int) (title, right string, body []string) {
	s := m.styles
	body = append(body, "")
	for _, line := range panel.Wrap(c.question, max(w-4, 1)) {
		body = append(body, "  "+paint(s.Text, line))
	}
	body = append(body, "")
	if c.typed == "" {
		return "are you sure?", "", append(body, "  "+paint(s.Accent, "y")+paint(s.Text, " yes, "+c.verb+"     ")+paint(s.Accent, "n")+paint(s.Text, " no"))
	}
	body = append(body, "  "+paint(s.Flash, " This is a real account. ")+paint(s.Text, " Type the queue's name, then enter:"))
	line := "  " + c.input.line(s, w-4)
	if c.wrong {
		line += paint(s.Bad, "  that is not its name")
	}
	return "are you sure?", "esc: no", append(body, line)
}

func (c *confirm) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if c.typed == "" {
		switch {
		case m.keys.Matches(msg, keys.Yes):
			return c.yes(), true
		case m.keys.Matches(msg, keys.No), m.keys.Matches(msg, keys.Quit):
			return nil, true
		}
		return nil, false
	}
	switch msg.String() { // letters are typed here, whatever their keys do elsewhere
	case "esc":
		return nil, true
	case "enter":
		if c.input.text == c.typed {
			return c.yes(), true
		}
		c.wrong = true
	default:
		c.input.press(msg)
		c.wrong = false
	}
	return nil, false
}
