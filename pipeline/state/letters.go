package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// Redrive is what is known of the latest redrive; the zero Redrive is none.
type Redrive struct {
	all            bool   // a move task of SQS; else chosen letters, one by one
	To             string // queue; empty: each letter to the one it came from
	Rate           int    // a second; 0: as fast as it goes
	Moved, Total   int    // Total is an estimate; 0: not known yet
	started, Ended time.Time
	Outcome        string // completed, cancelled or failed, once it has ended
	Error          string

	before int // moved before it was known of
}

// Running tells whether letters are moving.
func (r *Redrive) Running() bool { return !r.started.IsZero() && r.Ended.IsZero() }

// Speed is how many letters a second have moved until now; 0 while that cannot
// be said.
func (r *Redrive) Speed(now time.Time) float64 {
	if !r.Ended.IsZero() {
		now = r.Ended
	}
	took := now.Sub(r.started).Seconds()
	if took <= 0 {
		return 0
	}
	return float64(r.Moved-r.before) / took
}

// Left is how long the rest will take at the speed so far, or else at the rate
// it is held to; false where neither is known.
func (r *Redrive) Left(now time.Time) (time.Duration, bool) {
	speed := r.Speed(now)
	if speed == 0 {
		speed = float64(r.Rate)
	}
	if speed == 0 || r.Total == 0 {
		return 0, false
	}
	return time.Duration(float64(max(r.Total-r.Moved, 0)) / speed * float64(time.Second)), true
}

// LettersUntold is how many more dead letters the queue says it holds than are
// known here, where known is their number: those from before this run, and those
// of others. Fewer is negative. It is 0 until the queue has been asked after the
// last change that is known here.
func (s *State) LettersUntold(known int) int {
	d := &s.DeadLetter
	if !d.known || !d.at.After(s.lettersAt) {
		return 0
	}
	return d.Visible + d.InFlight + d.delayed - known
}

// LettersSettled tells whether the count of the dead-letter queue can be held
// against what is known: that of an account may be a minute late, see
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (s *State) LettersSettled() bool {
	return s.Setup.Embedded || s.DeadLetter.at.Sub(s.lettersAt) > time.Minute
}

// dead takes a message into the dead-letter queue.
func (s *State) dead(e *event.Event, b *event.MessageDead) {
	m := s.message(e)
	if m == nil {
		return
	}
	s.lettersAt = e.Time
	if m.phase == Dead { // told of twice
		m.Inferred = m.Inferred && b.Inferred
		return
	}
	s.Count.Dead++
	s.Notable = NotableDeath
	s.Series.at().dead++
	s.become(m, Dead)
	m.Try = max(m.Try, b.ReceiveCount)
	m.Inferred = b.Inferred
	m.VisibleAt = time.Time{}
	m.EndedAt = e.Time
	if b.Reason != "" {
		m.Reason = b.Reason
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Text: m.Reason, Try: b.ReceiveCount})
	s.move(e, m.Identity(), QueueNode, DeadLetterNode)
	s.arrivals.drop(m.Key)
}

// redriven takes a dead letter back to its source under a new id, or to another
// queue. It may be told of after the message was received again.
func (s *State) redriven(e *event.Event, b *event.MessageRedriven) {
	s.lettersAt = e.Time
	old := s.known(b.PreviousID)
	ours := b.Queue == "" || b.Queue == s.Setup.Queue
	if old == nil || old.phase != Redriven { // else it was inferred that it moved
		s.Count.Redriven++
		if ours { // another queue is in no diagram
			s.move(e, s.identity(e), DeadLetterNode, QueueNode)
		}
	}
	if old != nil {
		old.NextID = e.MessageID
	}
	to := b.Queue
	if ours {
		to = "" // where it came from
		s.reborn(e, b, old)
	}
	if old != nil && old.phase != Redriven {
		old.note(Moment{Time: e.Time, Kind: e.Kind(), Text: to})
	}
	if old != nil && !old.phase.Ended() {
		s.end(old, Redriven, e.Time)
	}
}

