package history

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
	"weak"

	"golang.org/x/sync/errgroup"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Cursor is somewhere in a history, with the State of there. It belongs to one
// goroutine.
type Cursor struct {
	State *state.State // after the events before the cursor

	h     *History
	at    int64  // how many events there are before it
	from  *block // whose snapshot the State was made of; nil: it needs none any more
	block *block
	rows  rows        // of the block, as far as they have been read
	last  event.Event // the event before the cursor; none at the begin of a block
}

// Cursor returns one after the first n events: as far back, or as far on, as there
// are any.
func (h *History) Cursor(n int64) (*Cursor, error) {
	c := &Cursor{h: h}
	h.mu.Lock()
	h.cursors = append(h.cursors, weak.Make(c))
	h.mu.Unlock()
	return c, c.To(n)
}

// Close lets go of the State: nothing is kept for it any more. Who does not call it
// only keeps more until the cursor is collected as garbage.
func (c *Cursor) Close() { c.State, c.from = nil, nil }

// At is how many events are before the cursor.
func (c *Cursor) At() int64 { return c.at }

// Last is the event before the cursor; false where it is not known.
func (c *Cursor) Last() (event.Event, bool) { return c.last, c.last.Seq > 0 || !c.last.Time.IsZero() }

// To goes to after the first n events.
func (c *Cursor) To(n int64) error {
	defer c.h.gate.pass()()
	b := c.h.blockOf(func(b *block) bool { return b.first < n || b.first == 0 })
	before, err := c.arrive(b, func(p *part) bool { return p.end >= n })
	if err != nil {
		return err
	}
	c.into(min(max(int(n-b.first), 0), c.rows.len()), before)
	return nil
}

// ToTime goes to a time: after what had happened by then.
func (c *Cursor) ToTime(t time.Time) error {
	defer c.h.gate.pass()()
	b := c.h.blockOf(func(b *block) bool { return !b.begin.After(t) })
	before, err := c.arrive(b, func(p *part) bool { return p.last.After(t) })
	if err != nil {
		return err
	}
	n := 0
	for rest := c.rows.from(n); len(rest) > 0; rest = c.rows.from(n) {
		some := beforeTime(rest, t)
		if n += some; some < len(rest) {
			break
		}
	}
	c.into(n, before)
	return nil
}

// beforeTime is how many of some events there are before one that is after a time.
func beforeTime(events []event.Event, t time.Time) int {
	for i := range events {
		if events[i].Time.After(t) {
			return i
		}
	}
	return len(events)
}

// blockOf is the last block that fits, or the first.
func (h *History) blockOf(fits func(*block) bool) *block {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, b := range slices.Backward(h.blocks) {
		if b.count > 0 && fits(b) {
			return b
		}
	}
	return h.blocks[0]
}

// into goes to after the first n events of the block that the cursor has entered; before
// is the state before that, if it has been made.
func (c *Cursor) into(n int, before *state.State) {
	b := c.block
	goal := b.first + int64(n)
	if c.State == nil || c.at < b.first || c.at > goal {
		if before == nil {
			before = c.h.stateBefore(b)
		}
		c.State, c.from, c.at, c.last = before, b, b.first, event.Event{}
	}
	for c.at < goal {
		some := c.rows.from(int(c.at - b.first))
		c.apply(some[:min(int64(len(some)), goal-c.at)])
	}
}

// indexed is of how many snapshots it is kept where things are in them, which takes
// megabytes where many are alive: of those that were made a State last.
const indexed = 4

// stateBefore is the state before a block.
func (h *History) stateBefore(b *block) *state.State {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := slices.Index(h.indexed, b.before); i >= 0 {
		h.indexed = slices.Delete(h.indexed, i, i+1)
	} else if len(h.indexed) == indexed {
		h.indexed[0].Unindex()
		h.indexed = slices.Delete(h.indexed, 0, 1)
	}
	h.indexed = append(h.indexed, b.before)
	s := b.before.State()
	if h.shared && !h.closed { // who reads on changes what it shares, with the lock
		s.Beside(&h.mu)
	}
	return s
}

