package panel

import (
	"time"

	"inflight/pipeline"
)

// Census is which messages are in which phase at a moment. Counting looks at
// every message, which takes longer than drawing the few that there is room
// for: the root counts once a frame, and hands the census to all panels. The
// zero Census is that of an empty state.
type Census struct {
	Waiting, Delayed, InFlight, Returned, Dead int
	// Lost are the messages among Waiting whose countdown won while a worker
	// still works on them.
	Lost int

	in   [pipeline.Dead + 1][]*pipeline.Message // by phase, each in the order they became known
	lost []*pipeline.Message
}

// CountMessages counts the messages of a state as they are at now.
func CountMessages(s *pipeline.State, now time.Time) Census {
	var c Census
	c.Count(s, now)
	return c
}

// Count takes the census anew, in the memory of the last one.
func (c *Census) Count(s *pipeline.State, now time.Time) {
	for i := range c.in {
		c.in[i] = c.in[i][:0]
	}
	c.lost = c.lost[:0]
	for _, m := range s.Live() {
		p := m.Phase(now)
		if p.Ended() {
			continue
		}
		c.in[p] = append(c.in[p], m)
		if p == pipeline.Waiting && m.Working {
			c.lost = append(c.lost, m)
		}
	}
	c.Waiting, c.Delayed, c.InFlight = len(c.in[pipeline.Waiting]), len(c.in[pipeline.Delayed]), len(c.in[pipeline.InFlight])
	c.Returned, c.Dead, c.Lost = len(c.in[pipeline.Returned]), len(c.in[pipeline.Dead]), len(c.lost)
}

// In are the messages in a phase of those that are alive, in the order they
// became known. The slice is the census's own: it holds until the next Count,
// and must not be changed.
func (c *Census) In(p pipeline.Phase) []*pipeline.Message { return c.in[p] }

// eachInWork visits the messages that InFlight shows, in no order.
func (c *Census) eachInWork(visit func(*pipeline.Message)) {
	for _, messages := range [...][]*pipeline.Message{c.in[pipeline.InFlight], c.in[pipeline.Returned], c.lost} {
		for _, m := range messages {
			visit(m)
		}
	}
}

// Counted is the census that the root took, or one taken now.
func (v *View) Counted() *Census {
	if v.Census != nil {
		return v.Census
	}
	c := CountMessages(v.State, v.Now)
	return &c
}