// reborn takes what a dead letter has become, with the life that it had.
func (s *State) reborn(e *event.Event, b *event.MessageRedriven, old *Message) {
	m := s.known(e.MessageID)
	if m == nil {
		if m = s.message(e); m == nil {
			return
		}
		m.SentAt = e.Time
		s.become(m, Waiting)
	}
	if m.PreviousID == b.PreviousID && b.PreviousID != "" {
		return // told of twice
	}
	m.PreviousID = b.PreviousID
	if old != nil {
		m.names(old.Bucket, old.Key, old.ETag)
		m.Body = old.Body
		m.History = slices.Concat(old.History, m.History)
	}
	if old == nil || old.phase != Redriven { // else it is in what it was
		m.note(Moment{Time: e.Time, Kind: e.Kind()})
	}
}

// letterSeen takes a dead letter that was looked at: it may be one from before
// this run.
func (s *State) letterSeen(e *event.Event, b *event.LetterSeen) {
	known := s.alive(e.MessageID) != nil
	m := s.message(e)
	if m == nil {
		return
	}
	m.note(Moment{Time: e.Time, Kind: e.Kind(), Try: b.ReceiveCount})
	if known && m.phase == Dead {
		return
	}
	s.lettersAt = e.Time
	m.VisibleAt = time.Time{}
	s.become(m, Dead)
	if m.Try == 0 {
		m.Try = max(b.ReceiveCount-1, 0) // this look is no try, and looks before it were none
		if limit := s.Setup.MaxReceives; limit > 0 {
			m.Try = min(m.Try, limit)
		}
	}
	if m.SentAt.IsZero() {
		m.SentAt = b.SentAt
	}
	if b.Body != "" {
		m.Body = b.Body
	}
}

// letterDeleted takes a dead letter away.
func (s *State) letterDeleted(e *event.Event) {
	m := s.alive(e.MessageID)
	if m == nil {
		return
	}
	s.lettersAt = e.Time
	s.Count.Purged++
	m.note(Moment{Time: e.Time, Kind: e.Kind()})
	s.end(m, Purged, e.Time)
}

// redriveStarted takes that a redrive has begun.
func (s *State) redriveStarted(e *event.Event, b *event.RedriveStarted) {
	s.Notable = NotableRedrive
	s.Redrive = Redrive{
		all: b.Text == event.EveryLetter, To: b.Target, Rate: b.Rate, Moved: b.Moved, Total: b.Total, started: e.Time, before: b.Moved,
	}
}

// redriving takes how far a redrive is.
func (s *State) redriving(e *event.Event, moved, total int) {
	r := &s.Redrive
	before := r.Moved
	r.Moved = moved
	if total > 0 {
		r.Total = total
	}
	if r.all && !s.Setup.Embedded { // nobody reports each
		s.inferMoved(e, r.Moved-before)
	}
}

// redriveEnded takes that a redrive is over.
func (s *State) redriveEnded(e *event.Event, b *event.RedriveEnded) {
	s.redriving(e, b.Moved, b.Total)
	r := &s.Redrive
	r.Ended, r.Outcome, r.Error = e.Time, b.Text, b.Error
}

// inferMoved takes n dead letters for moved: the oldest that were there when the
// redrive began. Which they were only their next receive will tell.
func (s *State) inferMoved(e *event.Event, n int) {
	for _, m := range s.Live() {
		if n <= 0 {
			return
		}
		if m.phase != Dead || m.EndedAt.After(s.Redrive.started) {
			continue
		}
		n--
		s.writes(m)
		s.lettersAt = e.Time
		s.Count.Redriven++
		m.Inferred = true
		m.note(Moment{Time: e.Time, Kind: event.KindOf[event.MessageRedriven]()})
		s.end(m, Redriven, e.Time)
		if to := s.Redrive.To; to == "" || to == s.Setup.Queue {
			s.Moves.Add(&Move{At: e.Time, Kind: event.KindOf[event.MessageRedriven](), From: DeadLetterNode, To: QueueNode, MessageID: m.ID, Identity: m.Identity(), Try: m.Try})
		}
	}
}
