package state

import "time"

// RateWindow is the time over which everything that is said a second, and how
// busy the workers are, is a mean. It ends with the last full second.
const RateWindow = 10 * time.Second

// Rates are what happens a second, all over the same time. There is one for
// everything that the screen says of it.
type Rates struct {
	Uploaded   float64 // images put into the source bucket
	Sent       float64 // messages that entered the queue; where nobody reports it, images uploaded
	received   float64 // messages received, first and further receives
	Thumbnails float64 // thumbnails stored
	dead       float64
	Calls      float64 // API calls of the pipeline: without its own bookkeeping
	// Busy is the part of their time that the workers are at work on a message, 0 to
	// 1, and InHand how many are at the moment: one that is blocked, as the next channel
	// is full, is not.
	Busy   float64
	InHand int
	// Computing is the part of their time in which they make thumbnails: in the rest of
	// Busy they wait for answers, or for each other.
	Computing float64
}

// received is how many messages were received in a second.
func received(sec Second) int { return sec.received }

// Rates are the rates at now.
func (s *State) Rates(now time.Time) Rates {
	var memory [trendWindow + 1]Second
	last := s.Series.full(memory[:0], now, trendWindow)
	var sum Second
	for i := range last {
		sec := &last[i]
		sum.Uploaded += sec.Uploaded
		sum.Sent += sec.Sent
		sum.received += sec.received
		sum.Thumbnails += sec.Thumbnails
		sum.dead += sec.dead
		sum.calls += sec.calls
	}
	mean := func(n int) float64 { return float64(n) / float64(max(len(last), 1)) }
	r := Rates{
		Uploaded: mean(sum.Uploaded), Sent: mean(sum.Sent), received: mean(sum.received),
		Thumbnails: mean(sum.Thumbnails), dead: mean(sum.dead), Calls: mean(sum.calls),
	}
	if s.Count.Sent == 0 {
		r.Sent = r.Uploaded
	}
	for _, w := range s.Workers {
		r.Busy += w.Utilisation(now, RateWindow)
		r.Computing += w.computing(now, RateWindow)
		if w.Works() {
			r.InHand++
		}
	}
	// Of spawn and staged there may be more than that for a moment: those before them.
	r.Busy = min(r.Busy/float64(max(s.Hands(), 1)), 1)
	r.Computing = min(r.Computing/float64(max(s.Hands(), 1)), 1)
	return r
}