// leave makes the State of a cursor its own, where it was made of a snapshot that is let
// go of. The lock is held.
func (c *Cursor) leave(gone []*block) {
	if c.from != nil && slices.Contains(gone, c.from) {
		c.State.Whole()
		c.from = nil
	}
}

// apply goes on by events, which are all in one row.
func (c *Cursor) apply(events []event.Event) {
	events = c.h.withPixels(c.at, events)
	c.State.Apply(events...)
	c.at += int64(len(events))
	c.last = events[len(events)-1]
}

// arrive enters a block to go to somewhere in it. What is read of it and the state before
// it are made at once; the state is nil where the cursor may go on from where it is.
func (c *Cursor) arrive(b *block, enough func(*part) bool) (before *state.State, err error) {
	if c.State != nil && (c.at == b.first || c.block == b && c.at > b.first) {
		return nil, c.enter(b, enough)
	}
	var making sync.WaitGroup
	making.Go(func() { before = c.h.stateBefore(b) })
	err = c.enter(b, enough)
	making.Wait()
	return before, err
}

// enter reads the events of a block, as far as there are any now, or up to the part
// that is enough.
func (c *Cursor) enter(b *block, enough func(*part) bool) error {
	var read rows
	if c.block == b {
		read = c.rows
	}
	read, err := c.h.read(b, read, enough)
	if err != nil {
		return fmt.Errorf("go to %s: %w", b.begin.Format(time.TimeOnly), err)
	}
	c.block, c.rows = b, read
	return nil
}

// all is a part that is never enough.
func all(*part) bool { return false }

// read are the events of a block, of which some have been read before.
func (h *History) read(b *block, read rows, enough func(*part) bool) (rows, error) {
	h.mu.Lock()
	parts := slices.Clone(b.parts) // others may change them meanwhile
	h.mu.Unlock()
	return readAgain(b.first, parts, read, enough)
}

// readAgain reads the parts of a block, by as many goroutines as there are processors.
func readAgain(first int64, parts []part, rows rows, enough func(*part) bool) (rows, error) {
	at := first + int64(rows.len())
	begin := slices.IndexFunc(parts, func(p part) bool { return p.end > at })
	if begin < 0 {
		return rows, nil
	}
	if begin > 0 && enough(&parts[begin-1]) {
		return rows, nil
	}
	if end := slices.IndexFunc(parts[begin:], func(p part) bool { return enough(&p) }); end >= 0 {
		parts = parts[:begin+end+1]
	}
	parts = parts[begin:]
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range parts {
		if p := &parts[i]; p.again != nil {
			group.Go(p.read)
		}
	}
	if err := group.Wait(); err != nil {
		return rows, err
	}
	for _, p := range parts {
		rows.addFrom(&p.rows, int(max(at-(p.end-int64(p.count)), 0))) // of the first some may be there
	}
	return rows, nil
}

// read reads the events of a part.
func (p *part) read() error {
	some, err := p.again()
	if err != nil {
		return err
	}
	if len(some) < p.count {
		return fmt.Errorf("there are only %d of %d events where they were: has the file changed?", len(some), p.count)
	}
	p.rows = rows{}
	p.rows.add(some[:p.count])
	return nil
}

// Peek is the next event, which the cursor has not passed; false where there is none
// now.
func (c *Cursor) Peek() (event.Event, bool, error) {
	rest, err := c.rest()
	if err != nil || len(rest) == 0 {
		return event.Event{}, false, err
	}
	return c.h.withPixels(c.at, rest[:1])[0], true, nil
}

