package panel

import (
	"time"

	"inflight/pipeline/state"
)

// Census is how many messages are where at a moment, which they are, and what
// happens a second: taken
// once a frame by the root and handed to all panels, so that no two of them say
// different numbers. The zero Census is that of an empty state.
type Census struct {
	state.Standing

	Rates state.Rates

	state *state.State
	now   time.Time
	lists [state.Dead + 1][]*state.Message // by phase, as far as they were asked for
	known [state.Dead + 1]bool

	seconds []state.Second // the last ones, once somebody has asked
	asked   bool
}

// mostListed is how many messages of a phase In gives at most: more than there
// are cells to draw them in.
const mostListed = 4096

// CountMessages takes a census of a state as it is at now.
func CountMessages(s *state.State, now time.Time) Census {
	var c Census
	c.Count(s, now)
	return c
}

// censusOf is a census that lists messages and counts nothing.
func censusOf(s *state.State, now time.Time) Census { return Census{state: s, now: now} }

// Count takes the census again, in the memory of the last one.
func (c *Census) Count(s *state.State, now time.Time) {
	c.state, c.now, c.Standing, c.Rates = s, now, s.Standing(now), s.Rates(now)
	c.known, c.asked = [len(c.known)]bool{}, false
}

// In are the messages in a phase, in the order in which they came to be in it;
// of a crowd the first few thousand. The slice is the census's own: it holds
// until the next Count, and must not be changed.
func (c *Census) In(p state.Phase) []*state.Message {
	if c.state == nil || c.known[p] {
		return c.lists[p]
	}
	list := c.lists[p][:0]
	for m := range c.state.In(p, c.now) {
		if list = append(list, m); len(list) == mostListed {
			break
		}
	}
	c.lists[p], c.known[p] = list, true
	return list
}

// mostSeconds are as many as any chart shows.
const mostSeconds = 600

// last are the last n seconds, the latest last; see state.Series.Last. All
// charts of a frame share them, and change none.
func (v *View) last(n int) []state.Second {
	c := v.Census
	if c == nil || c.state != v.State || !c.now.Equal(v.Now) {
		return v.State.Series.Last(v.Now, n)
	}
	if !c.asked {
		c.seconds, c.asked = c.state.Series.AppendLast(c.seconds[:0], c.now, mostSeconds), true
	}
	return c.seconds[max(len(c.seconds)-n, 0):]
}

// Told is how many messages are in a phase of which events told: those that can
// be shown.
func (c *Census) Told(p state.Phase) int {
	switch p {
	case state.Waiting:
		return c.Visible - c.Untold.Visible
	case state.Delayed:
		return c.Delayed - c.Untold.Delayed
	case state.InFlight:
		return c.InWork - c.Untold.NotVisible
	case state.Returned:
		return c.BackingOff
	case state.Dead:
		return c.Dead
	case state.Done, state.Purged, state.Redriven:
	}
	return 0
}

// eachInWork visits the messages that InFlight shows, in no order.
func (c *Census) eachInWork(visit func(*state.Message)) {
	if c.state == nil {
		return
	}
	for m := range c.state.InWork(c.now) {
		visit(m)
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
