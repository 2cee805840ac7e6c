package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
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
	return withCursor(s, []rune(i.field.Value()), i.field.Position(), width)
}

// withCursor draws a line with a cursor before its rune at, in at most width cells.
func withCursor(s *draw.Styles, text []rune, at, width int) string {
	at = min(at, len(text))
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

// area is a text of several lines being typed.
type area struct {
	field textarea.Model
	top   int // the first line in sight
}

// maxArea is how long it may get: as long as a queue's policy.
const maxArea = 64 << 10

// newArea holds a text, its cursor at the beginning.
func newArea(text string) area {
	f := textarea.New()
	f.CharLimit, f.MaxHeight, f.MaxWidth = maxArea, 0, 0
	f.Prompt, f.ShowLineNumbers = "", false
	f.SetVirtualCursor(false)
	f.SetWidth(maxArea)     // it draws nothing here, and breaks no line
	off := key.NewBinding() // what is pasted comes from the terminal; a selection is not drawn
	k := &f.KeyMap
	k.Paste, k.SelectAll, k.CopySelection = off, off, off
	k.SelectCharacterForward, k.SelectCharacterBackward, k.SelectWordForward, k.SelectWordBackward = off, off, off, off
	k.SelectLineUp, k.SelectLineDown = off, off
	f.Focus()
	a := area{field: f}
	a.set(text)
	return a
}

func (a *area) set(text string) {
	a.field.SetValue(text)
	a.field.MoveToBegin()
	a.top = 0
}

func (a *area) text() string { return a.field.Value() }

// take takes a key, or what was pasted.
func (a *area) take(msg tea.Msg) { a.field, _ = a.field.Update(msg) }

// draw draws as many lines as there is room for, those around the cursor.
func (a *area) draw(s *draw.Styles, w, h int) []string {
	lines := strings.Split(a.field.Value(), "\n")
	at := min(a.field.Line(), len(lines)-1)
	a.top = max(min(a.top, at, len(lines)-h), at-h+1, 0)
	out := make([]string, 0, h)
	for i := a.top; i < a.top+h; i++ {
		switch {
		case i >= len(lines):
			out = append(out, "")
		case i == at:
			out = append(out, withCursor(s, []rune(lines[i]), a.field.Column(), w))
		default:
			out = append(out, highlight(s, ansi.Truncate(draw.Escape(lines[i]), w, s.Sign("…"))))
		}
	}
	return out
}

// more says which lines are in sight, where that is not all.
func (a *area) more(h int) string {
	n := strings.Count(a.field.Value(), "\n") + 1
	if n <= h {
		return ""
	}
	return count(a.top+1) + "-" + count(min(a.top+h, n)) + " of " + count(n)
}
