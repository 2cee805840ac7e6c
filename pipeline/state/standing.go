package state

import "time"

// Standing is how many messages are where, in SQS's own three states: visible,
// not visible and delayed. There is one for everything that the screen says of
// it, so that no two places differ.
type Standing struct {
	Visible    int // waits to be received
	InWork     int // received, and a worker has time for it
	BackingOff int // given back by a worker, not visible before its retry delay is over
	Delayed    int // sent with a delay that is not over
	Dead       int // in the dead-letter queue
	// Late are those among Visible on which a worker goes on, though its timeout
	// ran out.
	Late int
	// Untold are the messages among the others of which no event told: from before
	// this run, or sent where nobody reports it. Only the queue's count knows them.
	Untold Depth
}

// NotVisible is what SQS counts as in flight: received, and neither deleted nor
// visible again.
func (s *Standing) NotVisible() int { return s.InWork + s.BackingOff }

// Depth is a number of messages in each of SQS's three states.
type Depth struct{ Visible, NotVisible, Delayed int }

// untoldSamples is how many samples in a row have to count a message before it
// is believed that there is one of which no event told: a sample is taken a
// moment before it is an event, and what happened in that moment it does not
// count, or counts still.
const untoldSamples = 3

// untold compares what a queue says with what the events told.
type untold struct {
	last [untoldSamples]Depth
	n    int
}

// sampled takes how many more the queue counts than the events told of.
func (u *untold) sampled(more Depth) {
	u.last[u.n%untoldSamples] = more
	u.n++
}

// depth is what all of the last samples counted. Where nobody reports what is
// sent it is what the last one did: there the queue's own count is all there is.
func (u *untold) depth(told bool) Depth {
	if u.n == 0 || told && u.n < untoldSamples {
		return Depth{}
	}
	d := u.last[(u.n-1)%untoldSamples]
	for _, o := range u.last {
		if told {
			d = Depth{min(d.Visible, o.Visible), min(d.NotVisible, o.NotVisible), min(d.Delayed, o.Delayed)}
		}
	}
	return Depth{max(d.Visible, 0), max(d.NotVisible, 0), max(d.Delayed, 0)}
}

// received takes that a message came out of which nothing was known.
func (u *untold) received() {
	for i := range u.last {
		u.last[i].Visible = max(u.last[i].Visible-1, 0)
	}
}

// forgot takes that a message was let go of, so that what is kept has a bound: the
// queue holds it all the same.
func (u *untold) forgot(from place) {
	u.n = max(u.n, untoldSamples)
	for i := range u.last {
		switch d := &u.last[i]; from {
		case visiblePlace, latePlace:
			d.Visible++
		case inWorkPlace, backingOffPlace:
			d.NotVisible++
		case delayedPlace:
			d.Delayed++
		case nowhere, deadPlace, places:
		}
	}
}

// emptied takes that the queue was purged: nothing of what was counted is left.
func (u *untold) emptied() { *u = untold{} }

// Standing is how many messages are where at now.
func (s *State) Standing(now time.Time) Standing {
	st := s.counted(now)
	st.Untold = s.untold.depth(s.Setup.Embedded)
	st.Visible += st.Untold.Visible
	st.InWork += st.Untold.NotVisible
	st.Delayed += st.Untold.Delayed
	return st
}
