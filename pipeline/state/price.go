package state

import "time"

const (
	// priceWindow is the time that the price of a month goes by: the last full
	// seconds.
	priceWindow = time.Minute
	// priceAfter is how much of it there has to be.
	priceAfter = RateWindow
	// assumedRoundTrip is how long an account takes to say that a queue is empty,
	// about. On loopback the answer takes microseconds, and a worker that does not
	// wait would ask a thousand times more often than it could there.
	assumedRoundTrip = 50 * time.Millisecond
	// month is what a price of a month is for.
	month = 30 * 24 * time.Hour
	// SQSRequest is the price of a request of a standard queue; see aws.Price.
	SQSRequest = 0.40 / 1e6
)

// Price is what the API calls cost, in US dollars on AWS in us-east-1. Every
// place that speaks of a price takes it from here.
type Price struct {
	SoFar       float64 // all calls that were made
	Bookkeeping float64 // the part of it that is our own bookkeeping
	// Month is 30 days as the last minute was, where Known: with each poll that
	// brings nothing as long as AWS would let it wait, and without bookkeeping.
	Month float64
	Known bool // the run is long enough for it
}

// Price is the price at now.
func (s *State) Price(now time.Time) Price {
	p := Price{SoFar: s.Count.USD, Bookkeeping: s.Count.BookkeepingUSD}
	var memory [priceWindow/time.Second + 1]Second
	last := s.Series.AppendLast(memory[:0], now, len(memory))
	if len(last) > 0 {
		last = last[:len(last)-1] // the present second is not over
	}
	over := time.Duration(len(last)) * time.Second
	if over < priceAfter {
		return p
	}
	var usd, polls float64
	for i := range last {
		usd, polls = usd+last[i].usd, polls+last[i].polls
	}
	end := time.Unix(max(now.Unix(), s.Series.newest), 0)
	for _, w := range s.All() {
		if w.Activity == Polling {
			polls += pollsIn(overlap(w.Polled, now, end.Add(-over), end), w.Wait)
		}
	}
	each := s.receiveUSD
	if each == 0 {
		each = SQSRequest
	}
	p.Month, p.Known = (usd+polls*each)*float64(month)/float64(over), true
	return p
}

// pollsIn is how many polls that bring nothing fit into a time: each waits for as
// long as it may.
func pollsIn(d, wait time.Duration) float64 { return float64(d) / float64(max(wait, assumedRoundTrip)) }

// polled takes that a worker has polled in vain since its last poll: nothing but a poll
// came after that.
func (s *State) polled(w *Worker, at time.Time) {
	for from := w.Polled; from.Before(at); {
		to := from.Truncate(time.Second).Add(time.Second)
		if to.After(at) {
			to = at
		}
		if unix := from.Unix(); unix > s.Series.newest-seriesSeconds && unix <= s.Series.newest {
			s.Series.seconds[unix%seriesSeconds].polls += pollsIn(to.Sub(from), w.Wait)
		}
		from = to
	}
}

// charge counts what a call cost.
func (s *State) charge(c *Call) {
	s.Count.USD += c.USD
	switch {
	case c.Bookkeeping():
		s.Count.BookkeepingUSD += c.USD
	case c.emptyReceive(): // in the month it counts as long as it may wait
		s.receiveUSD = c.USD / float64(max(c.Attempts, 1))
	case s.Started.IsZero(): // to set the stack up is done once, and not all month
	default:
		s.Series.at().usd += c.USD
	}
}

// emptyReceive tells whether the call is a poll that brought nothing.
func (c *Call) emptyReceive() bool {
	return c.empty && !c.Outside()
}
