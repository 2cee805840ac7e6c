package ui

import (
	"runtime"
	"time"
)

// While much happens the processors are for the pipeline.
const (
	much       = 500                    // events a second: of some twenty images
	share      = 0.015                  // of all processors, for drawing while much happens
	rendering  = 2                      // so many times what it takes to draw a frame is what it takes to write it, too
	busiest    = 200 * time.Millisecond // between two frames at most
	remembered = time.Second            // for so long a frame counts
)

// load is how much there is to draw, and what drawing costs. Where little
// happens there are as many frames as the eye can use; where much does, as many
// as a small share of the processors pays for. The zero load is that of a
// screen before its first frame.
type load struct {
	events float64       // a second
	cost   time.Duration // of a frame
	frame  time.Duration // cost of the present frame so far
	last   time.Time
}

// came begins a frame with so many events.
func (l *load) came(events int, now time.Time) {
	if since := now.Sub(l.last).Seconds(); since > 0 {
		weight := min(since/remembered.Seconds(), 1)
		l.events += weight * (float64(events)/since - l.events)
	}
	const few = 0.2 // one frame says little
	l.cost += time.Duration(few * float64(l.frame-l.cost))
	l.frame, l.last = 0, now
}

// spent adds to the cost of the present frame.
func (l *load) spent(d time.Duration) { l.frame += d }

// busy tells whether much happens.
func (l *load) busy() bool { return l.events > much }

// interval is the time from one frame to the next.
func (l *load) interval() time.Duration {
	if !l.busy() {
		return fastFrame
	}
	paid := time.Duration(float64(l.cost) / (share * float64(runtime.GOMAXPROCS(0))))
	return min(max(paid, fastFrame), busiest)
}
