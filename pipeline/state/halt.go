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

// worldChanged takes that the world stands, or goes on, or how fast.
func (s *State) worldChanged(e *event.Event) {
	alone, held := s.StandsAlone(), s.held()
	s.World.changed(e)
	if held && !s.held() {
		s.changedAt = e.Time // half of what is measured is from when nothing was begun
	}
	if s.StandsAlone() == alone {
		return
	}
	for _, w := range s.consuming() {
		if alone {
			s.goesOnWith(w, e.Time)
		} else {
			s.standsStill(w, e.Time)
		}
	}
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
