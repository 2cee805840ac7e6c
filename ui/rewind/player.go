// Package rewind is where a person is in time who looks at what has been: in the past
// of a run that goes on, or in a recording.
package rewind

import (
	"math"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/state"
)

// Speeds at which the past can be played, each twice the one before.
const (
	slowest = 1.0 / 16
	fastest = 1000.0
)

// Player is a moment of a history, and whether it moves on by itself. It belongs to
// one goroutine.
type Player struct {
	history *history.History
	live    bool // after the last event comes what is now; else it is a recording
	cursor  *history.Cursor
	at      time.Time
	runs    bool
	speed   float64   // 0: without waiting
	wall    time.Time // when it was last moved on
	last    event.Event
	begin   Place // of a recording, until it has been read as far as that
}

// Place is where a recording begins to be played: after so many events, or at a time;
// the zero Place is its begin.
type Place struct {
	Number int64
	Time   func(begin time.Time) time.Time
}

// Of returns a player for the past of a run, which is not in it yet.
func Of(h *history.History) *Player { return &Player{history: h, live: true, speed: 1} }

// Recording returns a player of a recording, at its begin.
func Recording(h *history.History, speed float64, runs bool, begin Place) *Player {
	return &Player{history: h, speed: speed, runs: runs, begin: begin}
}

// Past tells whether the player is in the past, and not in what is now.
func (p *Player) Past() bool { return p.cursor != nil }

// State is the state at the moment; nil where that is now.
func (p *Player) State() *state.State {
	if p.cursor == nil {
		return nil
	}
	return p.cursor.State
}

// At is the moment.
func (p *Player) At() time.Time { return p.at }

// Runs tells whether it moves on by itself, and Speed how fast.
func (p *Player) Runs() bool { return p.runs }

// Speed is how many seconds of what was pass in one; 0: as fast as it goes.
func (p *Player) Speed() float64 { return p.speed }

// Event is the event after which the moment is, where a person has gone to one.
func (p *Player) Event() (event.Event, bool) { return p.last, p.last.Kind() != "" }

// enter goes into the past, from now.
func (p *Player) enter() error {
	if p.cursor != nil {
		return nil
	}
	_, all := p.history.Bounds()
	return p.to(all)
}

// to goes to after n events.
func (p *Player) to(n int64) (err error) {
	if p.cursor == nil {
		c, err := p.history.Cursor(n)
		if err != nil {
			return err
		}
		p.cursor = c
	} else if err = p.cursor.To(n); err != nil {
		return err
	}
	p.arrive()
	return nil
}

// arrive is at the event that the cursor is after.
func (p *Player) arrive() {
	last, known := p.cursor.Last()
	p.last = last
	if known {
		p.at = last.Time
	} else {
		p.at, _ = p.history.Span()
	}
}

// Live goes back to what is now. A recording has no now: it goes to its end.
func (p *Player) Live() error {
	if !p.live {
		_, all := p.history.Bounds()
		return p.to(all)
	}
	if p.cursor != nil {
		p.cursor.Close()
	}
	p.cursor, p.last, p.runs, p.speed = nil, event.Event{}, false, 1
	return nil
}

// First goes as far back as is kept.
func (p *Player) First() error {
	oldest, _ := p.history.Bounds()
	p.runs = false
	return p.to(oldest)
}

// Go goes to a moment.
func (p *Player) Go(t time.Time) error {
	begin, end := p.history.Span()
	if !t.Before(end) {
		if p.live {
			return p.Live()
		}
		t = end
	}
	if t.Before(begin) {
		t = begin
	}
	if err := p.enter(); err != nil {
		return err
	}
	if err := p.cursor.ToTime(t); err != nil {
		return err
	}
	p.at, p.last = t, event.Event{}
	return nil
}

// Turn lets the past go on by itself, or stops it.
func (p *Player) Turn(wall time.Time) { p.runs, p.wall = !p.runs, wall }

// Pace changes the speed by a factor; 0 sets it to that of then. The last change goes
// to the slowest or the fastest there is, though that is no factor away.
func (p *Player) Pace(by float64) error {
	to := 1.0
	switch {
	case by == 0:
	case p.speed == 0: // slower than without waiting is the fastest that waits
		if by > 1 {
			return errPaces
		}
		to = fastest
	case p.speed == fastest && by < 1: // back to the speeds that are powers of two
		to = math.Exp2(math.Ceil(math.Log2(fastest * by)))
	default:
		to = min(max(p.speed*by, slowest), fastest)
	}
	if by != 0 && to == p.speed {
		return errPaces
	}
	p.speed = to
	return nil
}

// most is how many events a move takes at most: some milliseconds.
const most = 8192

// Advance moves on by what has passed on the wall clock. It tells whether there is
// more to come at once. Where a run has come to now, it is live again.
func (p *Player) Advance(wall time.Time) (more bool, err error) {
	passed := wall.Sub(p.wall)
	if p.wall.IsZero() {
		passed = 0
	}
	p.wall = wall
	if !p.live && p.cursor == nil { // a recording, of which something may be there now
		if there, err := p.start(); err != nil || !there {
			return false, err
		}
		passed = 0
	}
	if !p.runs || p.cursor == nil {
		return false, nil
	}
	p.last = event.Event{}
	to := p.at.Add(time.Duration(float64(passed) * p.speed))
	if p.speed == 0 {
		to = p.at.AddDate(1000, 0, 0)
	}
	n, err := p.cursor.Until(to, most)
	if err != nil {
		p.runs = false
		return false, err
	}
	if n == most { // as far as that, and on from there
		p.at = p.cursor.State.Now
		return true, nil
	}
	if _, all := p.history.Bounds(); p.cursor.At() < all {
		p.at = to
		return false, nil
	}
	_, end := p.history.Span()
	if p.live && !to.Before(end) {
		return false, p.Live()
	}
	p.at = end
	if to.Before(end) {
		p.at = to
	}
	if closed, _ := p.history.Ended(); closed && !p.at.Before(end) {
		p.runs = false
	}
	return false, nil
}

// start goes to where the recording begins to be played, once that has been read.
func (p *Player) start() (bool, error) {
	_, all := p.history.Bounds()
	closed, _ := p.history.Ended()
	begin, end := p.history.Span()
	switch at := p.begin; {
	case all == 0:
		return false, nil
	case at.Time != nil:
		t := at.Time(begin)
		if t.After(end) && !closed {
			return false, nil
		}
		if p.cursor != nil {
			p.cursor.Close()
		}
		p.cursor = nil
		if err := p.to(0); err != nil {
			return false, err
		}
		if err := p.Go(t); err != nil || !t.After(end) {
			return true, err
		}
		return true, errOver
	case at.Number > all && !closed:
		return false, nil
	default:
		if err := p.to(at.Number); err != nil || at.Number <= all {
			return true, err
		}
		return true, errOver
	}
}

// Ended tells whether the moment is the end of a recording.
func (p *Player) Ended() bool {
	if p.live || p.cursor == nil {
		return false
	}
	closed, _ := p.history.Ended()
	_, all := p.history.Bounds()
	return closed && p.cursor.At() == all
}
