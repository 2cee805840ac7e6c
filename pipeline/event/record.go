package event

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// Record writes the events of a log to w as JSON, one a line, until the log is
// closed and everything is written, or ctx ends. Where skip is given, the
// events it is true for are left out. What is written is flushed whenever the
// log has nothing more to give, so that a reader sees it live. Where w was so slow
// that the log could not keep everything for it, an EventsDropped stands in the
// gap, and in the end that is an error.
func Record(ctx context.Context, r *Reader, w io.Writer, skip func(*Event) bool) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var buf []Event
	var line []byte
	for {
		events, ok := r.Next(ctx, buf)
		if !ok {
			if n := r.Dropped(); n > 0 {
				return &IncompleteError{Events: n}
			}
			return nil
		}
		buf = events
		for i := range events {
			if skip != nil && skip(&events[i]) {
				continue
			}
			var err error
			if line, err = events[i].appendJSON(line[:0]); err != nil {
				return err
			}
			if _, err := out.Write(append(line, '\n')); err != nil {
				return fmt.Errorf("write event %d: %w", events[i].Seq, err)
			}
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write events: %w", err)
		}
	}
}

// IncompleteError says that what was written has gaps.
type IncompleteError struct{ Events uint64 }

// Error says how many events are missing, and where.
func (e *IncompleteError) Error() string {
	return fmt.Sprintf("%d events were not written, for nobody read fast enough: each gap has an %s with how many", e.Events, KindOf[EventsDropped]())
}

// maxLine is the longest line of a recording: a thumbnail in it has 20 KB.
const maxLine = 4 << 20

// ReadRecording reads events as Record wrote them and hands each to yield,
// until that returns false. An error names the line it is in.
func ReadRecording(r io.Reader, yield func(Event) bool) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	n, d := 0, NewDecoder()
	for lines.Scan() {
		n++
		if len(lines.Bytes()) == 0 {
			continue
		}
		var e Event
		if err := d.Decode(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("line %d of the recording: %w", n, err)
		}
		if e.Body == nil {
			return fmt.Errorf("line %d of the recording is no event: it has no type", n)
		}
		if !yield(e) {
			return nil
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("line %d of the recording is longer than %d MB: is it a recording?", n+1, maxLine>>20)
	} else if err != nil {
		return fmt.Errorf("read the recording: %w", err)
	}
	return nil
}
