package state

import (
	"iter"
	"time"
)

// queuePlaces are the places in the source queue, in the order of InQueue.
func queuePlaces() [5]place {
	return [...]place{latePlace, inWorkPlace, backingOffPlace, visiblePlace, delayedPlace}
}

// InQueueFrom are the messages of InQueue without the first skip. It does not look
// at what it skips, but where messages have left.
func (s *State) InQueueFrom(skip int) iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		for _, from := range queuePlaces() {
			r := &s.rosters.at[from]
			if n := r.left(); skip >= n {
				skip -= n
				continue
			}
			begin := 0
			if r.holes == 0 {
				begin, skip = skip, 0
			}
			for i := begin; i < r.n; i++ {
				switch {
				case r.at(i) == nil:
				case skip > 0:
					skip--
				case !yield(r.mine(i)):
					return
				}
			}
		}
	}
}

// PlaceInQueue is how many messages of InQueue come before this one, which is one
// of them; false where it is not.
func (s *State) PlaceInQueue(m *Message) (before int, ok bool) {
	for _, p := range queuePlaces() {
		r := &s.rosters.at[p]
		if p != m.place {
			before += r.left()
			continue
		}
		if r.holes == 0 {
			return before + m.slot, true
		}
		for i := range m.slot {
			if r.at(i) != nil {
				before++
			}
		}
		return before, true
	}
	return 0, false
}

// mostLooked is at how many messages OldestWaiting looks: those that have been
// visible for longest.
const mostLooked = 1000

// OldestWaiting is how long ago the oldest message that waits was sent.
func (s *State) OldestWaiting(now time.Time) time.Duration {
	var oldest time.Duration
	looked := 0
	for m := range s.In(Waiting, now) { // those that came back were sent before those that came first
		if !m.SentAt.IsZero() {
			oldest = max(oldest, now.Sub(m.SentAt))
		}
		if looked++; looked == mostLooked {
			break
		}
	}
	return oldest
}
