package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// maxReceives is how many receives of a message are kept, and maxBeats how many
// heartbeats of each. The latest stay.
const (
	maxReceives = 8
	maxBeats    = 64
)

// Receive is one receive of a message: who has it, for how long, what was done,
// and how it ended. Receives of one message overlap where a visibility timeout
// runs out while its worker goes on.
type Receive struct {
	Try     int    // ApproximateReceiveCount
	Worker  string // who received it; "outside" for somebody else, "you" for the person at the keys
	At      time.Time
	Until   time.Time   // end of its visibility timeout, as last set
	Beats   []time.Time // heartbeats that extended it
	Stages  []StageSpan // what was done, in order
	Expired time.Time   // when the timeout ran out while the worker held the message; zero: it did not
	again   time.Time   // when the message was received again while the worker held it; zero: it was not
	Ended   time.Time   // when the worker deleted it or put it down; zero: it holds it
	Deleted bool        // it ended by a delete
	Dead    bool        // its worker died as it received it, of a fault: it did no work

	// heartless says that its heartbeat is left out on purpose, and turnedOff that the
	// heartbeat was off when its timeout ran out, or where that was told early, when it began.
	heartless, turnedOff bool
	stood                bool // our work was frozen when its timeout ran out, and AWS was not

	// next is when another receive came before anything said that this one had
	// ended or expired. A give-back may be told of a moment too late, so it counts
	// as Again only once this worker is seen to go on.
	next time.Time
}

// StageSpan is a stage of the work in one receive.
type StageSpan struct {
	Stage    event.Stage
	From, To time.Time // To is zero while it runs
	Failed   bool
}

// Held tells whether the worker holds the message still, as far as the events
// say. Of somebody outside nobody says when they put it down: they hold it until
// their timeout runs out; so does a person, whose hand is empty then.
func (r *Receive) Held(now time.Time) bool {
	if !event.Works(r.Worker) {
		return r.Ended.IsZero() && now.Before(r.Until)
	}
	return r.Ended.IsZero()
}

// Late tells whether the worker goes on with the message though its timeout ran out.
func (r *Receive) Late(now time.Time) bool {
	return event.Works(r.Worker) && !r.Dead && r.Ended.IsZero() && (!r.Expired.IsZero() || !now.Before(r.Until))
}

// InDeadHands tells whether the worker that received the message last is dead, and
// has it still.
func (m *Message) InDeadHands() bool {
	r := m.latest()
	return r != nil && r.Dead && r.Ended.IsZero()
}

// FailedAt is the stage at which the worker that has the message has failed, and puts it
// down next; empty: it has not. Whoever was interrupted has not failed, and of several
// images of a message the others are worked on before it is put down.
func (m *Message) FailedAt() event.Stage {
	r := m.latest()
	if r == nil || !r.Ended.IsZero() || m.Held != "" || !m.StageDone {
		return ""
	}
	for _, at := range slices.Backward(m.History) {
		switch at.Kind {
		case event.KindOf[event.MessageExtended](), event.KindOf[event.FaultInjected](), event.KindOf[event.MessageExpired]():
			continue // it is told of meanwhile
		case event.KindOf[event.StageFinished]():
			if at.Text != "" && at.Text != event.Interrupted && at.Worker == r.Worker {
				return at.Stage
			}
		}
		return ""
	}
	return ""
}

// latest is the latest receive, nil before the first.
func (m *Message) latest() *Receive {
	if len(m.Receives) == 0 {
		return nil
	}
	return &m.Receives[len(m.Receives)-1]
}

// try is the receive with a receive count, nil where it is not known. An event
// without a count is about the latest.
func (m *Message) try(n int) *Receive {
	if n <= 0 {
		return m.latest()
	}
	return m.exactly(n)
}

// exactly is the receive with that receive count, nil where it is not known.
func (m *Message) exactly(n int) *Receive {
	for i := len(m.Receives) - 1; i >= 0; i-- {
		if m.Receives[i].Try == n {
			return &m.Receives[i]
		}
	}
	return nil
}

