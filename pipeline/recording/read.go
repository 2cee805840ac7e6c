package recording

import (
	"fmt"
	"io"
	"time"

	"inflight/pipeline/event"
)

// Read hands the events of a recording to yield, in their order and as they come,
// until that returns false. What is read of a file that is cut or damaged comes before
// the error, an EndsError.
func Read(r io.Reader, yield func(event.Event) bool) error {
	from, d := newBlocks(r), event.NewDecoder()
	var at progress
	for p := (&piece{}); ; {
		if err := from.next(p); err != nil {
			return at.ends(err)
		}
		p.open(d, restless)
		for i := range p.events {
			if !yield(p.events[i]) {
				return nil
			}
		}
		if err := at.passed(p); err != nil {
			return err
		}
	}
}

// EndsError says that a recording cannot be read on, and how far it was read.
type EndsError struct {
	Events int       // that were read
	Last   time.Time // when the last of them happened
	Err    error
}

// Error says what is wrong, and how far the recording can be played, by the clock of the
// zone one is in, as the screen and --from go.
func (e *EndsError) Error() string {
	if e.Events == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("%v; it plays up to event %d, at %s", e.Err, e.Events, e.Last.Local().Format(time.TimeOnly))
}

// Unwrap is what is wrong.
func (e *EndsError) Unwrap() error { return e.Err }
