package flow

import (
	"time"

	"inflight/pipeline/state"
)

// How long a token is on its way along an arrow; and how long at least, where
// the image has already gone on from there.
const (
	travelTime = 900 * time.Millisecond
	hurryTime  = 400 * time.Millisecond
	lookBack   = 3 * travelTime // no trip of an earlier move is still under way
)

// Moving tells whether a token is on its way at now, so that the picture
// changes from one moment to the next though no event comes.
func (d *Diagram) Moving(s *state.State, now time.Time) bool {
	if s == nil {
		return false
	}
	for _, t := range d.trips(s, now) {
		if t.under(now) {
			return true
		}
	}
	return false
}

// trip is a move as the eye is shown it.
type trip struct {
	from, to state.Node
	identity string
	try      int
	start    time.Time
	takes    time.Duration
}

// under tells whether the trip is under way at now.
func (t trip) under(now time.Time) bool {
	age := now.Sub(t.start)
	return age >= 0 && age < t.takes
}

// trips are the latest moves. An image goes from the bucket through the bus to
// a worker within a millisecond where the queue is empty: its trips are shown
// one after the other, each hurried, so that the eye can follow it.
func (d *Diagram) trips(s *state.State, now time.Time) []trip {
	moves := &s.Moves
	if d.of == s && d.total == moves.Total() && d.at.Equal(now) { // asked for this frame before
		return d.journeys.trips
	}
	d.of, d.total, d.at = s, moves.Total(), now
	first := moves.Len()
	for first > 0 && now.Sub(moves.Ref(first-1).At) < lookBack {
		first--
	}
	j := &d.journeys
	j.trips = j.trips[:0]
	if j.latest == nil {
		j.latest = map[string]int{}
	}
	clear(j.latest)
	for i := first; i < moves.Len(); i++ {
		m := moves.Ref(i)
		if m.At.After(now) {
			break
		}
		j.add(m)
		if m.To == state.BusNode && inferred(s) { // the way on cannot be seen
			on := *m
			on.From, on.To = state.BusNode, state.QueueNode
			j.add(&on)
		}
	}
	return j.trips
}

// journeys are the trips of images, in the order of their moves.
type journeys struct {
	trips  []trip
	latest map[string]int // the latest trip of each image
}

// add makes a trip of a move. Two moves of an image along the same arrow at
// once, as to two channels, are one trip.
func (j *journeys) add(m *state.Move) {
	next := trip{from: m.From, to: m.To, identity: m.Identity, try: m.Try, start: m.At, takes: travelTime}
	if i, ok := j.latest[m.Identity]; ok {
		before := &j.trips[i]
		if before.from == m.From && before.to == m.To && m.At.Sub(before.start) < hurryTime {
			return
		}
		if before.to == m.From && m.At.Before(before.start.Add(before.takes)) {
			before.takes = max(hurryTime, m.At.Sub(before.start))
			next.start = before.start.Add(before.takes)
		}
	}
	j.latest[m.Identity] = len(j.trips)
	j.trips = append(j.trips, next)
}
