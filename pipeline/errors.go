package pipeline

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// ErrNoObject is reported by an ObjectStore for an object that is not there.
var ErrNoObject = errors.New("no such object")

// What a Queue reports of a call that cannot succeed. A caller finds them with
// errors.Is.
var (
	// ErrRefused: the queue will refuse the next call just so, until a person
	// changes something: it is not there, or these credentials may not use it.
	ErrRefused = errors.New("refused for good")
	// ErrNotInFlight: the visibility timeout of that receive has run out.
	ErrNotInFlight = errors.New("the message is not in flight any more")
	// ErrNoMessage: the message was deleted, or its queue purged.
	ErrNoMessage = errors.New("the message is there no more")
)

// As marks an error as one of the kinds above and leaves its words as they are.
func As(kind, err error) error {
	if err == nil {
		return nil
	}
	return &kindError{error: err, kind: kind}
}

// kindError is an error that is also found as its kind.
type kindError struct {
	error

	kind error
}

// Unwrap are the error itself and its kind.
func (k *kindError) Unwrap() []error { return []error{k.error, k.kind} }

// Missing is the error for a part of the stack that does not exist. Kind is
// queue, bucket or topic.
func Missing(kind, name string) error {
	return fmt.Errorf("there is no %s %s%s", kind, name, missingAdvice)
}

const missingAdvice = "; create it with `inflight up`"

// missingPattern finds what Missing wrote in the reason of a failure.
var missingPattern = regexp.MustCompile("there is no (queue|bucket|topic) (\\S+)" + regexp.QuoteMeta(missingAdvice))

// missingIn is what is gone, according to the reason of a failure.
func missingIn(reason string) (Resource, bool) {
	if !strings.Contains(reason, missingAdvice) {
		return Resource{}, false
	}
	m := missingPattern.FindStringSubmatch(reason)
	if m == nil {
		return Resource{}, false
	}
	return Resource{Kind: m[1], Name: m[2]}, true
}

// errNoProducer is what a person hears who wants to upload where nothing is
// produced.
var errNoProducer = errors.New("this command does not upload: use `inflight produce` beside it")

// errNotRunning is what a person hears who asks for something that takes time,
// before or after the run.
var errNotRunning = errors.New("the pipeline is not running")

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
