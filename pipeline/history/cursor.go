package history

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Cursor is somewhere in a history, with the State of there. It belongs to one
// goroutine.
type Cursor struct {
	State *state.State // after the events before the cursor

	h      *History
	at     int64 // how many events there are before it
	block  *block
	events []event.Event // of the block, as far as they have been read
	last   event.Event   // the event before the cursor; none at the begin of a block
}

// Cursor returns one after the first n events: as far back, or as far on, as there
// are any.
func (h *History) Cursor(n int64) (*Cursor, error) {
	c := &Cursor{h: h}
	return c, c.To(n)
}

// At is how many events are before the cursor.
func (c *Cursor) At() int64 { return c.at }

// Last is the event before the cursor; false where it is not known.
func (c *Cursor) Last() (event.Event, bool) { return c.last, c.last.Seq > 0 || !c.last.Time.IsZero() }

// To goes to after the first n events.
func (c *Cursor) To(n int64) error {
	b := c.h.blockOf(func(b *block) bool { return b.first < n || b.first == 0 })
	return c.into(b, n, func(*event.Event) bool { return true }, func(p *part) bool { return p.end >= n })
}

// ToTime goes to a time: after what had happened by then.
func (c *Cursor) ToTime(t time.Time) error {
	b := c.h.blockOf(func(b *block) bool { return !b.begin.After(t) })
	return c.into(b, 1<<62, func(e *event.Event) bool { return !e.Time.After(t) }, func(p *part) bool { return p.last.After(t) })
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

// into goes into a block, to the nth event or the first that is not before; enough says
// which part of the block has it.
func (c *Cursor) into(b *block, n int64, before func(*event.Event) bool, enough func(*part) bool) error {
	if err := c.enter(b, enough); err != nil {
		return err
	}
	goal := b.first
	for i := range c.events {
		if goal >= n || !before(&c.events[i]) {
			break
		}
		goal++
	}
	if c.State == nil || c.at < b.first || c.at > goal {
		c.h.mu.Lock() // its snapshot shares with what is folded meanwhile
		c.State = b.before.State()
		c.h.mu.Unlock()
		c.at, c.last = b.first, event.Event{}
	}
	if c.at < goal {
		c.apply(c.events[c.at-b.first : goal-b.first])
	}
	return nil
}

// apply goes on by events.
func (c *Cursor) apply(events []event.Event) {
	c.State.Apply(events...)
	c.at += int64(len(events))
	c.last = events[len(events)-1]
}

// enter reads the events of a block, as far as there are any now, or up to the part
// that is enough.
func (c *Cursor) enter(b *block, enough func(*part) bool) error {
	var events []event.Event // that have been read
	if c.block == b {
		events = c.events
	}
	events, err := c.h.read(b, events, enough)
	if err != nil {
		return fmt.Errorf("go back to %s: %w", b.begin.Format(time.TimeOnly), err)
	}
	c.block, c.events = b, events
	return nil
}

// all is a part that is never enough.
func all(*part) bool { return false }

// read are the events of a block, of which some have been read before.
func (h *History) read(b *block, events []event.Event, enough func(*part) bool) ([]event.Event, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if parts := b.parts[:len(b.parts):len(b.parts)]; len(parts) > 0 {
		h.mu.Unlock() // others may add to it meanwhile
		defer h.mu.Lock()
		return readAgain(b.first, parts, events, enough)
	}
	if len(events) == b.count {
		return events, nil
	}
	events = slices.Grow(events, b.count-len(events))
	at := 0 // where the next begin
	for _, some := range b.events {
		if at += len(some); at > len(events) {
			events = append(events, some[len(events)-(at-len(some)):]...)
		}
	}
	h.withPixels(b, events)
	return events, nil
}

// readAgain reads the parts of a block, by as many goroutines as there are processors.
func readAgain(first int64, parts []part, events []event.Event, enough func(*part) bool) ([]event.Event, error) {
	begin := slices.IndexFunc(parts, func(p part) bool { return p.end > first+int64(len(events)) })
	if begin < 0 {
		return events, nil
	}
	if begin > 0 && enough(&parts[begin-1]) {
		return events, nil
	}
	if end := slices.IndexFunc(parts[begin:], func(p part) bool { return enough(&p) }); end >= 0 {
		parts = parts[:begin+end+1]
	}
	parts = parts[begin:]
	read := make([][]event.Event, len(parts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range parts {
		group.Go(func() (err error) {
			read[i], err = parts[i].read()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	n := 0
	for _, some := range read {
		n += len(some)
	}
	events = slices.Grow(events, n)
	for _, some := range read {
		events = append(events, some...)
	}
	return events, nil
}

// read reads the events of a part.
func (p *part) read() ([]event.Event, error) {
	some, err := p.again()
	if err != nil {
		return nil, err
	}
	if len(some) < p.count {
		return nil, fmt.Errorf("there are only %d of %d events where they were: has the file changed?", len(some), p.count)
	}
	return some[:p.count], nil
}

// Peek is the next event, which the cursor has not passed; false where there is none
// now.
func (c *Cursor) Peek() (event.Event, bool, error) {
	rest, err := c.rest()
	if err != nil || len(rest) == 0 {
		return event.Event{}, false, err
	}
	return rest[0], true, nil
}

// rest are the next events that are at hand.
func (c *Cursor) rest() ([]event.Event, error) {
	for {
		if i := c.at - c.block.first; i < int64(len(c.events)) {
			return c.events[i:], nil
		}
		b := c.h.after(c.block, c.at)
		if b == nil {
			return nil, nil
		}
		if err := c.enter(b, func(p *part) bool { return p.end > c.at }); err != nil {
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
		some := 0
		for some < len(rest) && n+some < most && !rest[some].Time.After(t) {
			some++
		}
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
	for at := c.at - 1; ; {
		b := c.h.blockOf(func(b *block) bool { return b.first < at })
		if at <= b.first {
			return 0, false, nil
		}
		events := c.events
		if b != c.block || int64(len(events)) < at-b.first {
			if events, err = c.h.read(b, nil, all); err != nil {
				return 0, false, fmt.Errorf("go back to %s: %w", b.begin.Format(time.TimeOnly), err)
			}
		}
		for i := at - b.first - 1; i >= 0; i-- {
			if is(&events[i]) {
				return b.first + i + 1, true, nil
			}
		}
		at = b.first
	}
}

// Forward goes on to right after the next event for which is holds; false where there
// is none now, and it stays where it was.
func (c *Cursor) Forward(is func(*event.Event) bool) (bool, error) {
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

// ahead are events that are n and more after the cursor.
func (c *Cursor) ahead(n int64) ([]event.Event, error) {
	b := c.h.after(c.block, c.at+n)
	if b == nil {
		return nil, nil
	}
	events, err := c.h.read(b, nil, all)
	if err != nil {
		return nil, fmt.Errorf("go on to %s: %w", b.begin.Format(time.TimeOnly), err)
	}
	return events[max(c.at+n-b.first, 0):], nil
}
