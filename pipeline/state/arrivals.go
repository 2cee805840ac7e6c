package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// arrival is the way of an image before it was a message. The embedded AWS may
// tell of the match before the upload has returned.
type arrival struct {
	uploaded time.Time
	bytes    int64
	matched  time.Time
	rule     string
	struck   []Moment // faults that hit it
	waits    *Message // whose history lacks its upload, for that has not returned yet

	key   string
	index int // place among all
	version[arrival]
}

// arrivals are those of the images that are not done yet.
type arrivals struct {
	of    map[string]*arrival // by key
	all   list[arrival]       // in the order they came
	epoch *epoch
	lent  *lent // nil: all are the State's own
}

// known is the arrival of a key; nil where there is none.
func (a *arrivals) known(key string) *arrival {
	one, own := a.of[key]
	if own || a.lent == nil {
		return one
	}
	if at, there := a.lent.index.arrivals[key]; there {
		return a.lent.arrival(a.lent.by.state.arrivals.all.at(int(at)))
	}
	return nil
}

// Arrived tells what was told of an image before it was a message: that its upload was
// answered, and that a rule matched its event.
func (s *State) Arrived(key string) (uploaded, matched bool) {
	a := s.arrivals.known(key)
	return a != nil && !a.uploaded.IsZero(), a != nil && !a.matched.IsZero()
}

func newArrivals(e *epoch) arrivals {
	return arrivals{of: map[string]*arrival{}, all: newList[arrival](e), epoch: e}
}

// add keeps an arrival.
func (a *arrivals) add(key string) *arrival {
	one := &arrival{key: key, index: a.all.n, version: newVersion[arrival](a.epoch)}
	if a.all.left() < maxArrivals {
		a.of[key] = one
		a.all.push(one)
	}
	return one
}

// drop lets go of the arrival of a key.
func (a *arrivals) drop(key string) {
	gone := a.known(key)
	if gone == nil {
		return
	}
	if a.lent != nil {
		a.of[key] = nil // though the snapshot has one
	} else {
		delete(a.of, key)
	}
	a.all.drop(gone.index, func(one *arrival, to int) { one.index = to })
}

// writes is called before an arrival changes.
func (a *arrivals) writes(one *arrival) {
	if one.stale(a.epoch) {
		old := *one
		one.preserve(a.epoch, &old, (*arrival).its)
	}
}

// maxArrivals bounds the arrivals that wait for their message to end.
const maxArrivals = 100_000

// arrived keeps when an image was uploaded, until its message has ended.
func (s *State) arrived(e *event.Event, size int64) {
	a := s.arrivalOf(e.Key)
	s.arrivals.writes(a)
	if !a.uploaded.IsZero() { // the same key again: another image
		last := a.uploaded
		a.struck = slices.DeleteFunc(slices.Clone(a.struck), func(m Moment) bool { return !m.Time.After(last) })
		a.uploaded, a.bytes, a.matched, a.rule, a.waits = time.Time{}, 0, time.Time{}, "", nil
	}
	a.uploaded, a.bytes = e.Time, size
	if m := a.waits; m != nil {
		a.waits = nil
		if !m.phase.Ended() {
			s.writes(m)
			s.recall(m)
		}
	}
}

// matched takes an event that a rule matched. Only ours sends it to the queue:
// where there is a bus of our own, a rule of the default bus has matched it before
// and sent it there, and others may have rules of their own.
func (s *State) matched(e *event.Event, b *event.EventMatched) {
	switch set := &s.Setup; {
	case set.Bus != "" && b.Bus != "" && b.Bus != set.Bus:
		if b.Rule == ForwardingRule(set.Rule, set.Bus) {
			s.Count.Forwarded++
		}
		return
	case set.Rule != "" && b.Rule != "" && b.Rule != set.Rule:
		return
	}
	s.Count.Matched++
	s.Trouble.unmatched = 0
	if a := s.arrivalOf(e.Key); a.matched.IsZero() {
		s.arrivals.writes(a)
		a.matched, a.rule = e.Time, b.Rule
	}
	s.move(e, s.identity(e), BusNode, QueueNode)
}

// ForwardingRule is the name of the rule by which the default bus sends what is
// for a rule on to the bus which that is on.
func ForwardingRule(rule, bus string) string { return rule + "-to-" + bus }

// unmatched takes an event that no rule matched.
func (s *State) unmatched(e *event.Event, b *event.EventUnmatched) {
	s.Count.Unmatched++
	s.Unmatched = Unmatched{At: e.Time, Bus: b.Bus, Key: e.Key, Type: b.Text}
}

// Unmatched is an event that no rule matched.
type Unmatched struct {
	At             time.Time
	Bus, Key, Type string
}

// arrivalOf is the arrival of the image of a key, which is kept while there are
// not too many.
func (s *State) arrivalOf(key string) *arrival {
	if a := s.arrivals.known(key); a != nil {
		return a
	}
	return s.arrivals.add(key)
}

// uploadOf is when the image of a key was uploaded, if that is known and its
// message has not ended.
func (s *State) uploadOf(key string) (at time.Time, known bool) {
	if a := s.arrivals.known(key); a != nil {
		at = a.uploaded
	}
	return at, !at.IsZero()
}

// recall begins a message's history with how its image arrived, once that is
// known.
func (s *State) recall(m *Message) {
	if m.Key == "" || m.recalled {
		return
	}
	a := s.arrivals.known(m.Key)
	if a == nil {
		return
	}
	if a.uploaded.IsZero() {
		s.arrivals.writes(a)
		a.waits = m
		return
	}
	m.recalled = true
	if m.PreviousID != "" { // a redrive sent it, and no upload
		return
	}
	begun := a.uploaded
	for _, known := range []time.Time{a.matched, m.begun()} {
		if !known.IsZero() && known.Before(begun) { // the upload had not returned yet
			begun = known
		}
	}
	before := [2]Moment{{Time: begun, Kind: event.KindOf[event.ObjectUploaded](), Text: m.Bucket, Bytes: a.bytes}}
	n := 1
	if !a.matched.IsZero() {
		before[1] = Moment{Time: a.matched, Kind: event.KindOf[event.EventMatched](), Text: a.rule}
		n = 2
	}
	history := make([]Moment, 0, max(cap(m.History), len(m.History)+n+len(a.struck)+1)) // and one more: mostly its sending
	history = append(append(history, before[:n]...), a.struck...)
	if len(a.struck) > 0 {
		slices.SortStableFunc(history, func(a, b Moment) int { return a.Time.Compare(b.Time) })
		m.befell(a.struck)
	}
	m.History = append(history, m.History...) // not in its place: a snapshot may have that
}

// begun is when a message's history begins; zero where it has none.
func (m *Message) begun() time.Time {
	if len(m.History) == 0 {
		return time.Time{}
	}
	return m.History[0].Time
}
