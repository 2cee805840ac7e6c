package consume

import (
	"context"
	"sync"
)

// channel is a bounded channel between two goroutines of a model, as Go's own is:
// who puts into a full one waits, and so does who takes from an empty one. Unlike
// Go's its size may change while it is used, and it says how full it is, in the
// order in which that changed. It is safe for use by many goroutines; who puts into
// it closes it.
type channel[T any] struct {
	mu      sync.Mutex
	items   []T
	claimed int // by those who wait for something else before they take one
	size    int
	closed  bool
	changed chan struct{} // closed at the next change, for all who wait for one
	// gate is what each hand-over goes through: the world's.
	gate func(ctx context.Context, do func())
}

func newChannel[T any](gate func(ctx context.Context, do func())) *channel[T] {
	return &channel[T]{changed: make(chan struct{}), gate: gate}
}

// put waits for a place and reports whether it had one before ctx ended. stored is
// called when it has, with how full the channel is; blocked if it has to wait.
func (c *channel[T]) put(ctx context.Context, item T, blocked func(), stored func(fill, size int)) bool {
	for first := true; ctx.Err() == nil; first = false {
		var changed <-chan struct{}
		c.gate(ctx, func() {
			if changed = c.store(item, stored); changed != nil && first {
				blocked()
			}
		})
		if changed == nil {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	return false
}

// store puts an item where there is a place; else it returns what is closed at the next
// change.
func (c *channel[T]) store(item T, stored func(fill, size int)) (changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.items) >= c.size {
		return c.changed
	}
	c.items = append(c.items, item)
	stored(len(c.items), c.size)
	c.change()
	return nil
}

// take waits for an item: false when ctx has ended, or the channel is closed and
// empty. taken is called with the item, and how full the channel is then; blocked if
// it has to wait.
func (c *channel[T]) take(ctx context.Context, blocked func(), taken func(item T, fill, size int)) (item T, ok bool) {
	for c.claim(ctx, blocked) {
		if item, ok = c.collect(ctx, taken); ok {
			return item, true
		}
	}
	return item, false
}

// claim waits for an item that nobody else has claimed, and leaves it where it is, until
// it is collected: so each item calls one of those who wait, and what is drawn of the
// channel is what waits in it. It reports false as take does.
func (c *channel[T]) claim(ctx context.Context, blocked func()) bool {
	for first := true; ctx.Err() == nil; first = false {
		c.mu.Lock()
		if len(c.items) > c.claimed {
			c.claimed++
			c.mu.Unlock()
			return true
		}
		closed, changed := c.closed, c.changed
		c.mu.Unlock()
		if closed {
			break
		}
		if first {
			c.gate(ctx, blocked)
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	return false
}

// collect takes the first item for a claim. It reports false where somebody took the
// rest meanwhile.
func (c *channel[T]) collect(ctx context.Context, taken func(item T, fill, size int)) (item T, ok bool) {
	c.gate(ctx, func() { item, ok = c.pull(taken) })
	return item, ok
}

// pull is collect, inside.
func (c *channel[T]) pull(taken func(item T, fill, size int)) (item T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.claimed--
	if len(c.items) == 0 {
		return item, false
	}
	item = c.items[0]
	var none T
	c.items[0] = none // what it holds is not kept
	c.items = c.items[1:]
	taken(item, len(c.items), c.size)
	c.change()
	return item, true
}

// rest takes what is left.
func (c *channel[T]) rest() []T {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := c.items
	c.items = nil
	c.change()
	return rest
}

// resize changes how many it holds. Those that are too many stay until they are taken.
func (c *channel[T]) resize(size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size = size
	c.change()
}

// close says that nothing more is put into it.
func (c *channel[T]) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.change()
}

// change wakes who waits. The lock is held.
func (c *channel[T]) change() {
	close(c.changed)
	c.changed = make(chan struct{})
}
