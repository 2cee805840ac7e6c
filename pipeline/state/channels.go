package state

import (
	"time"

	"inflight/pipeline/event"
)

// Channel is a channel of the consumers' model: how many messages wait in it, of how
// many that it holds. One of size 0 is not there.
type Channel struct{ Fill, Size int }

// Before is the channel that messages wait in for a stage.
func (s *State) Before(stage event.Stage) Channel {
	if at := stage.Place(); at >= 0 {
		return s.channels[at]
	}
	return Channel{}
}

// heldFor takes that a message waits inside this program for a stage, or that it was
// taken up: whose hand it is in now, and how full the channel is.
func (s *State) heldFor(e *event.Event, b *event.MessageHeld, held bool) {
	if at := b.Stage.Place(); at >= 0 && b.Total > 0 {
		s.channels[at] = Channel{Fill: b.Count, Size: b.Total}
	}
	m := s.alive(e.MessageID)
	if m != nil {
		if !held && m.Worker != e.Worker {
			s.handedOver(m.Worker, e)
		}
		r := m.try(b.ReceiveCount)
		if r != nil && r.Ended.IsZero() {
			r.Worker = e.Worker
			if r == m.latest() {
				m.Worker = e.Worker
			}
		}
		if stage := b.Stage; r == m.latest() {
			if !held {
				stage = ""
			}
			s.hold(m, stage)
		}
	}
	w := s.workerNamed(e.Worker)
	switch {
	case w == nil:
	case !held:
		w.take(e.Time, e.MessageID, s.identityOf(e, m))
		w.dies(m, e.Time)
	case w.MessageID == e.MessageID:
		w.handOn(e.Time)
	}
}

// handedOver takes a message out of the hand that it was in before another took it.
func (s *State) handedOver(from string, e *event.Event) {
	w := s.workerNamed(from)
	if w == nil || w.MessageID != e.MessageID {
		return
	}
	w.close(e.Time, false)
	w.MessageID, w.Key, w.Since, w.late = "", "", e.Time, false
	if w.Activity == Holding {
		w.Activity = Idle
	}
}

// hold notes for which stage a message waits inside this program; "" for none.
func (s *State) hold(m *Message, stage event.Stage) {
	if m.Held == event.Download {
		s.Prefetched--
	}
	if m.Held = stage; stage == event.Download {
		s.Prefetched++
	}
}

// modelChanged takes another model, or another number of workers. The channels of the
// one before are gone with it.
func (s *State) modelChanged(e *event.Event, b *event.ModelChanged) {
	if b.Model != s.Model {
		s.channels = [4]Channel{}
		if s.Model != "" {
			s.modelAt, s.before = e.Time, s.Model
		}
	}
	s.Scaling.up = b.Workers > s.Wanted
	s.Model, s.Wanted, s.changedAt = b.Model, b.Workers, e.Time
	s.clearLanes()
	s.Scaling.Least, s.Scaling.Most = b.Least, b.Most
	if b.Reason != "" {
		s.Scaling.Reason, s.Scaling.At = b.Reason, e.Time
	}
}

// workerWaiting takes that a goroutine has nothing to go on with.
func (s *State) workerWaiting(e *event.Event, b *event.WorkerWaiting) {
	w := s.workerNamed(e.Worker)
	if w == nil {
		return
	}
	switch b.Reason {
	case event.ForMessage:
		w.handOn(e.Time)
		w.enter(e.Time, NoMessage)
	case event.ForPlace:
		w.enter(e.Time, NoPlace)
	case event.ForPermit:
		w.enter(e.Time, NoPermit)
	}
}

// handOn empties the worker's hand: what was in it is another's to go on with.
func (w *Worker) handOn(at time.Time) {
	w.close(at, false)
	w.MessageID, w.Key, w.late = "", "", false
	w.Activity, w.Since = Idle, at
}
