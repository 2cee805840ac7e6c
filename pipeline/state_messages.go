package pipeline

import (
	"slices"
	"time"
)

// sent takes a message that entered the queue.
func (s *State) sent(e *Event) {
	if e.Queue != "" && e.Queue == s.Setup.DeadLetterQueue {
		m := s.message(e)
		m.phase, m.SentAt, m.EndedAt, m.Body = Dead, e.Time, e.Time, e.Body
		s.lettersAt = e.Time
		return
	}
	s.Count.Sent++
	s.Series.at().Sent++
	m := s.message(e)
	m.SentAt, m.VisibleAt, m.Body = e.Time, e.VisibleAt, e.Body
	m.phase = Waiting
	if e.VisibleAt.After(e.Time) {
		m.phase = Delayed
	}
	s.recall(m)
	m.note(Moment{Time: e.Time, Kind: e.Type, Until: e.VisibleAt, Text: e.Caller})
}

// received takes a message into flight.
func (s *State) received(e *Event) {
	m := s.message(e)
	s.Count.Received++
	s.Trouble.Unmatched = 0
	if e.ReceiveCount > 1 {
		s.Count.Retried++
		s.Series.at().Retried++
	}
	s.Series.at().Received++
	if m.SentAt.IsZero() {
		m.SentAt = e.SentAt
	}
	if m.FirstReceivedAt.IsZero() {
		m.FirstReceivedAt = e.Time
		s.Latency.Waited.Add(e.Time.Sub(m.SentAt))
	}
	m.phase, m.Working = InFlight, true
	m.ReceivedAt, m.VisibleAt, m.Visibility = e.Time, e.VisibleAt, e.VisibleAt.Sub(e.Time)
	m.Try, m.Worker = e.ReceiveCount, e.Worker
	m.Extensions, m.Stage, m.StageDone, m.Stages = nil, "", false, nil
	if e.Body != "" {
		m.Body = e.Body
	}
	if len(e.Attributes) > 0 {
		m.Attributes = e.Attributes
	}
	if len(e.MessageAttributes) > 0 {
		m.MessageAttributes = e.MessageAttributes
	}
	s.recall(m)
	m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Try: e.ReceiveCount, Until: e.VisibleAt})
	s.move(e, m.Identity(), QueueNode, WorkersNode)
	if w := s.workerNamed(e.Worker); w != nil {
		w.take(e.Time, m)
	}
}

// extended takes a heartbeat.
func (s *State) extended(e *Event) {
	s.Count.Extended++
	m := s.Messages[e.MessageID]
	if m == nil {
		return
	}
	m.VisibleAt, m.Visibility = e.VisibleAt, e.VisibleAt.Sub(e.Time)
	m.phase = InFlight
	if len(m.Extensions) < maxHistory {
		m.Extensions = append(m.Extensions, e.Time)
	}
	m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Until: e.VisibleAt})
}

// returned takes a message that a worker gave back.
func (s *State) returned(e *Event) {
	if e.Late {
		s.putDownLate(e)
		return
	}
	s.Count.Returned++
	m := s.message(e)
	m.Reason = e.Reason
	s.missed(e, e.Reason)
	if m.phase != Dead && e.ReceiveCount >= m.Try { // else it was received again, or died, before this was told
		m.phase, m.Working = Returned, false
		m.VisibleAt, m.Visibility = e.VisibleAt, e.VisibleAt.Sub(e.Time)
	}
	m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Text: e.Reason, Until: e.VisibleAt, Try: e.ReceiveCount})
	s.move(e, m.Identity(), WorkersNode, QueueNode)
	s.releaseWorker(e)
}

// putDownLate takes a message that a worker let go of after its visibility had
// run out: where it is, its expiry and its next receive say.
func (s *State) putDownLate(e *Event) {
	s.missed(e, e.Reason)
	if m := s.Messages[e.MessageID]; m != nil {
		m.Reason = e.Reason
		if e.ReceiveCount >= m.Try {
			m.Working = false
		}
		m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Text: e.Reason, Try: e.ReceiveCount, Late: true})
	}
	s.releaseWorker(e)
}

// expired takes a countdown that won.
func (s *State) expired(e *Event) {
	s.Count.Expired++
	s.Series.at().Expired++
	m := s.message(e)
	m.Expired++
	if m.Working {
		m.Overtaken++
	}
	if e.ReceiveCount < m.Try || m.phase == Dead { // it was received again already, or died
		return
	}
	m.phase = Waiting
	m.VisibleAt = e.Time
	m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Try: e.ReceiveCount})
	s.move(e, m.Identity(), WorkersNode, QueueNode)
}

