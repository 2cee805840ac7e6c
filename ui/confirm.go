package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/ui/draw"
	"inflight/ui/keys"
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
	return confirmWidth, len(draw.Wrap(c.question, confirmWidth-4)) + 5
}

func (c *confirm) scroll(int) {}

func (c *confirm) draw(m *model, w, _ int) (title, right string, body []string) {
	s := m.styles
	body = append(body, "")
	for _, line := range draw.Wrap(c.question, max(w-4, 1)) {
		body = append(body, "  "+s.Paint(draw.Text, line))
	}
	body = append(body, "")
	if c.typed == "" {
		return "are you sure?", "", append(body, "  "+s.Paint(draw.Accent, "y")+s.Paint(draw.Text, " yes, "+c.verb+"     ")+s.Paint(draw.Accent, "n")+s.Paint(draw.Text, " no"))
	}
	body = append(body, "  "+s.Paint(draw.Flash, " This is a real account. ")+s.Paint(draw.Text, " Type the queue's name, then enter:"))
	line := "  " + c.input.line(s, w-4)
	if c.wrong {
		line += s.Paint(draw.Bad, "  that is not its name")
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
