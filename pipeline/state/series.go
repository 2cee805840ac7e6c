package state

import "time"

// seriesSeconds is how far back the series go.
const seriesSeconds = 600

// Second is what happened in one second.
type Second struct {
	Uploaded, Sent, received, retried, expired, done, Thumbnails, dead, calls int
	// usd is what the calls of the second cost, without bookkeeping and without
	// the polls that brought nothing. Polls are how many of those there would have
	// been had each waited for as long as it may.
	usd, polls float64
	// Visible, NotVisible and Delayed are how many messages were where when the
	// queue was last asked, and Oldest the age of the oldest that was visible.
	Visible, NotVisible, Delayed int
	Oldest                       time.Duration
	// TotalUploaded and the others are the counters at the end of the second,
	// for the cumulative flow diagram.
	TotalUploaded, TotalReceived, TotalDone, TotalDead int64
	// latencyMax and latencySum are of the images done in this second.
	latencyMax, latencySum time.Duration
}

// Series is the last minutes, a Second at a time. The zero Series is empty.
type Series struct {
	seconds [seriesSeconds]Second
	newest  int64 // unix second of the newest
	oldest  int64 // unix second of the first ever
}

// advance opens the seconds up to t, carrying the levels forward.
func (s *Series) advance(t time.Time) {
	unix := max(t.Unix(), 1) // before 1970 nothing happened; a recording may have no times
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
			Visible: before.Visible, NotVisible: before.NotVisible, Delayed: before.Delayed, Oldest: before.Oldest,
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
	sec.TotalUploaded, sec.TotalDone, sec.TotalDead = c.Uploaded, c.Deleted, c.Dead-c.Redriven
	sec.TotalReceived = c.Received - c.Retried - c.Redriven // one that was redriven is received for the first time once more
}

// depth takes how many messages are where, and the age of the oldest visible.
func (s *Series) depth(st Standing, oldest time.Duration) {
	sec := s.at()
	sec.Visible, sec.NotVisible, sec.Delayed, sec.Oldest = st.Visible, st.NotVisible(), st.Delayed, oldest
}

// Last are the last n seconds that end with the one now is in, oldest first:
// a second the log has not reached yet counts as empty with the levels of the
// one before it. Seconds before the first event are left out.
func (s *Series) Last(now time.Time, n int) []Second {
	if s.newest == 0 {
		return nil
	}
	return s.AppendLast(make([]Second, 0, n), now, n)
}

// AppendLast appends what Last would return.
func (s *Series) AppendLast(out []Second, now time.Time, n int) []Second {
	if s.newest == 0 {
		return out
	}
	end := max(now.Unix(), s.newest)
	start := max(end-int64(min(n, seriesSeconds))+1, s.oldest)
	for u := start; u <= end; u++ {
		switch {
		case u > s.newest:
			last := s.seconds[s.newest%seriesSeconds]
			out = append(out, Second{
				Visible: last.Visible, NotVisible: last.NotVisible, Delayed: last.Delayed, Oldest: last.Oldest,
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
	var memory [trendWindow + 1]Second
	last := s.full(memory[:0], now, window)
	sum := 0
	for i := range last {
		sum += count(last[i])
	}
	return float64(sum) / float64(max(len(last), 1))
}

// full appends the seconds over which a rate is a mean.
func (s *Series) full(out []Second, now time.Time, window int) []Second {
	last := s.AppendLast(out, now, window+1)
	if len(last) > 1 {
		last = last[:len(last)-1] // the present second is not over
	}
	return last
}

// latency counts an image that was done in this second.
func (sec *Second) latency(d time.Duration) {
	sec.latencySum += d
	sec.latencyMax = max(sec.latencyMax, d)
}