// deleted ends a message.
func (s *State) deleted(e *Event) {
	s.Count.Deleted++
	s.Series.at().Done++
	m := s.Messages[e.MessageID]
	if m == nil {
		s.releaseWorker(e)
		return
	}
	if e.Late || m.Expired > 0 && m.phase == Waiting || m.Worker != e.Worker && m.Working {
		s.Count.DoneTwice++
	}
	m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Late: e.Late})
	begun := m.SentAt
	if up, ok := s.uploadOf(m.Key); ok {
		begun = up
	}
	delete(s.arrivals, m.Key)
	if !begun.IsZero() && m.phase != Dead {
		s.Latency.Total.Add(e.Time.Sub(begun))
		s.Series.at().latency(e.Time.Sub(begun))
	}
	s.release(e, m)
	s.end(m, Done, e.Time)
}

// purged throws away what a queue held.
func (s *State) purged(e *Event) {
	dead := e.Queue == s.Setup.DeadLetterQueue
	if dead {
		s.lettersAt = e.Time
	}
	for _, m := range slices.Clone(s.Live()) { // end moves the original
		if (m.phase == Dead) == dead {
			s.Count.Purged++
			s.end(m, Purged, e.Time)
		}
	}
}

// message is the message an event speaks of, made known if it was not.
func (s *State) message(e *Event) *Message {
	m := s.Messages[e.MessageID]
	if m == nil {
		m = &Message{ID: e.MessageID, index: len(s.live)}
		s.Messages[m.ID] = m
		s.live = append(s.live, m)
		s.forgetUnknown()
	}
	if e.Key != "" {
		m.Key = e.Key
	}
	if e.Bucket != "" {
		m.Bucket = e.Bucket
	}
	if e.ETag != "" {
		m.ETag = e.ETag
	}
	return m
}

// end moves a message from the living to the ended.
func (s *State) end(m *Message, p Phase, at time.Time) {
	m.phase, m.EndedAt, m.Working = p, at, false
	delete(s.Messages, m.ID)
	s.live[m.index] = nil
	s.holes++
	s.Ended.Push(m)
	if s.holes > 64 && s.holes > len(s.live)/2 {
		s.compact()
	}
}

// compact closes the holes that ended messages left, in O(1) amortised.
func (s *State) compact() {
	if s.holes == 0 {
		return
	}
	kept := s.live[:0]
	for _, m := range s.live {
		if m != nil {
			m.index = len(kept)
			kept = append(kept, m)
		}
	}
	clear(s.live[len(kept):])
	s.live, s.holes = kept, 0
}

// forgetUnknown bounds the messages alive: where no end of theirs is ever
// seen (somebody else's consumers), the oldest are forgotten.
func (s *State) forgetUnknown() {
	if len(s.Messages) <= maxLiveUnknown {
		return
	}
	for _, m := range s.live {
		if m != nil {
			s.end(m, Purged, s.Now)
			return
		}
	}
}

// Live are the messages that wait, are in flight or are dead, in the order
// they became known.
func (s *State) Live() []*Message {
	s.compact()
	return s.live
}

// Message finds a message, alive or ended not long ago; nil if it is not known.
func (s *State) Message(id string) *Message {
	if m := s.Messages[id]; m != nil {
		return m
	}
	for i := range s.Ended.Len() {
		if m := s.Ended.At(i); m.ID == id {
			return m
		}
	}
	return nil
}

// Latest is the latest message of an image, by what stands for it (see
// Message.Identity): one that is alive, else one that ended not long ago, else
// nil.
func (s *State) Latest(identity string) *Message {
	for _, m := range slices.Backward(s.Live()) {
		if m.Identity() == identity {
			return m
		}
	}
	for i := s.Ended.Len() - 1; i >= 0; i-- {
		if m := s.Ended.At(i); m.Identity() == identity {
			return m
		}
	}
	return nil
}

// noteMessage adds to the history of the message an event speaks of.
func (s *State) noteMessage(e *Event, text string) {
	if m := s.Messages[e.MessageID]; m != nil {
		m.note(Moment{Time: e.Time, Kind: e.Type, Worker: e.Worker, Text: text})
	}
}

// identity is what stands for the image an event speaks of.
func (s *State) identity(e *Event) string {
	if e.SourceKey != "" {
		return e.SourceKey
	}
	if e.Key != "" {
		return e.Key
	}
	if m := s.Messages[e.MessageID]; m != nil {
		return m.Identity()
	}
	return e.MessageID
}
