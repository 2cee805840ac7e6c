package panel

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// longest is the first of the texts, which go from long to short, that fits into
// width; the last one where none does.
func longest(width int, texts ...string) string {
	for _, t := range texts {
		if draw.Width(t) <= width {
			return t
		}
	}
	return texts[len(texts)-1]
}

// hardWrap breaks text, escaped, into lines of width, wherever that is.
func hardWrap(text string, width int) []string {
	var lines []string
	for broken := range strings.SplitSeq(ansi.Hardwrap(text, width, true), "\n") {
		lines = append(lines, ansi.Truncate(broken, width, "…"))
	}
	return lines
}

// nameCell is the name of an object key, escaped and exactly width cells wide.
func nameCell(key string, width int) string {
	return draw.Fit(draw.CutMiddle(draw.Escape(event.ShortName(key)), width), width)
}

// name draws the name of a message's image in a column of its own.
func (l *line) name(style string, m *state.Message, width int) {
	l.cell(style, draw.CutMiddle(draw.Escape(m.Name()), width), width)
}

// spaces is n spaces.
func spaces(n int) string { return draw.Fit("", n) }
