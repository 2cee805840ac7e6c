package state

import (
	"iter"
	"strings"
	"time"
)

// dueList is a heap of the messages that are visible by time alone, the next on
// top. Of two at the same time the lesser id comes first.
type dueList struct {
	pages[entry]
	lent *lent // nil: all of them are the State's own
}

func newDueList(e *epoch) dueList { return dueList{pages: newPages[entry](e)} }

// agenda is one of a snapshot for a State that is made of it.
func (l *lent) agenda(of *dueList) dueList { return dueList{of.lend(l.to.epoch), l} }

// mine is the State's own message of an entry.
func (a *dueList) mine(e *entry) *Message {
	if a.lent != nil {
		return a.lent.message(e.m)
	}
	return e.m
}

// entry is a message in an agenda, with the time it is entered for.
type entry struct {
	at time.Time
	m  *Message
}

// before tells whether an entry comes before another.
func (e *entry) before(o *entry) bool {
	if order := e.at.Compare(o.at); order != 0 {
		return order < 0
	}
	return strings.Compare(e.m.ID, o.m.ID) < 0
}

// visibleBefore tells whether a message is visible before another, and of two at
// the same time comes before it.
func (m *Message) visibleBefore(o *Message) bool {
	return (&entry{m.VisibleAt, m}).before(&entry{o.VisibleAt, o})
}

// set enters a message for its VisibleAt, or moves it there.
func (a *dueList) set(m *Message) {
	if m.turn == 0 {
		a.push(entry{m.VisibleAt, m})
		m.due, m.turn = a, a.n
		a.up(a.n - 1)
		return
	}
	i := m.turn - 1
	if !a.ref(i).at.Equal(m.VisibleAt) {
		a.own(i).at = m.VisibleAt
		if !a.up(i) {
			a.down(i)
		}
	}
}

// remove takes a message out.
func (a *dueList) remove(m *Message) {
	i, last := m.turn-1, a.n-1
	m.due, m.turn = nil, 0
	moved := a.at(last)
	a.cut(last)
	if i == last {
		return
	}
	a.put(i, moved)
	if !a.up(i) {
		a.down(i)
	}
}

// put puts an entry at a place.
func (a *dueList) put(i int, e entry) {
	e.m = a.mine(&e)
	*a.own(i) = e
	e.m.turn = i + 1
}

// up brings an entry to its place towards the top, and tells whether it moved.
func (a *dueList) up(i int) bool {
	e, from := a.at(i), i
	for i > 0 {
		parent := (i - 1) / 2
		if !e.before(a.ref(parent)) {
			break
		}
		a.put(i, a.at(parent))
		i = parent
	}
	if i == from {
		return false
	}
	a.put(i, e)
	return true
}

// down brings an entry to its place away from the top.
func (a *dueList) down(i int) {
	e := a.at(i)
	for {
		child := 2*i + 1
		if child >= a.n {
			break
		}
		if right := child + 1; right < a.n && a.ref(right).before(a.ref(child)) {
			child = right
		}
		if !a.ref(child).before(&e) {
			break
		}
		a.put(i, a.at(child))
		i = child
	}
	a.put(i, e)
}

// due is the first message, if its time has come by now; else nil.
func (a *dueList) due(now time.Time) *Message {
	if a.n == 0 || now.Before(a.ref(0).at) {
		return nil
	}
	return a.mine(a.ref(0))
}

// until are the messages that are due by now, in no order. It looks at no more
// than twice as many as there are, and one.
func (a *dueList) until(now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) { a.visit(0, now, yield) }
}

func (a *dueList) visit(i int, now time.Time, yield func(*Message) bool) bool {
	if i >= a.n || now.Before(a.ref(i).at) {
		return true
	}
	return yield(a.mine(a.ref(i))) && a.visit(2*i+1, now, yield) && a.visit(2*i+2, now, yield)
}

// before is how many entries come before another.
func (a *dueList) before(e *entry) int { return a.countBefore(0, e) }

func (a *dueList) countBefore(i int, e *entry) int {
	if i >= a.n || !a.ref(i).before(e) {
		return 0
	}
	return 1 + a.countBefore(2*i+1, e) + a.countBefore(2*i+2, e)
}

// inOrder goes through the messages, the next first. It costs what is taken of it,
// however many there are: an entry comes after the one above it, so that the next
// is always one of those below what has been taken.
func (a *dueList) inOrder() *ordered {
	o := &ordered{of: a}
	if a.n > 0 {
		o.add(0)
	}
	return o
}

// ordered are the places in an agenda that may be next, as a heap with the earliest
// on top.
type ordered struct {
	of *dueList
	at []int
}

// next is the next message, nil after the last.
func (o *ordered) next() *Message {
	if len(o.at) == 0 {
		return nil
	}
	i := o.take()
	for child := 2*i + 1; child <= 2*i+2 && child < o.of.n; child++ {
		o.add(child)
	}
	return o.of.mine(o.of.ref(i))
}

func (o *ordered) add(place int) {
	o.at = append(o.at, place)
	i := len(o.at) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !o.of.ref(place).before(o.of.ref(o.at[parent])) {
			break
		}
		o.at[i] = o.at[parent]
		i = parent
	}
	o.at[i] = place
}

func (o *ordered) take() int {
	top, last := o.at[0], len(o.at)-1
	place := o.at[last]
	o.at = o.at[:last]
	if last == 0 {
		return top
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= last {
			break
		}
		if right := child + 1; right < last && o.of.ref(o.at[right]).before(o.of.ref(o.at[child])) {
			child = right
		}
		if !o.of.ref(o.at[child]).before(o.of.ref(place)) {
			break
		}
		o.at[i] = o.at[child]
		i = child
	}
	o.at[i] = place
	return top
}
