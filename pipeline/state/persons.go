package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// A person who receives by hand has a lane as a worker has, and is none: nothing counts
// what a person holds as work.

// person is who an event names, with a lane from the first receive on.
func (s *State) person(e *event.Event) *Worker {
	if w := s.workerNamed(e.Worker); w != nil {
		return w
	}
	w := newWorker(e.Worker, e.Time, s.epoch)
	s.Persons = append(s.Persons, w)
	return w
}

// intoHand puts a message into a person's hand, which may hold others.
func (s *State) intoHand(e *event.Event, m *Message) {
	w := s.person(e)
	if w.MessageID != "" && w.MessageID != e.MessageID {
		w.others = append(slices.Clone(w.others), w.MessageID) // a snapshot may have what was
	}
	w.take(e.Time, e.MessageID, s.identityOf(e, m))
}

// outOfHands takes that a message has ended, whoever ended it: a person holds nothing
// any more.
func (s *State) outOfHands(id string, at time.Time) {
	for _, w := range s.Persons {
		if w.MessageID == id || slices.Contains(w.others, id) {
			s.writesWorker(w)
			s.leavesHand(w, id, at)
		}
	}
}

// leavesHand takes a message out of a person's hand. What else is in it shows again.
func (s *State) leavesHand(w *Worker, id string, at time.Time) {
	if i := slices.Index(w.others, id); i >= 0 {
		w.others = slices.Concat(w.others[:i], w.others[i+1:])
		return
	}
	if w.MessageID != id {
		return
	}
	w.drop(at, false)
	if n := len(w.others); n > 0 {
		id := w.others[n-1]
		w.others = slices.Clone(w.others[:n-1])
		key := id
		if m := s.Message(id); m != nil {
			key = m.Identity()
		}
		w.take(at, id, key)
	}
}

// InHand are the messages that a person of this process holds, the latest last.
func (s *State) InHand() []*Message {
	var all []*Message
	for _, w := range s.Persons {
		for _, id := range append(slices.Clone(w.others), w.MessageID) {
			if m := s.MessageAlive(id); m != nil {
				all = append(all, m)
			}
		}
	}
	return all
}
