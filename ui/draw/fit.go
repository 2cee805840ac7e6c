package draw

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Fit makes text exactly width cells wide: cut with … where it is too long,
// filled with spaces where it is too short. The text must be free of escape
// sequences: see Escape.
func Fit(text string, width int) string {
	return fit(text, width, false)
}

// FitRight is Fit with the text at the right, for numbers.
func FitRight(text string, width int) string {
	return fit(text, width, true)
}

func fit(text string, width int, right bool) string {
	if width <= 0 {
		return ""
	}
	have := Width(text)
	if have > width {
		text = ansi.Truncate(text, width, "…")
		have = Width(text)
	}
	fill := spaces(width - have)
	if right {
		return fill + text
	}
	return text + fill
}

// Width is how many cells a text takes that is free of escape sequences.
func Width(text string) int {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf || text[i] < ' ' {
			return ansi.StringWidth(text)
		}
	}
	return len(text)
}

const blank = "                                                                                                                                "

// spaces is n spaces.
func spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blank) {
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

// Exactly cuts or fills a text that has styles to a width.
func Exactly(text string, width int) string {
	switch w := ansi.StringWidth(text); {
	case w > width:
		return Exactly(ansi.Truncate(text, width, "")+ansi.ResetStyle, width)
	case w < width:
		return text + spaces(width-w)
	}
	return text
}

// CutMiddle is text, escaped, in at most width cells. What is too long loses its
// middle: names that follow one another differ at their end.
func CutMiddle(text string, width int) string {
	n := Width(text)
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
