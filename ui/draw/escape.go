package draw

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Escape makes text from outside fit for a terminal: object keys, message
// bodies, reasons, mails. Control characters become their pictures (an escape
// is ␛, a line break ␊), and what would be invisible, reorder the line, or take
// another width on another terminal becomes its code (\u202e, \x9b). What it
// returns is one line that cannot move the cursor or change a colour, and whose
// width every terminal agrees on. It is safe for use by many goroutines.
func Escape(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for rest := s; len(rest) > 0; {
		cluster, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		b.WriteString(visible(cluster))
		rest = rest[len(cluster):]
	}
	if out := b.String(); sameOrEmpty(out) {
		return out
	}
	return inCodes(s) // what was written joined its neighbours
}

// plain tells whether s is printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// maxMarks is how many combining marks a character keeps; more would reach
// into the lines above and below.
const maxMarks = 3

// visible writes one user-perceived character so that nothing in it is hidden.
// Terminals that know such characters and those that add up code points
// disagree on the width of some (conjuncts, families of emoji): the parts of
// those are written one by one.
func visible(cluster string) string {
	var b strings.Builder
	marks := 0
	for i, r := range cluster {
		switch {
		case r == utf8.RuneError || r < utf8.RuneSelf || hidden(r):
			b.WriteString(code(cluster[i:], r))
		case unicode.IsMark(r):
			if i == 0 {
				b.WriteString(code(cluster, r)) // it would sit on what stands before it
			} else if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
		case r >= firstFlag && r <= lastFlag:
			b.WriteRune('A' + r - firstFlag)
		default:
			b.WriteRune(r)
		}
	}
	if out := b.String(); sameOrEmpty(out) {
		return out
	}
	return parts(cluster)
}

// parts writes the characters of a cluster one by one: those whose width is
// certain as they are, others as codes.
func parts(cluster string) string {
	var b strings.Builder
	for i, r := range cluster {
		if one := string(r); r >= utf8.RuneSelf && r != utf8.RuneError && !hidden(r) && !unicode.IsMark(r) && same(one) {
			b.WriteString(one)
			continue
		}
		b.WriteString(code(cluster[i:], r))
	}
	if out := b.String(); sameOrEmpty(out) {
		return out
	}
	return inCodes(cluster)
}

// inCodes writes all but ASCII as codes.
func inCodes(s string) string {
	var b strings.Builder
	for i, r := range s {
		b.WriteString(code(s[i:], r))
	}
	return b.String()
}

// The letters that make flags, in pairs.
const (
	firstFlag = '\U0001f1e6'
	lastFlag  = '\U0001f1ff'
)

// code is the visible form of r, with which s begins.
func code(s string, r rune) string {
	switch {
	case r == utf8.RuneError && !strings.HasPrefix(s, "\ufffd"):
		return fmt.Sprintf(`\x%02x`, s[0])
	case r < ' ':
		return string('␀' + r)
	case r == 0x7f:
		return "␡"
	case r < utf8.RuneSelf:
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// same tells whether both ways of measuring a character agree, so that the
// program and the terminal cannot differ.
func same(s string) bool { return ansi.StringWidth(s) > 0 && sameOrEmpty(s) }

func sameOrEmpty(s string) bool { return ansi.StringWidth(s) == ansi.StringWidthWc(s) }

// hidden tells whether a character shows nothing, or changes how others are
// shown: controls, marks of direction, joiners, selectors, tags, fillers,
// private use (among it the placeholder of kitty's pictures), and what is not
// assigned.
func hidden(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0: // Hangul fillers
		return true
	case 0x2028, 0x2029:
		return true
	case 0x1f3fb, 0x1f3fc, 0x1f3fd, 0x1f3fe, 0x1f3ff: // tones of skin, which join what stands before them, be it a space
		return true
	}
	return !unicode.IsGraphic(r) || unicode.Is(unicode.Variation_Selector, r)
}
