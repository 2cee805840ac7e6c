package s3

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
)

// outbox keeps the events of changes until they are settled, so that a process
// that ends between a change and its event reports it the next time: twice
// perhaps, never not at all. It is a file that lines are added to: an event
// before its change begins, and its sequencer once EventBridge has delivered it
// or given it up. A nil outbox keeps nothing.
//
// Changes are made one after the other, so of the events that are open only the
// last may be of a change that did not come about.
type outbox struct {
	path string

	mu     sync.Mutex
	file   *os.File // nil before the first event, and after close
	size   int64
	limit  int64             // the size from which the file is rewritten
	open   map[string][]byte // lines of events that are not settled, by sequencer
	closed bool
}

// outboxLine is a line of the file: one of the two.
type outboxLine struct {
	Event   *ObjectEvent `json:"event,omitempty"`
	Settled string       `json:"settled,omitempty"` // a sequencer
}

// outboxLimit is how large the file may grow with what is settled.
const outboxLimit = 1 << 20

// openOutbox reads the events that are not settled, in the order of their
// changes. A last line that is not whole was cut short before its change began.
func openOutbox(path string) (*outbox, []ObjectEvent, error) {
	b := &outbox{path: path, limit: outboxLimit, open: map[string][]byte{}}
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the events that were not told: %w", err)
	}
	events := map[string]ObjectEvent{}
	for number := 1; ; number++ {
		line, rest, whole := bytes.Cut(content, []byte("\n"))
		if !whole {
			break
		}
		content = rest
		var l outboxLine
		if err := json.Unmarshal(line, &l); err != nil || l.Event == nil && l.Settled == "" {
			return nil, nil, fmt.Errorf("%s is damaged in line %d; remove it to go on without the events in it", path, number)
		}
		if l.Event != nil {
			events[l.Event.Sequencer], b.open[l.Event.Sequencer] = *l.Event, append(line, '\n')
			continue
		}
		delete(events, l.Settled)
		delete(b.open, l.Settled)
	}
	list := make([]ObjectEvent, 0, len(events))
	for _, e := range events {
		list = append(list, e)
	}
	slices.SortFunc(list, func(x, y ObjectEvent) int { return strings.Compare(x.Sequencer, y.Sequencer) })
	if len(list) == 0 {
		err = os.Remove(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	} else {
		err = b.rewrite()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("tidy the events that were not told: %w", err)
	}
	return b, list, nil
}

// add keeps an event, before its change.
func (b *outbox) add(e *ObjectEvent) error {
	if b == nil || e == nil {
		return nil
	}
	line, err := json.Marshal(outboxLine{Event: e})
	if err != nil {
		return fmt.Errorf("keep an event: %w", err)
	}
	line = append(line, '\n')
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.write(line); err != nil {
		return fmt.Errorf("keep an event: %w", err)
	}
	b.open[e.Sequencer] = line
	return nil
}

// settle forgets an event that need not be told again. If that cannot be
// written, it is told twice.
func (b *outbox) settle(sequencer string) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[sequencer] == nil || b.closed {
		return
	}
	line, err := json.Marshal(outboxLine{Settled: sequencer})
	if err != nil || b.write(append(line, '\n')) != nil {
		return
	}
	delete(b.open, sequencer)
	if b.size >= b.limit && b.rewrite() == nil {
		b.limit = max(outboxLimit, 2*b.size)
	}
}

// write adds a line, whole or not at all. The lock is held.
func (b *outbox) write(line []byte) error {
	if b.closed {
		return fs.ErrClosed
	}
	if b.file == nil {
		f, err := os.OpenFile(b.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		b.file = f
	}
	if n, err := b.file.Write(line); err != nil {
		if n > 0 { // what follows must not go on in the middle of a line
			err = errors.Join(err, b.file.Truncate(b.size))
		}
		return err
	}
	b.size += int64(len(line))
	return nil
}

// rewrite writes the file again from what is open. The lock is held.
func (b *outbox) rewrite() error {
	var content []byte
	for _, sequencer := range slices.Sorted(maps.Keys(b.open)) {
		content = append(content, b.open[sequencer]...)
	}
	fresh := b.path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = os.Rename(fresh, b.path)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if b.file != nil {
		_ = b.file.Close() // nobody will read it
	}
	b.file, b.size = f, int64(len(content))
	return nil
}

// close ends the keeping. The file stays if there is something to tell in it.
func (b *outbox) close() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	b.file = nil
	if len(b.open) == 0 {
		err = errors.Join(err, os.Remove(b.path))
	}
	if err != nil {
		return fmt.Errorf("close the events that were not told: %w", err)
	}
	return nil
}
