package state

import (
	"iter"
	"time"
)

// What is in work: messages in flight, those that back off, and those that are
// visible again though a worker goes on with them.

// InWork are the messages in work, in no order.
func (s *State) InWork(now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for _, messages := range [...]iter.Seq[*Message]{s.In(InFlight, now), s.In(Returned, now), s.Late(now)} {
			for m := range messages {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// AllInWork is how many messages are in work. It costs what is due.
func (s *State) AllInWork(now time.Time) int {
	st := s.counted(now)
	return st.InWork + st.BackingOff + st.Late
}

// IsInWork tells whether a message is among those in work.
func (s *State) IsInWork(m *Message, now time.Time) bool {
	switch m.Phase(now) {
	case InFlight, Returned:
		return true
	case Waiting:
		return m.goesOn()
	case Delayed, Dead, Done, Purged, Redriven:
	}
	return false
}

// FirstInWork are the messages in work, the one whose countdown ends first to
// begin with. It costs what is taken of it, and what is due.
func (s *State) FirstInWork(now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		flight, apart := s.rosters.flight.inOrder(), s.rosters.apart.inOrder()
		for m, other := flight.next(), apart.next(); m != nil || other != nil; {
			next := m
			if m == nil || other != nil && other.visibleBefore(m) {
				next, other = other, apart.next()
			} else {
				m = flight.next()
			}
			if s.IsInWork(next, now) && !yield(next) {
				return
			}
		}
	}
}

// PlaceInWork is how many messages come before one of those in work in
// FirstInWork. It costs as many, and what is due.
func (s *State) PlaceInWork(m *Message, now time.Time) int {
	its := entry{m.VisibleAt, m}
	n := s.rosters.flight.before(&its) + s.rosters.apart.before(&its)
	for o := range s.rosters.flight.until(now) {
		if !s.IsInWork(o, now) && o.visibleBefore(m) {
			n--
		}
	}
	return n
}