// rest are the next events that are at hand and lie together.
func (c *Cursor) rest() ([]event.Event, error) {
	for {
		if rest := c.rows.from(int(c.at - c.block.first)); len(rest) > 0 {
			return rest, nil
		}
		b := c.h.after(c.block, c.at)
		if b == nil {
			return nil, nil
		}
		there := c.h.gate.pass()
		err := c.enter(b, func(p *part) bool { return p.end > c.at })
		if there(); err != nil {
			return nil, err
		}
		if c.at < b.first { // what was between has been let go of
			if err := c.To(b.first); err != nil {
				return nil, err
			}
		}
	}
}

// after is the block that has the event n, or the first after it; nil where there is
// none now.
func (h *History) after(now *block, n int64) *block {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n >= h.added {
		return nil
	}
	if now.first <= n && n < now.first+int64(now.count) {
		return now
	}
	for _, b := range h.blocks {
		if n < b.first+int64(b.count) {
			return b
		}
	}
	return nil
}

// Next goes on by an event; false where there is none now.
func (c *Cursor) Next() (bool, error) {
	rest, err := c.rest()
	if err != nil || len(rest) == 0 {
		return false, err
	}
	c.apply(rest[:1])
	return true, nil
}

// Until goes on to a time, by no more than so many events: after what has happened
// by then. It returns by how many.
func (c *Cursor) Until(t time.Time, most int) (n int, err error) {
	for n < most {
		rest, err := c.rest()
		if err != nil || len(rest) == 0 {
			return n, err
		}
		some := beforeTime(rest[:min(len(rest), most-n)], t)
		if some == 0 {
			return n, nil
		}
		c.apply(rest[:some])
		n += some
	}
	return n, nil
}

// Before is where a cursor would be right after the last event for which is holds,
// of those before the one that the cursor is right after; false where there is none.
func (c *Cursor) Before(is func(*event.Event) bool) (n int64, there bool, err error) {
	defer c.h.gate.pass()()
	for at := c.at - 1; ; {
		b := c.h.blockOf(func(b *block) bool { return b.first < at })
		if at <= b.first {
			return 0, false, nil
		}
		events := c.rows
		if b != c.block || int64(events.len()) < at-b.first {
			if events, err = c.h.read(b, rows{}, all); err != nil {
				return 0, false, fmt.Errorf("go back to %s: %w", b.begin.Format(time.TimeOnly), err)
			}
		}
		if i := events.lastBefore(int(at-b.first), is); i >= 0 {
			return b.first + int64(i) + 1, true, nil
		}
		at = b.first
	}
}

// Forward goes on to right after the next event for which is holds; false where there
// is none now, and it stays where it was.
func (c *Cursor) Forward(is func(*event.Event) bool) (bool, error) {
	defer c.h.gate.pass()()
	const most = 100_000 // what is worth a step comes before
	for n := int64(0); n < most; {
		rest, err := c.ahead(n)
		if err != nil || len(rest) == 0 {
			return false, err
		}
		for i := range rest {
			if is(&rest[i]) {
				return true, c.To(c.at + n + int64(i) + 1)
			}
		}
		n += int64(len(rest))
	}
	return false, nil
}

// ahead are events that are n and more after the cursor, and lie together.
func (c *Cursor) ahead(n int64) ([]event.Event, error) {
	b := c.h.after(c.block, c.at+n)
	if b == nil {
		return nil, nil
	}
	at := int(max(c.at+n-b.first, 0))
	if b == c.block { // as far as it has been read
		if some := c.rows.from(at); len(some) > 0 {
			return some, nil
		}
		if err := c.enter(b, func(p *part) bool { return p.end > b.first+int64(at) }); err != nil {
			return nil, err
		}
		return c.rows.from(at), nil
	}
	events, err := c.h.read(b, rows{}, func(p *part) bool { return p.end > b.first+int64(at) })
	if err != nil {
		return nil, fmt.Errorf("go on to %s: %w", b.begin.Format(time.TimeOnly), err)
	}
	return events.from(at), nil
}
