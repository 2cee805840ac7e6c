package pipeline

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
)

// ErrNoObject is reported by an ObjectStore for an object that is not there.
var ErrNoObject = errors.New("no such object")

// errNoProducer is what a person hears who wants to upload where nothing is
// produced.
var errNoProducer = errors.New("this command does not upload: use `inflight produce` beside it")

// reasonLimit is how many characters of a reason an event carries.
const reasonLimit = 300

// Reason makes one line that a person can read of an error: control
// characters and escape sequences are shown, not obeyed, and a very long text
// is cut.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	return oneLine(err.Error(), reasonLimit)
}

// oneLine escapes what would move a cursor and cuts what is too long.
func oneLine(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > limit {
			b.WriteRune('…')
			break
		}
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
	return strings.Join(strings.Fields(b.String()), " ")
}
