package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// received takes a message into flight.
func (s *State) received(e *event.Event, b *event.MessageReceived) {
	m := s.message(e)
	if m == nil { // it has ended, and the worker will hear of it: nothing comes back to life
		s.takenInHand(e, s.ended(e.MessageID))
		return
	}
	if r := m.try(b.ReceiveCount); r != nil && b.ReceiveCount > 0 && r.Worker == e.Worker {
		return // told of twice
	}
	s.Count.Received++
	s.brought(e)
	s.Trouble.unmatched = 0
	if b.ReceiveCount > 1 {
		s.Count.Retried++
		s.Series.at().retried++
	}
	s.Series.at().received++
	if m.SentAt.IsZero() {
		m.SentAt = b.SentAt
	}
	if m.firstReceivedAt.IsZero() {
		if m.place == visiblePlace && len(m.History) == 0 { // no event told of it before
			s.untold.received()
		}
		m.firstReceivedAt = e.Time
		s.Latency.waited.Add(e.Time.Sub(m.SentAt))
	}
	if b.Body != "" {
		m.Body = b.Body
	}
	if len(b.Attributes) > 0 {
		m.Attributes = b.Attributes
	}
	if len(b.MessageAttributes) > 0 {
		m.MessageAttributes = b.MessageAttributes
	}
	for i := range m.Receives {
		if earlier := &m.Receives[i]; earlier.Try < b.ReceiveCount {
			s.overtake(m, earlier, e.Time)
		}
	}
	if m.Receives == nil {
		m.History = slices.Grow(m.History, max(s.entries-len(m.History), 0))
	}
	s.struckBefore(m)
	r := m.add(Receive{Try: b.ReceiveCount, Worker: e.Worker, At: e.Time, Until: b.VisibleAt, Dead: m.killed(e.Worker, b.ReceiveCount), turnedOff: !s.Setup.Heartbeat})
	m.backfill(r)
	if r == m.latest() {
		m.ReceivedAt, m.VisibleAt, m.visibility = e.Time, b.VisibleAt, b.VisibleAt.Sub(e.Time)
		m.Try, m.Worker = b.ReceiveCount, e.Worker
		m.Stage, m.StageDone = "", false
		if m.phase != Dead {
			s.become(m, InFlight)
		}
	}
	s.recall(m)
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Try: b.ReceiveCount, Until: b.VisibleAt, Died: r.Dead})
	s.move(e, m.Identity(), QueueNode, WorkersNode)
	s.takenInHand(e, m)
}

// takenInHand puts a message into the hand of the worker that an event names.
func (s *State) takenInHand(e *event.Event, m *Message) {
	if event.ByHand(e.Worker) {
		s.intoHand(e, m)
		return
	}
	if w := s.workerNamed(e.Worker); w != nil {
		first := w.MessageID == "" // else it is of a batch, and begun when those before it are done
		w.take(e.Time, e.MessageID, s.identityOf(e, m))
		if first {
			w.dies(m, e.Time)
		}
	}
}

// overtake takes that a message was received again, at a time, while an earlier
// receive of it had not ended. Where its timeout had run out that is so. Else a
// give-back may be told of a moment too late: it is so once its worker is seen
// to go on (see goesOn).
func (s *State) overtake(m *Message, r *Receive, at time.Time) {
	switch {
	case !r.Ended.IsZero() || !event.Works(r.Worker) || !r.again.IsZero():
	case r.Expired.IsZero():
		if r.next.IsZero() {
			r.next = at
		}
	default:
		s.again(m, r, at)
	}
}

// again counts that a message was received again while a worker held it.
func (s *State) again(m *Message, r *Receive, at time.Time) {
	r.again, r.next = at, time.Time{}
	s.Count.ReceivedAgain++
	m.Again++
}

// goesOn takes that a worker does something with a message: what was received
// again meanwhile, was so while it held it.
func (s *State) goesOn(m *Message, r *Receive, at time.Time) {
	if r != nil && !r.next.IsZero() && r.Ended.IsZero() && !at.Before(r.next) {
		s.again(m, r, r.next)
	}
}

// extended takes a heartbeat, or a timeout that a person set, or somebody outside.
func (s *State) extended(e *event.Event, b *event.MessageExtended) {
	beat := event.Works(e.Worker)
	if beat {
		s.Count.Extended++
	}
	m := s.alive(e.MessageID)
	if m == nil {
		return
	}
	r := m.latest()
	if beat {
		r = m.HeldBy(e.Worker)
	}
	if r != nil {
		if beat {
			r.beat(e.Time)
			s.goesOn(m, r, e.Time)
		}
		r.Until = b.VisibleAt
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Until: b.VisibleAt})
	if r != m.latest() || m.phase == Dead { // of an earlier receive: it is not its countdown any more
		return
	}
	m.VisibleAt, m.visibility = b.VisibleAt, b.VisibleAt.Sub(e.Time)
	if b.VisibleAt.After(e.Time) {
		s.become(m, InFlight)
	} else {
		s.become(m, Waiting)
	}
}
