package state

import (
	"cmp"
	"slices"
	"time"

	"inflight/pipeline/event"
)

// sent takes a message that entered the queue.
func (s *State) sent(e *event.Event, b *event.MessageSent) {
	m := s.message(e)
	if m == nil {
		return
	}
	if b.Queue != "" && b.Queue == s.Setup.DeadLetterQueue {
		m.SentAt, m.EndedAt, m.Body = e.Time, e.Time, b.Body
		s.become(m, Dead)
		s.lettersAt = e.Time
		return
	}
	s.Count.Sent++
	s.Series.at().Sent++
	m.SentAt, m.Body = e.Time, b.Body
	if m.Try == 0 && len(m.Receives) == 0 { // else a receive was told of before
		m.VisibleAt = b.VisibleAt
		s.become(m, Waiting)
		if b.VisibleAt.After(e.Time) {
			s.become(m, Delayed)
			s.Held = Held{At: e.Time, Until: b.VisibleAt, MessageID: e.MessageID}
		}
	}
	s.recall(m)
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Until: b.VisibleAt, Text: b.Caller})
}

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
			r.Expired, r.turnedOff = e.Time, !s.Setup.Heartbeat
			s.goesOn(m, r, r.next) // it held it then
			s.late(r.Worker, m.ID, e.Time)
		}
		if held && !lost {
			s.putDown(m, r, e.Time)
		}
	}
	if lost {
		s.Count.ExpiredHeld++
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
	if r != nil && m.phase == Purged && m.Letter {
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: true, Dead: true})
		return
	}
	if r != nil && m.phase == Purged {
		r.Deleted = true
		m.phase, m.EndedAt = Done, e.Time
		s.Count.Purged--
		s.Count.Deleted++
		late := b.Late || r.lost()
		if late {
			s.Count.DeletedLate++
		}
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Late: late, Lost: r.lost()})
	}
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

// message is the message an event speaks of, made known if it was not; nil if
// its life is over: what is told of it late brings nothing back.
func (s *State) message(e *event.Event) *Message {
	m := s.alive(e.MessageID)
	known := m != nil
	if !known {
		hash := s.over.hash(e.MessageID)
		if s.over.get(hash) > 0 {
			return nil
		}
		m = &Message{ID: e.MessageID, hash: hash, index: s.live.n, version: newVersion[Message](s.epoch)}
		s.byID[m.ID] = m
		s.recent = m
		s.live.push(m)
	}
	_, etag := e.Content()
	m.names(cmp.Or(e.Bucket, m.Bucket), cmp.Or(e.Key, m.Key), cmp.Or(etag, m.ETag))
	if !known {
		s.settle(m)
		s.forgetUnknown()
	}
	return m
}

// end moves a message from the living to the ended.
func (s *State) end(m *Message, p Phase, at time.Time) {
	m.Letter = m.phase == Dead && !m.Inferred
	s.become(m, p)
	m.EndedAt = at
	s.outOfHands(m.ID, at)
	s.leave(m)
	if p == Done {
		s.entries = min(len(m.History), 16)
	}
	if old, full := s.Ended.Push(m); full {
		s.remember(old)
	}
	s.over.put(m.hash, s.Ended.Total())
}

// toIndex keeps where a message is among those alive.
func toIndex(m *Message, to int) { m.index = to }

// forgetUnknown bounds the messages alive: where no end of theirs is ever
// seen (somebody else's consumers), the oldest are forgotten.
func (s *State) forgetUnknown() {
	if s.live.left() <= maxLiveUnknown {
		return
	}
	for ; s.oldest < s.live.n; s.oldest++ {
		if m := s.live.mine(s.oldest); m != nil {
			s.writes(m)
			s.untold.forgot(m.place)
			s.leave(m)
			return
		}
	}
}

// leave takes a message out of those alive.
func (s *State) leave(m *Message) {
	s.hold(m, "")
	s.place(m, nowhere)
	s.unknow(m.ID)
	if s.recent == m {
		s.recent = nil
	}
	if s.live.drop(m.index, toIndex); s.live.holes == 0 {
		s.oldest = 0
	}
}

// Live are the messages that wait, are in flight or are dead, in the order
// they became known.
func (s *State) Live() []*Message {
	return slices.AppendSeq(make([]*Message, 0, s.live.left()), s.live.each())
}

// alive finds a message alive, which may be changed; nil if there is none of that
// id. Most events are about the message that the one before was about.
func (s *State) alive(id string) *Message {
	m := s.recent
	if m == nil || m.ID != id {
		if m = s.MessageAlive(id); m == nil {
			return nil
		}
		s.recent = m
	}
	s.writes(m)
	return m
}

// known finds a message, alive or ended not long ago, which may be changed; nil if
// it is not known.
func (s *State) known(id string) *Message {
	if m := s.alive(id); m != nil {
		return m
	}
	return s.ended(id)
}

// ended finds a message that ended not long ago, which may be changed; nil if there
// is none.
func (s *State) ended(id string) *Message {
	m := s.endedMessage(id)
	if m != nil {
		s.writes(m)
	}
	return m
}

// Message finds a message, alive or ended not long ago; nil if it is not known.
func (s *State) Message(id string) *Message {
	if m := s.MessageAlive(id); m != nil {
		return m
	}
	return s.endedMessage(id)
}

// MessageAlive finds a message that waits, is in flight or is dead; nil if there is none
// of that id.
func (s *State) MessageAlive(id string) *Message {
	m, own := s.byID[id]
	if own || s.lent == nil {
		return m
	}
	if m = s.lent.find(id); m != nil {
		s.byID[id] = m
	}
	return m
}

// unknow takes that a message is not alive any more.
func (s *State) unknow(id string) {
	if s.lent != nil {
		s.byID[id] = nil // though the snapshot has it
		return
	}
	delete(s.byID, id)
}

// Latest is the latest message of an image, by what stands for it (see
// Message.Identity): one that is alive, else one that ended not long ago, else
// nil.
func (s *State) Latest(identity string) *Message {
	for i := s.live.n - 1; i >= 0; i-- {
		if m := s.live.at(i); m != nil && s.seen(m).Identity() == identity {
			return s.live.mine(i)
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
func (s *State) noteMessage(e *event.Event, text string) {
	if m := s.alive(e.MessageID); m != nil {
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Text: text})
	}
}

// identity is what stands for the image an event speaks of.
func (s *State) identity(e *event.Event) string {
	if source := e.Source(); source != e.Key {
		return source
	}
	return s.identityOf(e, s.alive(e.MessageID))
}

// identityOf is what stands for the image of an event about a message.
func (s *State) identityOf(e *event.Event, m *Message) string {
	switch {
	case e.Key != "":
		return e.Key
	case m != nil:
		return m.Identity()
	}
	return e.MessageID
}

// become puts a message into a phase. What else a phase depends on is set
// before: VisibleAt, and the receives.
func (s *State) become(m *Message, p Phase) {
	m.phase = p
	s.settle(m)
}
