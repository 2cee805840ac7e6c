package panel

import (
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// CutMiddle is text, escaped, in at most width cells. What is too long loses its
// middle: names that follow one another differ at their end.
func CutMiddle(text string, width int) string {
	n := cells(text)
	if n <= width || width < 4 {
		return ansi.Truncate(text, width, "…")
	}
	tail := min(max(digitsAtEnd(text), (width-1)/3), (width-1)*2/3)
	return ansi.Truncate(text, width-1-tail, "") + "…" + ansi.TruncateLeft(text, n-tail, "")
}

// digitsAtEnd is how many digits a text ends with.
func digitsAtEnd(text string) int {
	n := 0
	for n < len(text) && text[len(text)-1-n] >= '0' && text[len(text)-1-n] <= '9' {
		n++
	}
	return n
}

// NameCell is the name of an object key, escaped and exactly width cells wide.
func NameCell(key string, width int) string {
	return Fit(CutMiddle(Escape(event.ShortName(key)), width), width)
}

// name draws the name of a message's image in a column of its own.
func (l *line) name(style string, m *state.Message, width int) {
	l.cell(style, CutMiddle(Escape(m.Name()), width), width)
}
