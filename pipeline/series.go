package pipeline

import "time"

// seriesSeconds is how far back the series go.
const seriesSeconds = 600

// Second is what happened in one second.
type Second struct {
	Uploaded, Sent, Received, Retried, Expired, Done, Dead, Calls int
	// Waiting, InFlight, Delayed and Oldest are what the queue last said.
	Waiting, InFlight, Delayed int
	Oldest                     time.Duration
	// TotalUploaded and the others are the counters at the end of the second,
	// for the cumulative flow diagram.
	TotalUploaded, TotalReceived, TotalDone, TotalDead int64
	// LatencyMax and LatencySum are of the images done in this second.
	LatencyMax, LatencySum time.Duration
}

// Series is the last minutes, a Second at a time. The zero Series is empty.
type Series struct {
	seconds [seriesSeconds]Second
	newest  int64 // unix second of the newest
	oldest  int64 // unix second of the first ever
}

// advance opens the seconds up to t, carrying the levels forward.
func (s *Series) advance(t time.Time) {
	unix := t.Unix()
	if s.newest == 0 {
		s.newest, s.oldest = unix, unix
		return
	}
	if unix-s.newest > seriesSeconds {
		s.newest = unix - seriesSeconds
	}
	for s.newest < unix {
		before := s.seconds[s.newest%seriesSeconds]
		s.newest++
		s.seconds[s.newest%seriesSeconds] = Second{
			Waiting: before.Waiting, InFlight: before.InFlight, Delayed: before.Delayed, Oldest: before.Oldest,
			TotalUploaded: before.TotalUploaded, TotalReceived: before.TotalReceived,
			TotalDone: before.TotalDone, TotalDead: before.TotalDead,
		}
	}
}

// at is the second being filled: that of the last event.
func (s *Series) at() *Second { return &s.seconds[s.newest%seriesSeconds] }

// totals takes the counters as they stand at the end of an event.
func (s *Series) totals(c *Counters) {
	sec := s.at()
	sec.TotalUploaded, sec.TotalReceived, sec.TotalDone, sec.TotalDead = c.Uploaded, c.Received-c.Retried, c.Deleted, c.Dead
}

// depth takes what the queue said of itself.
func (s *Series) depth(d Depths) {
	sec := s.at()
	sec.Waiting, sec.InFlight, sec.Delayed, sec.Oldest = d.Visible, d.InFlight, d.Delayed, d.OldestAge
}

// Last are the last n seconds that end with the one now is in, oldest first:
// a second the log has not reached yet counts as empty with the levels of the
// one before it. Seconds before the first event are left out.
func (s *Series) Last(now time.Time, n int) []Second {
	if s.newest == 0 {
		return nil
	}
	end := max(now.Unix(), s.newest)
	start := max(end-int64(min(n, seriesSeconds))+1, s.oldest)
	out := make([]Second, 0, n)
	for u := start; u <= end; u++ {
		switch {
		case u > s.newest:
			last := s.seconds[s.newest%seriesSeconds]
			out = append(out, Second{
				Waiting: last.Waiting, InFlight: last.InFlight, Delayed: last.Delayed, Oldest: last.Oldest,
				TotalUploaded: last.TotalUploaded, TotalReceived: last.TotalReceived,
				TotalDone: last.TotalDone, TotalDead: last.TotalDead,
			})
		case u > s.newest-seriesSeconds:
			out = append(out, s.seconds[u%seriesSeconds])
		}
	}
	return out
}

// Rate is the mean of a count a second over the window that ends with the last
// full second before now.
func (s *Series) Rate(now time.Time, window int, count func(Second) int) float64 {
	last := s.Last(now, window+1)
	if len(last) > 1 {
		last = last[:len(last)-1] // the present second is not over
	}
	sum := 0
	for _, sec := range last {
		sum += count(sec)
	}
	if len(last) == 0 {
		return 0
	}
	return float64(sum) / float64(len(last))
}

// latency counts an image that was done in this second.
func (sec *Second) latency(d time.Duration) {
	sec.LatencySum += d
	sec.LatencyMax = max(sec.LatencyMax, d)
}
