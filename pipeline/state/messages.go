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
		if m := s.live.at(i); m != nil && s.seenIdentity(m) == identity {
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
