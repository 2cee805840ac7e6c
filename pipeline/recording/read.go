package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"inflight/pipeline/event"
)

// Read hands the events of a recording to yield, in their order, until that
// returns false. What is read of a file that is cut or damaged comes before the
// error, an EndsError.
func Read(r io.Reader, yield func(event.Event) bool) error {
	blocks, lines := NewBlocks(r), Lines{}
	for {
		block, err := blocks.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return lines.Ends(err)
		}
		if more, err := lines.Events(block.Text, yield); err != nil || !more {
			return err
		}
	}
}

// Lines makes events of the lines of a recording, one block after the other.
type Lines struct {
	n    int // lines so far
	seen int // events
	last time.Time
}

// EndsError says that a recording cannot be read on, and how far it was read.
type EndsError struct {
	Events int       // that were read
	Last   time.Time // when the last of them happened
	Err    error
}

// Error says what is wrong, and how far the recording can be played.
func (e *EndsError) Error() string {
	if e.Events == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("%v; it plays up to event %d, at %s", e.Err, e.Events, e.Last.UTC().Format("15:04:05"))
}

// Unwrap is what is wrong.
func (e *EndsError) Unwrap() error { return e.Err }

// Ends says where the recording ends that cannot be read on.
func (l *Lines) Ends(err error) error { return &EndsError{Events: l.seen, Last: l.last, Err: err} }

// Events hands the events of a block to yield; more is false when that had
// enough.
func (l *Lines) Events(text []byte, yield func(event.Event) bool) (more bool, err error) {
	for len(text) > 0 {
		line, rest, whole := bytes.Cut(text, []byte{'\n'})
		text = rest
		l.n++
		if len(line) == 0 {
			continue
		}
		var e event.Event
		if err := e.UnmarshalJSON(line); err != nil {
			if !whole {
				return false, l.Ends(fmt.Errorf("line %d of the recording is cut", l.n))
			}
			return false, l.Ends(fmt.Errorf("line %d of the recording: %w", l.n, err))
		}
		if e.Kind() == "" {
			return false, l.Ends(fmt.Errorf("line %d of the recording is no event: it has no type", l.n))
		}
		l.seen++
		l.last = e.Time
		if !yield(e) {
			return false, nil
		}
	}
	return true, nil
}
