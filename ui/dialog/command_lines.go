package dialog

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// mostCommand is how many lines a command line takes at most; it is copied whole.
const mostCommand = 7

// commandLines show a line of the AWS CLI that does the same, in a window of that width;
// none where it is not known. It is broken at its spaces alone, so that it can be read.
func commandLines(s *Screen, command, copyKey string, w int) []string {
	if command == "" {
		return nil
	}
	room := max(w-6, 8)
	lines := broken(draw.Escape(strings.ReplaceAll(command, "\n", " ")), room)
	out := []string{"", "  " + s.Styles.Paint(draw.Dim, draw.Fit("the same with the AWS CLI ("+copyKey+" copies it)", w-4))}
	for i, line := range lines {
		if i == mostCommand-1 && len(lines) > mostCommand {
			return append(out, "    "+s.Styles.Paint(draw.Dim, draw.Fit("… and so on: it is copied whole", room)))
		}
		out = append(out, "    "+s.Styles.Paint(draw.Text, line))
	}
	return out
}

// broken breaks a text at its spaces, and a word where it is longer than a line.
func broken(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case draw.Width(line)+1+draw.Width(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		if draw.Width(line) > width {
			parts := strings.Split(ansi.Hardwrap(line, width, true), "\n")
			lines, line = append(lines, parts[:len(parts)-1]...), parts[len(parts)-1]
		}
	}
	return append(lines, line)
}
