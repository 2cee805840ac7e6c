package state

import "inflight/pipeline/event"

// returned takes a message that a worker gave back, or left to its timeout.
func (s *State) returned(e *event.Event, b *event.MessageReturned) {
	s.releaseWorker(e)
	m := s.message(e)
	if m == nil {
		s.letGo(e)
		return
	}
	r := m.try(b.ReceiveCount)
	if r == nil && m.inHistory(e, "", 0) {
		return
	}
	if r != nil {
		if !r.Ended.IsZero() {
			return // told of twice
		}
		s.putDown(m, r, e.Time)
	}
	s.hold(m, "")
	if !b.Late {
		s.Count.Returned++
	}
	m.Reason = b.Reason
	s.missed(e, b.Missing)
	// Else it was received again, or died, before this was told; or it was put down
	// late, and where it is its expiry and its next receive say.
	if m.phase != Dead && b.ReceiveCount >= m.Try && !b.Late {
		m.Try = b.ReceiveCount
		m.VisibleAt, m.visibility = b.VisibleAt, b.VisibleAt.Sub(e.Time)
		s.become(m, Returned)
		if !b.VisibleAt.After(e.Time) {
			s.become(m, Waiting)
		}
	}
	s.settle(m)
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Text: b.Reason, Until: b.VisibleAt, Try: b.ReceiveCount, Late: b.Late || r.lost(), Lost: r.lost()})
	if !b.Late { // else it went back when its timeout ran out
		s.move(e, m.Identity(), WorkersNode, QueueNode)
	}
}

// expired takes a visibility timeout that ran out: while a worker held the
// message, or after it had put it down.
func (s *State) expired(e *event.Event, b *event.MessageExpired) {
	m := s.alive(e.MessageID)
	if m == nil || m.phase == Dead {
		return // it has ended: its timeout is nobody's concern
	}
	r := m.try(b.ReceiveCount)
	if r == nil && m.inHistory(e, "", 0) {
		return
	}
	held := r == nil || r.Ended.IsZero() || r.Ended.After(e.Time)
	lost := held
	if event.ByHand(e.Worker) { // nothing was in work: the message leaves the hand
		s.releaseWorker(e)
		lost = false
	}
	if r != nil {
		if !r.Expired.IsZero() {
			return // told of twice
		}
		if held {
			r.Expired, r.turnedOff, r.stood = e.Time, !s.Setup.Heartbeat, s.held()
			s.goesOn(m, r, r.next) // it held it then
			s.late(r.Worker, m.ID, e.Time)
		}
		if held && !lost {
			s.putDown(m, r, e.Time)
		}
	}
	if lost {
		s.Count.ExpiredHeld++
		s.Notable = NotableExpiry
		s.races.Add(&m)
		s.Series.at().expired++
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Try: b.ReceiveCount, Held: held})
	if b.ReceiveCount < m.Try { // it was received again already
		return
	}
	m.VisibleAt = e.Time
	s.become(m, Waiting)
	if held {
		s.move(e, m.Identity(), WorkersNode, QueueNode)
	}
}

// deleted ends a message.
func (s *State) deleted(e *event.Event, b *event.MessageDeleted) {
	defer s.releaseWorker(e)
	m := s.alive(e.MessageID)
	if m == nil {
		s.deletedAgain(e, b)
		return
	}
	r := m.HeldBy(e.Worker)
	late := b.Late || event.Works(e.Worker) && r != nil && (!r.Expired.IsZero() || r != m.latest())
	if m.phase == Dead && !m.Inferred { // the letter is a message of another queue: it stays
		s.letGo(e)
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: true, Dead: true})
		return
	}
	if m.phase == Dead { // it was believed to be dead
		s.Count.Dead--
		s.lettersAt = e.Time
	}
	if event.ByHand(e.Worker) {
		s.thrownAway(e, m, r, late)
		return
	}
	s.Count.Deleted++
	s.Series.at().done++
	if late {
		s.Count.DeletedLate++
		s.goesOn(m, r, e.Time)
	}
	if r != nil {
		s.putDown(m, r, e.Time)
		r.Deleted = true
	}
	if m.doings != nil { // what end would have to look for later is at hand now
		s.remember(m)
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: late, Lost: r.lost()})
	begun := m.SentAt
	if a := s.arrivals.known(m.Key); a != nil {
		if !a.uploaded.IsZero() {
			begun = a.uploaded
		}
		s.arrivals.drop(m.Key)
	}
	if !begun.IsZero() && m.phase != Dead {
		s.Latency.Total.Add(e.Time.Sub(begun))
		s.Series.at().latency(e.Time.Sub(begun))
	}
	s.end(m, Done, e.Time)
}

// thrownAway ends a message that a person deleted: nobody has done its work.
func (s *State) thrownAway(e *event.Event, m *Message, r *Receive, late bool) {
	if r != nil {
		s.putDown(m, r, e.Time)
	}
	s.Count.Purged++
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: late})
	m.EndedBy = e.Kind()
	s.end(m, Purged, e.Time)
}

// deletedAgain takes a delete of a message that has ended. One that a purge was
// said to have thrown away was worked on to its end after all. A dead letter was
// not: it was no message of the queue any more, whichever of the two is told first.
func (s *State) deletedAgain(e *event.Event, b *event.MessageDeleted) {
	m := s.known(e.MessageID)
	r := s.letGo(e)
	if m == nil || m.phase != Purged || !event.Works(e.Worker) || m.inHistory(e, "", 0) {
		return
	}
	if m.Letter {
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: true, Dead: true})
		return
	}
	m.phase, m.EndedAt = Done, e.Time
	if r != nil { // else its receive was told of after the message had ended
		r.Deleted = true
	}
	s.Count.Purged--
	s.Count.Deleted++
	late := b.Late || r.lost()
	if late {
		s.Count.DeletedLate++
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: late, Lost: r.lost()})
}

// letGo takes that a worker has put down a message that has ended meanwhile. It
// returns its receive, nil where it had none.
func (s *State) letGo(e *event.Event) *Receive {
	m := s.known(e.MessageID)
	if m == nil || e.Worker == event.Outside {
		return nil
	}
	r := m.HeldBy(e.Worker)
	if r != nil {
		r.Ended = e.Time
	}
	return r
}

// dropped takes a message that its queue did not keep any longer.
func (s *State) dropped(e *event.Event) {
	if m := s.alive(e.MessageID); m != nil {
		m.note(Moment{Time: e.Time, Kind: e.Kind()})
		s.releaseWorker(e)
		m.EndedBy = e.Kind()
		s.end(m, Purged, e.Time)
	}
}

// purged throws away what a queue held.
func (s *State) purged(e *event.Event, b *event.QueuePurged) {
	s.Notable = NotablePurge
	dead := b.Queue == s.Setup.DeadLetterQueue
	if dead {
		s.lettersAt = e.Time
	} else {
		s.changedAt = e.Time
		s.untold.emptied()
	}
	for _, m := range s.Live() {
		if (m.phase == Dead) == dead {
			s.writes(m)
			s.Count.Purged++
			m.note(Moment{Time: e.Time, Kind: e.Kind()})
			s.end(m, Purged, e.Time)
		}
	}
}
