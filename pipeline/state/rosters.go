package state

import (
	"iter"
	"time"

	"inflight/pipeline/event"
)

// place is where a message alive is counted and listed.
type place uint8

const (
	nowhere place = iota
	visiblePlace
	latePlace // visible, though a worker goes on with it
	delayedPlace
	inWorkPlace
	backingOffPlace
	deadPlace
	places
)

// rosters keep the messages alive by where they are, so that counting costs
// nothing and listing costs what is listed. What changes by time alone is due at
// its VisibleAt.
type rosters struct {
	at [places]roster
	// Those in flight or backing off, and those delayed, of which it is known until
	// when; and those in work to which time does nothing, to list them in order.
	flight, delayed, apart dueList
}

// newRosters are rosters of nothing.
func newRosters(e *epoch) rosters {
	r := rosters{flight: newDueList(e), delayed: newDueList(e), apart: newDueList(e)}
	for i := range r.at {
		r.at[i] = roster{newList[Message](e)}
	}
	return r
}

// roster is the messages of one place, in the order in which they came there.
type roster struct{ list[Message] }

func (r *roster) add(m *Message) {
	m.slot = r.n
	r.push(m)
}

func (r *roster) drop(m *Message) { r.list.drop(m.slot, func(m *Message, to int) { m.slot = to }) }

// settle puts a message where it belongs, after anything about it has changed.
func (s *State) settle(m *Message) {
	s.place(m, m.belongs())
}

// place puts a message into a roster, and into the agenda where it changes by
// time alone.
func (s *State) place(m *Message, to place) {
	r := &s.rosters
	s.color(m, to)
	if to != m.place {
		if m.place != nowhere {
			r.at[m.place].drop(m)
		}
		if m.place = to; to != nowhere {
			r.at[to].add(m)
		}
	}
	a := r.dueListOf(m)
	if m.due != nil && m.due != a {
		m.due.remove(m)
	}
	if a != nil {
		a.set(m)
	}
}

// color keeps the hue of an image for it while a message of it is alive; a dead
// letter is red, and has none.
func (s *State) color(m *Message, to place) {
	shown := to != nowhere && to != deadPlace
	if m.tint != nil && (!shown || m.tint.identity != m.Identity()) {
		s.hues.release(m.tint)
		m.tint = nil
	}
	if shown && m.tint == nil {
		m.tint = s.hues.hold(m.Identity())
	}
}

// belongs is where a message is, going by the events alone.
func (m *Message) belongs() place {
	switch m.phase {
	case Waiting:
		if m.goesOn() {
			return latePlace
		}
		return visiblePlace
	case Delayed:
		return delayedPlace
	case InFlight:
		return inWorkPlace
	case Returned:
		return backingOffPlace
	case Dead:
		return deadPlace
	case Done, Purged, Redriven:
	}
	return nowhere
}

// goesOn tells whether a worker of ours holds the message and lives, so that it is late
// once it is visible. Of somebody outside nobody says that they go on, and a person's
// hand is empty then.
func (m *Message) goesOn() bool {
	r := m.latest()
	return r != nil && event.Works(r.Worker) && r.Ended.IsZero() && !r.Dead
}

// dueListOf is the agenda for a message, by where it is; nil where none lists it.
func (r *rosters) dueListOf(m *Message) *dueList {
	switch m.place {
	case delayedPlace:
		if !m.VisibleAt.IsZero() {
			return &r.delayed
		}
	case inWorkPlace, backingOffPlace:
		if m.VisibleAt.IsZero() {
			return &r.apart
		}
		return &r.flight
	case latePlace:
		return &r.apart
	case nowhere, visiblePlace, deadPlace, places:
	}
	return nil
}

// ripen makes visible what time alone has made visible until now.
func (s *State) ripen(now time.Time) {
	for {
		m := s.rosters.flight.due(now)
		if d := s.rosters.delayed.due(now); m == nil || d != nil && d.visibleBefore(m) {
			m = d
		}
		if m == nil {
			return
		}
		s.writes(m)
		m.phase = Waiting
		s.settle(m)
	}
}

// In are the messages in a phase at now, in the order in which they came there,
// as far as somebody wants them.
func (s *State) In(p Phase, now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for _, from := range placesOf(p) {
			for m := range s.rosters.at[from].each() {
				if m.Phase(now) == p && !yield(m) {
					return
				}
			}
		}
		if p != Waiting {
			return
		}
		for m := range s.rosters.due(now) {
			if !yield(m) {
				return
			}
		}
	}
}

// LatestDead are the dead letters, the latest first, as far as somebody wants
// them.
func (s *State) LatestDead() iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for m := range s.rosters.at[deadPlace].backward() {
			if !yield(m) {
				return
			}
		}
	}
}

// InQueue are the messages alive that are in the source queue: those in flight,
// then those that are visible, then those delayed; each in the order in which
// they came to be so.
func (s *State) InQueue() iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for _, from := range queuePlaces() {
			for m := range s.rosters.at[from].each() {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// Known is how many messages InQueue has.
func (s *State) Known() int {
	n := 0
	for _, from := range queuePlaces() {
		n += s.rosters.at[from].left()
	}
	return n
}

// Late are the messages that are visible at now though a worker goes on with
// them.
func (s *State) Late(now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for m := range s.rosters.at[latePlace].each() {
			if !yield(m) {
				return
			}
		}
		for m := range s.rosters.due(now) {
			if m.goesOn() && !yield(m) {
				return
			}
		}
	}
}

// placesOf are the places of a phase.
func placesOf(p Phase) []place {
	switch p {
	case Waiting:
		return []place{visiblePlace, latePlace}
	case Delayed:
		return []place{delayedPlace}
	case InFlight:
		return []place{inWorkPlace}
	case Returned:
		return []place{backingOffPlace}
	case Dead:
		return []place{deadPlace}
	case Done, Purged, Redriven:
	}
	return nil
}

// counted is the standing of the messages of which events counted: as the events left
// it, and then what has become visible since by time alone.
func (s *State) counted(now time.Time) Standing {
	at := &s.rosters.at
	st := Standing{
		Visible: at[visiblePlace].left() + at[latePlace].left(), InWork: at[inWorkPlace].left(), BackingOff: at[backingOffPlace].left(),
		Delayed: at[delayedPlace].left(), Dead: at[deadPlace].left(), Late: at[latePlace].left(),
	}
	for m := range s.rosters.due(now) {
		st.Visible++
		if m.goesOn() {
			st.Late++
		}
		switch m.place {
		case delayedPlace:
			st.Delayed--
		case backingOffPlace:
			st.BackingOff--
		case inWorkPlace:
			st.InWork--
		case nowhere, visiblePlace, latePlace, deadPlace, places:
		}
	}
	return st
}

// due are the messages that have become visible by now, without an event.
func (r *rosters) due(now time.Time) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		_ = r.flight.visit(0, now, yield) && r.delayed.visit(0, now, yield)
	}
}
