package panel

import (
	"time"

	"inflight/pipeline"
)

// Census is how many messages are in which phase at a moment. Counting looks
// at every message, so the root counts once a frame and hands the census to
// all panels.
type Census struct {
	Waiting, Delayed, InFlight, Returned, Dead int
	// Lost are the messages among Waiting whose countdown won while a worker
	// still works on them.
	Lost int
}

// CountMessages counts the messages of a state as they are at now.
func CountMessages(s *pipeline.State, now time.Time) Census {
	var c Census
	for _, m := range s.Live() {
		switch m.Phase(now) {
		case pipeline.Waiting:
			c.Waiting++
			if m.Working {
				c.Lost++
			}
		case pipeline.Delayed:
			c.Delayed++
		case pipeline.InFlight:
			c.InFlight++
		case pipeline.Returned:
			c.Returned++
		case pipeline.Dead:
			c.Dead++
		case pipeline.Done, pipeline.Purged, pipeline.Redriven:
		}
	}
	return c
}

// rows is how many rows InFlight has without a filter.
func (c Census) rows() int { return c.InFlight + c.Returned + c.Lost }

// census is the census that the root took, or one taken now.
func (v View) census() Census {
	if v.Census != nil {
		return *v.Census
	}
	return CountMessages(v.State, v.Now)
}