// HeldBy is the latest receive of a worker that has not ended, nil where it
// holds nothing.
func (m *Message) HeldBy(worker string) *Receive {
	for i := len(m.Receives) - 1; i >= 0; i-- {
		if r := &m.Receives[i]; r.Worker == worker && r.Ended.IsZero() {
			return r
		}
	}
	return nil
}

// DoneBy is who deleted the message when it was done: not always the one that
// received it last.
func (m *Message) DoneBy() string {
	for i := range m.Receives {
		if m.Receives[i].Deleted {
			return m.Receives[i].Worker
		}
	}
	return m.Worker
}

// add keeps a receive, in the order of the receive counts: one may be told of
// late. It returns where it is kept.
func (m *Message) add(r Receive) *Receive {
	if len(m.Receives) == maxReceives {
		m.Receives = append(m.Receives[:0], m.Receives[1:]...)
	}
	if m.Receives == nil {
		m.Receives = m.first[:0]
	}
	at := len(m.Receives)
	for at > 0 && m.Receives[at-1].Try > r.Try {
		at--
	}
	m.Receives = append(m.Receives, Receive{})
	copy(m.Receives[at+1:], m.Receives[at:])
	m.Receives[at] = r
	return &m.Receives[at]
}

// StillAt tells whether a worker is known to be at work by a receive of a message,
// though the message may have ended: it has told of nothing else since, its hand
// holds the message, and no events are missing in which it may have put it down. Of
// a message that was thrown away nothing more is known.
func (s *State) StillAt(m *Message, r *Receive) bool {
	if m.phase == Purged || r.Dead || !r.LastTold().After(s.gapAt) {
		return false
	}
	held := m.HeldBy(r.Worker)
	return held != nil && held.Try == r.Try &&
		slices.ContainsFunc(s.Workers, func(w *Worker) bool { return w.Name == r.Worker && w.MessageID == m.ID })
}

// LastTold is when the last was told of what the worker does: that it received the
// message, or that a stage began or ended.
func (r *Receive) LastTold() time.Time {
	last := r.At
	for _, sp := range r.Stages {
		for _, at := range [...]time.Time{sp.From, sp.To} {
			if at.After(last) {
				last = at
			}
		}
	}
	return last
}

// Late are the receives whose worker goes on though its timeout ran out, the
// earliest first.
func (m *Message) Late(now time.Time) []Receive {
	var late []Receive
	for i := range m.Receives {
		if m.Receives[i].Late(now) {
			late = append(late, m.Receives[i])
		}
	}
	return late
}

// putDown ends a receive. Where it is told of late, the message was not received
// again while the worker held it, though it looked so.
func (s *State) putDown(m *Message, r *Receive, at time.Time) {
	if !r.again.IsZero() && at.Before(r.again) {
		s.Count.ReceivedAgain--
		m.Again--
		r.again = time.Time{}
	}
	r.Ended, r.next = at, time.Time{}
}

// beat keeps a heartbeat.
func (r *Receive) beat(at time.Time) {
	if len(r.Beats) == maxBeats {
		r.Beats = slices.Clone(r.Beats[1:]) // a snapshot may have what was
	}
	r.Beats = append(r.Beats, at)
}

// begin keeps the beginning of a stage.
func (r *Receive) begin(s event.Stage, at time.Time) {
	const most = 16 // a stage for each image of a message that names several
	if r.Stages == nil {
		r.Stages = make([]StageSpan, 0, 4)
	}
	if len(r.Stages) < most {
		r.Stages = append(r.Stages, StageSpan{Stage: s, From: at})
	}
}

// finish keeps the end of a stage.
func (r *Receive) finish(s event.Stage, at time.Time, failed bool) {
	for i := len(r.Stages) - 1; i >= 0; i-- {
		if sp := &r.Stages[i]; sp.Stage == s && sp.To.IsZero() {
			sp.To, sp.Failed = at, failed
			return
		}
	}
}
