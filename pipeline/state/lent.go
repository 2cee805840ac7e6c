package state

import (
	"sync"
	"sync/atomic"

	"inflight/pipeline/ring"
)

// lent is what a State that was made of a snapshot has not made its own yet: the
// messages, arrivals, stages that were done and hues that nobody has asked for. Its
// lists have what the snapshot's have, and each of these is copied, as it was then, the
// first time somebody looks at it. So it costs what is looked at, and not what there is.
type lent struct {
	by    *Snapshot
	index *index
	to    *State

	lock sync.Locker // held while what the snapshot has is copied; nil: nobody changes it meanwhile
	held int         // how often hold was called, and release was not

	messages map[*Message]*Message
	arrivals map[*arrival]*arrival
	doings   map[*doings]*doings
	tints    map[*tint]*tint

	slab []Message // to be used: one by one they would cost more
}

// slabSize is how many messages are made at once; those that one is of are kept as
// long as it is.
const slabSize = 32

// lender is what a list of a State that was made of a snapshot goes by.
type lender[T any] struct {
	own   func(*T) *T // what stands for one that the snapshot has
	holes int         // that the snapshot's list has
}

// mine tells whether something was made in this State's time. What was not, another
// goroutine may be changing.
func (v *version[T]) mine(e *epoch) bool {
	return atomic.LoadUint64(&v.since)>>epochBits == e.now>>epochBits
}

// Beside says that another goroutine goes on with the State of which the snapshot was
// taken that this one was made of: whoever changes that one holds the lock, as this one
// does while it makes its own what nobody has looked at yet.
func (s *State) Beside(lock sync.Locker) {
	if s.lent != nil {
		s.lent.lock = lock
	}
}

// hold takes the lock, once however deep one is; release gives it back.
func (l *lent) hold() {
	if l.held++; l.held == 1 && l.lock != nil {
		l.lock.Lock()
	}
}

func (l *lent) release() {
	if l.held--; l.held == 0 && l.lock != nil {
		l.lock.Unlock()
	}
}

// message is the State's own message for one of the snapshot.
func (l *lent) message(m *Message) *Message {
	if m == nil || m.mine(l.to.epoch) {
		return m
	}
	if own := l.messages[m]; own != nil {
		return own
	}
	l.hold()
	defer l.release()
	if len(l.slab) == 0 {
		l.slab = make([]Message, slabSize)
	}
	own := &l.slab[0]
	l.slab = l.slab[1:]
	as(m, l.by.at, (*Message).its).copyTo(own)
	own.version = version[Message]{since: l.to.epoch.begin()}
	own.due, own.turn, own.place, own.slot, own.index = nil, 0, nowhere, 0, 0
	l.messages[m] = own
	own.tint, own.doings = l.tint(own.tint), l.done(own.doings)
	if at, alive := l.index.places[own.hash]; alive && l.by.state.live.at(int(at)) == m {
		is := &l.index.spots[at]
		own.index, own.place, own.slot, own.turn = int(at), is.place, int(is.slot), int(is.turn)
		own.due = l.to.rosters.dueListIn(is.due)
	}
	return own
}

// seenIdentity is what stands for the image of a message of a list (see
// Message.Identity), without a copy.
func (s *State) seenIdentity(m *Message) string {
	l := s.lent
	if l == nil || m.mine(s.epoch) {
		return m.Identity()
	}
	if own := l.messages[m]; own != nil {
		return own.Identity()
	}
	l.hold()
	defer l.release()
	return as(m, l.by.at, (*Message).its).Identity()
}

func (l *lent) arrival(a *arrival) *arrival {
	if a.mine(l.to.epoch) {
		return a
	}
	if own := l.arrivals[a]; own != nil {
		return own
	}
	l.hold()
	defer l.release()
	own := *as(a, l.by.at, (*arrival).its)
	own.version = version[arrival]{since: l.to.epoch.begin()}
	own.index = int(l.index.arrivals[own.key])
	l.arrivals[a] = &own
	own.waits = l.message(own.waits)
	return &own
}

func (l *lent) done(d *doings) *doings {
	if d == nil || d.mine(l.to.epoch) {
		return d
	}
	if own := l.doings[d]; own != nil {
		return own
	}
	l.hold()
	defer l.release()
	own := *as(d, l.by.at, (*doings).its)
	own.version = version[doings]{since: l.to.epoch.begin()}
	l.doings[d] = &own
	return &own
}

func (l *lent) tint(t *tint) *tint {
	if t == nil || t.mine(l.to.epoch) {
		return t
	}
	if own := l.tints[t]; own != nil {
		return own
	}
	l.hold()
	defer l.release()
	own := *as(t, l.by.at, (*tint).its)
	own.version = version[tint]{since: l.to.epoch.begin()}
	l.tints[t] = &own
	return &own
}

func (l *lent) picture(p *Picture) *Picture {
	own := *as(p, l.by.at, (*Picture).its)
	own.version = version[Picture]{since: l.to.epoch.begin()}
	return &own
}

// find is the State's own message of an id, if it was alive; nil: none was.
func (l *lent) find(id string) *Message {
	at, there := l.index.places[l.to.over.hash(id)]
	if !there {
		return nil
	}
	if m := l.by.state.live.at(int(at)); m.ID == id {
		return l.message(m)
	}
	return nil
}

// Whole makes all that a State has its own, so that it does not need the snapshot any
// more of which it was made. It costs what there is.
func (s *State) Whole() {
	l := s.lent
	if l == nil {
		return
	}
	l.hold()
	defer l.release()
	s.lent = nil
	live, at, flight, delayed, apart := s.live, s.rosters.at, s.rosters.flight, s.rosters.delayed, s.rosters.apart
	s.live, s.oldest = newList[Message](s.epoch), 0
	s.byID = make(map[string]*Message, live.left())
	for m := range live.each() {
		m.index = s.live.n
		s.live.push(m)
		s.byID[m.ID] = m
	}
	s.rosters = newRosters(s.epoch)
	for p := range at {
		for m := range at[p].each() {
			s.rosters.at[p].add(m)
		}
	}
	for from, to := range map[*dueList]*dueList{&flight: &s.rosters.flight, &delayed: &s.rosters.delayed, &apart: &s.rosters.apart} {
		for i := range from.n {
			to.push(entry{from.ref(i).at, l.message(from.ref(i).m)})
		}
	}
	all := s.arrivals.all
	s.arrivals = newArrivals(s.epoch)
	for a := range all.each() {
		a.index = s.arrivals.all.n
		s.arrivals.all.push(a)
		s.arrivals.of[a.key] = a
	}
	s.over.own(func(n int64) int64 { return n })
	s.works.own(l.done)
	s.works.lent = nil
	l.ownHues()
}

// ownHues makes the hues the State's own: of the images last heard of, and of those that
// a message alive has still.
func (l *lent) ownHues() {
	h := &l.to.hues
	h.lent = nil
	h.old = ring.Map(&h.old, l.tint)
	h.of = make(map[string]*tint, h.old.Len())
	for i := range h.old.Len() {
		t := h.old.At(i)
		h.of[t.identity] = t
	}
	for m := range l.to.live.each() {
		if m.tint != nil {
			h.of[m.tint.identity] = m.tint
		}
	}
}
