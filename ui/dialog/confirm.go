package dialog

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
	command  string // of the AWS CLI, that does what yes does; empty: it is not shown
	input    Input
}

// Confirm asks a question; verb is what yes does. Where there is something to be typed,
// such as the name of what is lost, a key is not enough.
func Confirm(question, verb, typed string, yes func() tea.Cmd) Window {
	return &confirm{question: question, verb: verb, typed: typed, yes: yes, input: NewInput("")}
}

// ConfirmCommand asks a question, and shows the line of the AWS CLI that does what yes
// does; none where it is empty.
func ConfirmCommand(question, verb, command string, yes func() tea.Cmd) Window {
	return &confirm{question: question, verb: verb, command: command, yes: yes, input: NewInput("")}
}

func (c *confirm) paste(msg tea.PasteMsg) { c.input.Take(msg) }

const confirmWidth = 64

func (c *confirm) Size(s *Screen) (w, h int) {
	w = confirmWidth
	if c.command != "" {
		w = min(max(handWidth, s.Width-24), 110, s.Width-4)
	}
	return w, len(draw.Wrap(c.question, max(w-4, 1))) + len(c.commandLines(s, w)) + 5
}

// commandLines are the line of the AWS CLI. y says yes, so that another key copies.
func (c *confirm) commandLines(s *Screen, w int) []string {
	return commandLines(s, c.command, copyTyped, w)
}

// copyTyped is the key that copies where letters mean something else.
const copyTyped = "ctrl+y"

func (c *confirm) Scroll(int) {}

func (c *confirm) Draw(s *Screen, w, _ int) (title, right string, body []string) {
	body = append(body, "")
	for _, line := range draw.Wrap(c.question, max(w-4, 1)) {
		body = append(body, "  "+s.Styles.Paint(draw.Text, line))
	}
	body = append(body, "")
	if c.typed == "" {
		body = append(body, "  "+s.Styles.Paint(draw.Accent, "y")+s.Styles.Paint(draw.Text, " yes, "+c.verb+"     ")+s.Styles.Paint(draw.Accent, "n")+s.Styles.Paint(draw.Text, " no"))
		return "are you sure?", "", append(body, c.commandLines(s, w)...)
	}
	body = append(body, "  "+s.Styles.Paint(draw.Flash, " This is a real account. ")+s.Styles.Paint(draw.Text, " Type the queue's name, then enter:"))
	line := "  " + c.input.Line(s.Styles, w-4)
	if c.wrong {
		line += s.Styles.Paint(draw.Bad, "  that is not its name")
	}
	return "are you sure?", "esc: no", append(body, line)
}

func (c *confirm) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if c.typed == "" {
		switch {
		case msg.String() == copyTyped && c.command != "":
			return tea.Batch(tea.SetClipboard(c.command), Say("copied the command line")), false
		case s.Keys.Matches(msg, keys.Yes):
			return c.yes(), true
		case s.Keys.Matches(msg, keys.No), s.Keys.Matches(msg, keys.Quit):
			return nil, true
		}
		return nil, false
	}
	switch msg.String() { // letters are typed here, whatever their keys do elsewhere
	case "esc":
		return nil, true
	case "enter":
		if c.input.Text() == c.typed {
			return c.yes(), true
		}
		c.wrong = true
	default:
		c.input.Take(msg)
		c.wrong = false
	}
	return nil, false
}
