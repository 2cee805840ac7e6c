package pipeline

import "time"

// arrival is the way of an image before it was a message.
type arrival struct {
	uploaded time.Time
	bytes    int64
	took     time.Duration // of the upload
	matched  time.Time
	rule     string
}

// maxArrivals bounds the arrivals that wait for their message to end.
const maxArrivals = 100_000

// arrived keeps when an image was uploaded, until its message has ended.
func (s *State) arrived(e *Event) {
	if len(s.arrivals) < maxArrivals {
		s.arrivals[e.Key] = arrival{uploaded: e.Time, bytes: e.Size, took: e.Took}
	}
}

// matched takes an event that a rule matched.
func (s *State) matched(e *Event) {
	s.Count.Matched++
	s.Trouble.Unmatched = 0
	if a, ok := s.arrivals[e.Key]; ok && a.matched.IsZero() {
		a.matched, a.rule = e.Time, e.Rule
		s.arrivals[e.Key] = a
	}
	s.move(e, s.identity(e), BusNode, QueueNode)
}

// recall begins a message's history with how its image arrived.
func (s *State) recall(m *Message) {
	a, ok := s.arrivals[m.Key]
	if !ok || m.Key == "" || len(m.History) > 0 {
		return
	}
	m.note(Moment{Time: a.uploaded, Kind: ObjectUploaded, Text: m.Bucket, Bytes: a.bytes, Took: a.took})
	if !a.matched.IsZero() {
		m.note(Moment{Time: a.matched, Kind: EventMatched, Text: a.rule})
	}
}
