package state

import (
	"math"
	"time"

	"inflight/pipeline/event"
)

// Direction is where a queue is going.
type Direction uint8

// The directions there are.
const (
	Unused   Direction = iota // nothing was ever sent
	Finished                  // everything that came is done or dead
	Idling                    // nothing waits and nothing is in work; more may come
	KeepsUp                   // what comes is taken at once
	Unclear                   // too early to tell
	Draining                  // more is taken than comes
	Growing                   // more comes than is taken
	Steady                    // as much waits as before
	Stuck                     // messages wait, and none is taken
	Halted                    // consuming is paused
	Unmanned                  // there are no workers
	OnHold                    // our work stands, or is about to, and the queue goes on
)

// Trend says where a queue is going, judged by how many messages wait. What is
// in flight is in work, and no backlog: a pipeline that has just started fills
// its workers and falls behind nothing.
type Trend struct {
	Direction Direction
	Waiting   int // visible, or delayed
	inFlight  int // not visible: received, or given back and backing off
	// Taken is how many are received a second, Coming how many come in: what is
	// taken and what the backlog grows by.
	Taken, coming float64
	// Growth is how many more wait each second; it is negative while they drain.
	Growth float64
	// Each is how long a message is in flight (Little's law: as many are in
	// flight as are received a second, times this). 0: it is too early to tell.
	Each time.Duration
	// Left is how long a queue that drains takes until it is empty; of a steady
	// one, how long a message waits (Little's law once more).
	Left time.Duration
	// More is how many workers more would hold a queue that grows. 0: it cannot
	// be told, or there may be no more.
	More int
	// Change is by how many more wait than Over ago, where a queue grows or drains too
	// slowly for the window of the rates to tell; Over is 0 elsewhere.
	Change int
	Over   time.Duration
	// CoresFull says that the workers wait for cores, so that more would not help.
	CoresFull bool
}

// trendWindow is how many seconds a trend is judged by: those of all rates.
const trendWindow = int(RateWindow / time.Second)

// trendSettles is how long after a pause, a purge or a change of workers it is
// too early to tell: what is measured is half from before.
const trendSettles = RateWindow

// Trend judges where the queue is going at now.
func (s *State) Trend(now time.Time) Trend {
	var memory [trendWindow + 1]Second
	last := s.Series.AppendLast(memory[:0], now, len(memory))
	if len(last) > 0 {
		last = last[:len(last)-1] // the present second is not over
	}
	t := Trend{}
	t.Waiting, t.inFlight = s.backlog(now)
	t.Taken = s.Series.Rate(now, trendWindow, received)
	t.Growth = slope(last, func(sec Second) int { return sec.Visible + sec.Delayed })
	t.coming = max(t.Taken+t.Growth, 0)
	if t.Taken > 0 && s.settled(len(last), now) && !s.StandsAlone() {
		t.Each = inSeconds(mean(last, func(sec Second) int { return sec.NotVisible }) / t.Taken)
	}
	t.Direction = s.direction(&t, len(last), now)
	switch t.Direction {
	case Draining:
		t.Left = inSeconds(float64(t.Waiting) / -t.rise())
	case Steady:
		t.Left = inSeconds(float64(t.Waiting) / t.Taken)
	case Growing:
		if t.CoresFull = s.CoresFull(now); !t.CoresFull {
			t.More = s.workersToHold(&t)
		}
	case Unused, Finished, Idling, KeepsUp, Unclear, Stuck, Halted, Unmanned, OnHold:
	}
	return t
}

// direction is the direction that the numbers of a trend tell.
func (s *State) direction(t *Trend, known int, now time.Time) Direction {
	if d, still := s.atRest(t); still {
		return d
	}
	change := t.Growth * float64(trendWindow)
	few := int(max(3, 2*t.Taken)) // what a queue holds that keeps up
	significant := math.Abs(change) > max(3, float64(t.Waiting)/20, math.Sqrt(float64(t.Waiting)))
	switch {
	case t.Waiting <= few && (!significant || t.Growth < 0):
		return KeepsUp
	case !s.settled(known, now):
		return Unclear
	case t.Taken == 0:
		return Stuck
	case !significant:
		return s.slow(t, now)
	case t.Growth < 0:
		return Draining
	}
	return Growing
}

