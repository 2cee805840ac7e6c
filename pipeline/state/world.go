package state

import (
	"time"

	"inflight/pipeline/event"
)

// Motion is whether the world moves.
type Motion uint8

// What a world can be at.
const (
	Moving   Motion = iota
	Stepping        // it goes on until something happens
	Freezing        // nothing new is begun, and what is in hand ends
	Frozen
)

// World is whether the work goes on, and how fast its clock runs.
type World struct {
	Motion Motion
	Since  time.Time // the standing time; that of the last change while it moves
	Others int       // calls of others since it froze
	Steps  int       // that a person has gone since then
	speed  float64   // 0: nobody has changed it
}

// Stands tells whether the world is frozen, or about to be.
func (w *World) Stands() bool { return w.Motion == Freezing || w.Motion == Frozen }

// Speed is how many seconds pass on the clock in one of the wall clock's, while the
// world moves.
func (w *World) Speed() float64 {
	if w.speed == 0 {
		return 1
	}
	return w.speed
}

// Follow takes an event, for whoever follows the world alone.
func (w *World) Follow(e *event.Event) {
	if b, ok := e.Body.(*event.APICalled); ok {
		w.called(b)
		return
	}
	w.changed(e)
}

// changed takes what is said of the world.
func (w *World) changed(e *event.Event) {
	before := w.Motion
	switch b := e.Body.(type) {
	case *event.ClockChanged:
		w.speed = b.Speed
		return
	case *event.WorldFreezing:
		w.Motion = Freezing
	case *event.WorldFrozen:
		w.Motion = Frozen
	case *event.WorldStepping:
		w.Motion = Stepping
		w.Steps++
	case *event.WorldRunning:
		w.Motion = Moving
	default:
		return
	}
	w.Since = e.Time
	if before == Moving || w.Motion == Moving {
		w.Others = 0
	}
	if w.Motion == Moving {
		w.Steps = 0
	}
}

// called counts a call that somebody else makes while the world does not go on by
// itself.
func (w *World) called(b *event.APICalled) {
	if w.Motion != Moving && b.Caller == event.Outside {
		w.Others++
	}
}
