package sqs

import (
	"container/heap"
	"time"
)

// dueMessages is a heap of messages, the one that falls due first on top. Each
// message remembers its slot, so that any can be taken out in O(log n).
type dueMessages struct {
	messages []*message
	at       func(*message) time.Time
	slot     func(*message) *int
}

func newDueByVisibility() dueMessages {
	return dueMessages{
		at:   func(m *message) time.Time { return m.visibleAt },
		slot: func(m *message) *int { return &m.dueSlot },
	}
}

func newDueByExpiry() dueMessages {
	return dueMessages{
		at:   func(m *message) time.Time { return m.sentAt },
		slot: func(m *message) *int { return &m.expirySlot },
	}
}

func (d *dueMessages) len() int { return len(d.messages) }

// first is the message that falls due first; nil if there is none.
func (d *dueMessages) first() *message {
	if len(d.messages) == 0 {
		return nil
	}
	return d.messages[0]
}

// firstBy is the first message if it has fallen due by now, else nil.
func (d *dueMessages) firstBy(now time.Time) *message {
	m := d.first()
	if m == nil || d.at(m).After(now) {
		return nil
	}
	return m
}

// earliest is the first n messages in order. It walks the heap from the top, so
// that it costs O(n log n) however many there are.
func (d *dueMessages) earliest(n int) []*message {
	found := make([]*message, 0, min(n, len(d.messages)))
	var edge slotHeap // slots whose parents have all been found
	edge.due = d
	if len(d.messages) > 0 {
		heap.Push(&edge, 0)
	}
	for len(found) < cap(found) {
		i := heap.Pop(&edge).(int) //nolint:forcetypeassert // the heap holds nothing else
		found = append(found, d.messages[i])
		for child := 2*i + 1; child <= 2*i+2 && child < len(d.messages); child++ {
			heap.Push(&edge, child)
		}
	}
	return found
}

// slotHeap orders slots of a dueMessages by their messages.
type slotHeap struct {
	due   *dueMessages
	slots []int
}

func (h *slotHeap) Len() int           { return len(h.slots) }
func (h *slotHeap) Less(i, j int) bool { return h.due.less(h.slots[i], h.slots[j]) }
func (h *slotHeap) Swap(i, j int)      { h.slots[i], h.slots[j] = h.slots[j], h.slots[i] }

// Push adds a slot; container/heap calls it.
func (h *slotHeap) Push(x any) { h.slots = append(h.slots, x.(int)) } //nolint:forcetypeassert // only slots are pushed

// Pop takes the last slot; container/heap calls it.
func (h *slotHeap) Pop() any {
	last := h.slots[len(h.slots)-1]
	h.slots = h.slots[:len(h.slots)-1]
	return last
}

func (d *dueMessages) add(m *message) {
	*d.slot(m) = len(d.messages)
	d.messages = append(d.messages, m)
	d.up(len(d.messages) - 1)
}

func (d *dueMessages) remove(m *message) {
	i, last := *d.slot(m), len(d.messages)-1
	d.swap(i, last)
	d.messages[last] = nil
	d.messages = d.messages[:last]
	if i < last && !d.down(i) {
		d.up(i)
	}
}

func (d *dueMessages) less(i, j int) bool {
	x, y := d.messages[i], d.messages[j]
	dx, dy := d.at(x), d.at(y)
	if dx.Equal(dy) {
		return x.seq < y.seq
	}
	return dx.Before(dy)
}

func (d *dueMessages) swap(i, j int) {
	d.messages[i], d.messages[j] = d.messages[j], d.messages[i]
	*d.slot(d.messages[i]), *d.slot(d.messages[j]) = i, j
}

func (d *dueMessages) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !d.less(i, parent) {
			return
		}
		d.swap(i, parent)
		i = parent
	}
}

// down reports whether the message moved.
func (d *dueMessages) down(i int) bool {
	start := i
	for {
		child := 2*i + 1
		if child >= len(d.messages) {
			return i > start
		}
		if right := child + 1; right < len(d.messages) && d.less(right, child) {
			child = right
		}
		if !d.less(child, i) {
			return i > start
		}
		d.swap(i, child)
		i = child
	}
}
