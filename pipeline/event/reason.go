package event

import (
	"strconv"
	"strings"
	"unicode"
)

// ReasonLimit is how many characters of a reason an event carries.
const ReasonLimit = 300

// Reason makes one line that a person can read of an error: control
// characters and escape sequences are shown, not obeyed, and a very long text
// is cut in its middle: it begins with what was tried, and ends with the cause.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	return OneLine(err.Error(), ReasonLimit)
}

// OneLine escapes what would move a cursor, and cuts what is too long in its
// middle.
func OneLine(s string, limit int) string {
	return cutMiddle(strings.Join(strings.Fields(escape(bounded(s, limit))), " "), limit)
}

// bounded takes the middle out of a text that is so long that most of it would
// be escaped for nothing. What is left is more than a cut keeps.
func bounded(s string, limit int) string {
	keep := 16 * limit
	if len(s) <= 2*keep {
		return s
	}
	return s[:keep] + s[len(s)-keep:]
}

// escape shows what is not to be printed as Go would write it.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
	}
	return b.String()
}

// cutMiddle shortens a text to limit characters. Of what is left two fifths are
// its beginning and the rest is its end: an error's cause stands there.
func cutMiddle(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	head := (limit - 1) * 2 / 5
	tail := limit - 1 - head
	return string(runes[:head]) + "…" + string(runes[len(runes)-tail:])
}

// Numbered is "1 one" or "n many", as people write a number: with its thousands
// apart.
func Numbered(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Count is a number with its thousands apart.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
