package sqs

import (
	"container/heap"
	"time"
)

// agenda is a heap of messages, the one that falls due first on top. Each
// message remembers its slot, so that any can be taken out in O(log n).
type agenda struct {
	messages []*message
	due      func(*message) time.Time
	slot     func(*message) *int
}

func newVisibilityAgenda() agenda {
	return agenda{
		due:  func(m *message) time.Time { return m.visibleAt },
		slot: func(m *message) *int { return &m.agendaSlot },
	}
}

func newExpiryAgenda() agenda {
	return agenda{
		due:  func(m *message) time.Time { return m.sentAt },
		slot: func(m *message) *int { return &m.expirySlot },
	}
}

func (a *agenda) len() int { return len(a.messages) }

// first is the message that falls due first; nil if there is none.
func (a *agenda) first() *message {
	if len(a.messages) == 0 {
		return nil
	}
	return a.messages[0]
}

// firstBy is the first message if it has fallen due by now, else nil.
func (a *agenda) firstBy(now time.Time) *message {
	m := a.first()
	if m == nil || a.due(m).After(now) {
		return nil
	}
	return m
}

// earliest is the first n messages in order. It walks the heap from the top, so
// that it costs O(n log n) however many there are.
func (a *agenda) earliest(n int) []*message {
	found := make([]*message, 0, min(n, len(a.messages)))
	var edge slotHeap // slots whose parents have all been found
	edge.agenda = a
	if len(a.messages) > 0 {
		heap.Push(&edge, 0)
	}
	for len(found) < cap(found) {
		i := heap.Pop(&edge).(int) //nolint:forcetypeassert // the heap holds nothing else
		found = append(found, a.messages[i])
		for child := 2*i + 1; child <= 2*i+2 && child < len(a.messages); child++ {
			heap.Push(&edge, child)
		}
	}
	return found
}

// slotHeap orders slots of an agenda by their messages.
type slotHeap struct {
	agenda *agenda
	slots  []int
}

func (h *slotHeap) Len() int           { return len(h.slots) }
func (h *slotHeap) Less(i, j int) bool { return h.agenda.less(h.slots[i], h.slots[j]) }
func (h *slotHeap) Swap(i, j int)      { h.slots[i], h.slots[j] = h.slots[j], h.slots[i] }

// Push adds a slot; container/heap calls it.
func (h *slotHeap) Push(x any) { h.slots = append(h.slots, x.(int)) } //nolint:forcetypeassert // only slots are pushed

// Pop takes the last slot; container/heap calls it.
func (h *slotHeap) Pop() any {
	last := h.slots[len(h.slots)-1]
	h.slots = h.slots[:len(h.slots)-1]
	return last
}

func (a *agenda) add(m *message) {
	*a.slot(m) = len(a.messages)
	a.messages = append(a.messages, m)
	a.up(len(a.messages) - 1)
}

func (a *agenda) remove(m *message) {
	i, last := *a.slot(m), len(a.messages)-1
	a.swap(i, last)
	a.messages[last] = nil
	a.messages = a.messages[:last]
	if i < last && !a.down(i) {
		a.up(i)
	}
}

func (a *agenda) less(i, j int) bool {
	x, y := a.messages[i], a.messages[j]
	dx, dy := a.due(x), a.due(y)
	if dx.Equal(dy) {
		return x.seq < y.seq
	}
	return dx.Before(dy)
}

func (a *agenda) swap(i, j int) {
	a.messages[i], a.messages[j] = a.messages[j], a.messages[i]
	*a.slot(a.messages[i]), *a.slot(a.messages[j]) = i, j
}

func (a *agenda) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !a.less(i, parent) {
			return
		}
		a.swap(i, parent)
		i = parent
	}
}

// down reports whether the message moved.
func (a *agenda) down(i int) bool {
	start := i
	for {
		child := 2*i + 1
		if child >= len(a.messages) {
			return i > start
		}
		if right := child + 1; right < len(a.messages) && a.less(right, child) {
			child = right
		}
		if !a.less(child, i) {
			return i > start
		}
		a.swap(i, child)
		i = child
	}
}