// settled tells whether the window holds what is so now alone: it is full, and what it
// is judged by was not changed in it.
func (s *State) settled(known int, now time.Time) bool {
	return known >= trendWindow && now.Sub(s.changedAt) >= trendSettles
}

// atRest reports a queue that goes nowhere, whatever the numbers say.
func (s *State) atRest(t *Trend) (d Direction, still bool) {
	empty := t.Waiting == 0 && t.inFlight == 0
	switch {
	case s.Count.Uploaded+s.Count.Sent+s.Count.Received == 0:
		return Unused, true
	case empty && s.Finished:
		return Finished, true
	case empty:
		return Idling, true
	case s.held():
		return OnHold, true
	case t.Waiting > 0 && s.Paused:
		return Halted, true
	case t.Waiting > 0 && s.Hands() == 0 && s.Wanted == 0:
		return Unmanned, true
	}
	return Unused, false
}

// workersToHold is how many workers more would take as much as comes: while a
// queue grows all of them are busy, so each takes its share of what is taken.
func (s *State) workersToHold(t *Trend) int {
	n := s.Hands()
	if n == 0 || t.Taken <= 0 {
		return 0
	}
	need := int(math.Ceil((t.Taken + t.rise()) / (t.Taken / float64(n))))
	if need > event.MaxWorkers {
		return 0
	}
	return max(need-n, 1)
}

// rise is how many more wait each second, by the window that told the direction.
func (t *Trend) rise() float64 {
	if t.Over > 0 {
		return float64(t.Change) / t.Over.Seconds()
	}
	return t.Growth
}

// CoresFull tells whether the workers spend a tenth of their time, or more, waiting for
// a core. On a line nobody does: images wait before its thumbnail stage instead, which
// has as many goroutines as there are cores.
func (s *State) CoresFull(now time.Time) bool {
	if s.Model == staging {
		return s.coresOfLineFull()
	}
	from := now.Add(-RateWindow)
	var waited time.Duration
	for _, w := range s.Workers {
		if w.Activity == NoCore && !w.stands {
			waited += now.Sub(latest(w.Since, from))
		}
		for i := w.Spans.Len() - 1; i >= 0; i-- {
			span := w.Spans.Ref(i)
			if !span.To.After(from) {
				break
			}
			if span.Activity == NoCore {
				waited += span.To.Sub(latest(span.From, from))
			}
		}
	}
	return waited > 0 && waited >= RateWindow*time.Duration(s.Hands())/10
}

// coresOfLineFull tells whether the channel before the thumbnail stage is full, and all of
// its goroutines compute: fewer than there are permits.
func (s *State) coresOfLineFull() bool {
	if c := s.Before(event.Thumbnail); c.Size == 0 || c.Fill < c.Size {
		return false
	}
	computing := 0
	for _, w := range s.Workers {
		switch {
		case w.Stage() != event.Thumbnail:
		case w.Activity != Activity(event.Thumbnail):
			return false
		default:
			computing++
		}
	}
	return computing > 0 && computing < s.Wanted
}

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// backlog is how many messages wait, and how many are not visible.
func (s *State) backlog(now time.Time) (waiting, inFlight int) {
	st := s.Standing(now)
	return st.Visible + st.Delayed, st.NotVisible()
}

// slope is how much a level rises a second: that of the straight line that
// lies closest to it.
func slope(last []Second, level func(Second) int) float64 {
	n := float64(len(last))
	if n < 2 {
		return 0
	}
	middle, average := (n-1)/2, mean(last, level)
	var up, across float64
	for i, sec := range last {
		dx := float64(i) - middle
		up += dx * (float64(level(sec)) - average)
		across += dx * dx
	}
	return up / across
}

// mean is the mean of a level.
func mean(last []Second, level func(Second) int) float64 {
	sum := 0
	for _, sec := range last {
		sum += level(sec)
	}
	return float64(sum) / float64(max(len(last), 1))
}

// inSeconds is a duration of so many seconds.
func inSeconds(f float64) time.Duration {
	const most = 1000 * 3600 // what is longer is as good as never
	return time.Duration(min(max(f, 0), most) * float64(time.Second))
}
