package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks text, escaped, into lines no wider than width, at spaces where it
// can. Line breaks of the text stay.
func Wrap(text string, width int) []string {
	if width <= 0 {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = Escape(strings.ReplaceAll(line, "\t", "  "))
		for broken := range strings.SplitSeq(ansi.Wrap(line, width, ""), "\n") {
			lines = append(lines, ansi.Truncate(broken, width, "…"))
		}
	}
	return lines
}

// Sentences are as many of the sentences of a text as fit into so many lines of
// a width; none where not even the first does and there is no line for it.
func Sentences(text string, width, lines int) string {
	whole := text
	for len(Wrap(Escape(text), max(width, 1))) > lines {
		cut := strings.LastIndex(strings.TrimSuffix(text, "."), ". ")
		if cut < 0 {
			if lines < 1 {
				return ""
			}
			return whole // the page cuts it
		}
		text = text[:cut+1]
	}
	return text
}
