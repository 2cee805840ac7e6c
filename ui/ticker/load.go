package ticker

import (
	"runtime"
	"time"
)

// FramesASecond is how many frames the eye can use.
const FramesASecond = 30

// While much happens the processors are for the pipeline.
const (
	much       = 500                         // events a second: of some twenty images
	share      = 0.015                       // of all processors, for drawing while much happens
	busiest    = 200 * time.Millisecond      // between two frames at most
	fastest    = time.Second / FramesASecond // where little happens
	remembered = time.Second                 // for so long a frame counts
)

// Load is how much there is to draw, and what drawing costs. Where little
// happens there are as many frames as the eye can use; where much does, as many
// as a small share of the processors pays for. The zero Load is that of a
// screen before its first frame.
type Load struct {
	events float64       // a second
	cost   time.Duration // of a frame
	frame  time.Duration // cost of the present frame so far
	last   time.Time
}

// Came begins a frame with so many events.
func (l *Load) Came(events int, now time.Time) {
	if since := now.Sub(l.last).Seconds(); since > 0 {
		weight := min(since/remembered.Seconds(), 1)
		l.events += weight * (float64(events)/since - l.events)
	}
	const few = 0.2 // one frame says little
	l.cost += time.Duration(few * float64(l.frame-l.cost))
	l.frame, l.last = 0, now
}

// Spent adds to the cost of the present frame.
func (l *Load) Spent(d time.Duration) { l.frame += d }

// Busy tells whether much happens.
func (l *Load) Busy() bool { return l.events > much }

// Interval is the time from one frame to the next.
func (l *Load) Interval() time.Duration {
	if !l.Busy() {
		return fastest
	}
	paid := time.Duration(float64(l.cost) / (share * float64(runtime.GOMAXPROCS(0))))
	return min(max(paid, fastest), busiest)
}
