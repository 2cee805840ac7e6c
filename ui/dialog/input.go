package dialog

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// Input is a line of text being typed.
type Input struct{ field textinput.Model }

// maxInput is how long it may get, in characters.
const maxInput = 200

// NewInput is a line that holds a text, its cursor behind it.
func NewInput(text string) Input {
	f := textinput.New()
	f.CharLimit = maxInput
	f.SetVirtualCursor(false)
	f.KeyMap.Paste = key.NewBinding() // what is pasted comes from the terminal, also over ssh
	f.Focus()
	f.SetValue(text)
	f.CursorEnd()
	return Input{f}
}

// newBodyInput is an empty line for a text that may be long, as a message's body.
func newBodyInput() Input {
	const long = 64 << 10
	i := NewInput("")
	i.field.CharLimit = long
	return i
}

// Take takes a key, or what was pasted.
func (i *Input) Take(msg tea.Msg) { i.field, _ = i.field.Update(msg) }

// Text is what the line holds.
func (i *Input) Text() string { return i.field.Value() }

// Line draws the text with a cursor, in at most width cells.
func (i *Input) Line(s *draw.Styles, width int) string {
	text := []rune(i.field.Value())
	at := i.field.Position()
	before, cursor, after := draw.Escape(string(text[:at])), "", ""
	if at < len(text) {
		rest := draw.Escape(string(text[at:]))
		cursor, _ = ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		after = rest[len(cursor):]
	}
	room := max(width-max(draw.Width(cursor), 1), 0)
	for n, cut := draw.Width(before), 0; draw.Width(before) > room && width > 1; cut++ { // half a wide character stays whole
		before = ansi.TruncateLeft(before, n-room+cut, "")
	}
	after = ansi.Truncate(after, max(room-draw.Width(before), 0), "")
	mark := s.Paint(draw.Accent, "_")
	if cursor != "" {
		mark = s.Of(draw.Accent) + "\x1b[7m" + cursor + ansi.ResetStyle
	}
	return s.Paint(draw.Strong, before) + mark + s.Paint(draw.Strong, after)
}
