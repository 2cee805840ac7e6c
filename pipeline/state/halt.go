package state

import (
	"time"

	"inflight/pipeline/event"
)

// StandsAlone tells whether our work stands while the clock that the queue goes by runs
// on: it is not ours to stop.
func (s *State) StandsAlone() bool { return s.World.Motion == Frozen && !s.Setup.Embedded }

// Does is what a worker does as the screen calls it. A poll under way while the world
// freezes ends by itself where the clock is not ours; where it is, it stands as all does
// in the picture of a moment.
func (s *State) Does(w *Worker) Activity {
	if w.Activity == Polling && s.World.Motion == Freezing && !s.Setup.Embedded {
		return Ending
	}
	return w.Activity
}

// Stands tells whether the worker stands with the world, while the clock goes on.
func (w *Worker) Stands() bool { return w.stands }

// Halted is how far our work has come to a stand while the clock that the queue goes by
// runs on: Ending, AtGate, or empty where it goes on, or the clock stands too.
func (s *State) Halted() Activity {
	switch {
	case s.StandsAlone():
		return AtGate
	case s.held():
		return Ending
	}
	return ""
}

// worldChanged takes that the world stands, or goes on, or how fast.
func (s *State) worldChanged(e *event.Event) {
	before := s.Halted()
	s.World.changed(e)
	switch now := s.Halted(); now {
	case before:
	case "":
		s.changedAt = e.Time // half of what is measured is from when nothing was begun
		for _, w := range s.consuming() {
			s.goesOnWith(w, e.Time)
		}
	default:
		for _, w := range s.consuming() {
			if now == AtGate || w.Activity == Idle || w.Activity == Holding || s.isThrough(w) {
				s.standsStill(w, e.Time)
			}
		}
	}
}

// halts takes what a worker does while the world freezes and the clock goes on: what it
// ends is followed by a gate, and what it begins is behind one that it had passed before.
func (s *State) halts(e *event.Event) {
	w := s.workerNamed(e.Worker)
	if w == nil || !event.Works(e.Worker) {
		return
	}
	switch e.Body.(type) {
	case *event.StageStarted, *event.StageWaiting, *event.WorkerPolling:
		w.stands = false
	case *event.StageFinished, *event.MessageReceived, *event.MessageHeld, *event.MessageTaken, *event.MessageDeleted, *event.MessageReturned, *event.WorkerStarted:
		s.standsStill(w, e.Time)
	}
}

// isThrough tells whether a worker has ended the stage that it is drawn at, and has begun
// nothing since.
func (s *State) isThrough(w *Worker) bool {
	m := s.Message(w.MessageID)
	return m != nil && m.Worker == w.Name && m.StageDone && w.Activity == Activity(m.Stage)
}

// held tells whether our work stands, or is about to, while the queue goes on.
func (s *State) held() bool { return s.World.Stands() && !s.Setup.Embedded }

// consuming are all workers but persons.
func (s *State) consuming() []*Worker {
	return append(append(make([]*Worker, 0, len(s.Receivers)+len(s.Workers)), s.Receivers...), s.Workers...)
}

// standsStill takes that a worker waits at a gate. What it has in hand stays there, and
// keeps nobody busy while the clock goes on.
func (s *State) standsStill(w *Worker, at time.Time) {
	s.writesWorker(w)
	switch {
	case w.left || w.Activity == Died:
		w.stands = false
		return
	case w.Activity == Polling:
		s.polled(w, at)
		w.enter(at, AtGate)
	case w.Activity == Idle && !s.Paused:
		w.enter(at, AtGate)
	}
	w.close(at, false)
	w.Since, w.stands = at, true
}

// goesOnWith takes that a worker may pass its gate.
func (s *State) goesOnWith(w *Worker, at time.Time) {
	s.writesWorker(w)
	if !w.stands {
		return
	}
	w.close(at, false)
	w.Since, w.stands = at, false
	if w.Activity == AtGate {
		w.Activity = Idle
	}
}
