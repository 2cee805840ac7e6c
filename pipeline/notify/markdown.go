package notify

import (
	"regexp"
	"strings"
)

// special are the characters that Discord can read as formatting, a mention, an
// emoji, a heading or a link.
const special = "\\`*_~|<>@#:[]"

// markdown escapes what Discord would read as more than text. Discord takes a
// backslash before any character that is neither a letter, a digit nor a space.
func markdown(s string) string {
	var b strings.Builder
	for i, r := range printable(s) {
		if strings.ContainsRune(special, r) || i == 0 && (r == '-' || r == '+') { // the bullet of a list
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// marks is what Plain takes away: an escape, the stars around bold text, and
// what makes a link.
var marks = regexp.MustCompile(`\\[^0-9A-Za-z\s]|\*\*|\[([^\[\]\\]*)\]\(([^()\s]*)\)`)

// Plain is the text of a post without markdown, for a screen that has none:
// escapes are undone, bold is plain, and a link stands behind its text. It knows
// the markdown that Post writes, not all of Discord's.
func Plain(s string) string {
	return marks.ReplaceAllStringFunc(s, func(mark string) string {
		switch mark[0] {
		case '\\':
			return mark[1:]
		case '*':
			return ""
		default:
			return marks.ReplaceAllString(mark, "$1: $2")
		}
	})
}
