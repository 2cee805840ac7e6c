package state

import (
	"math"
	"time"
)

// slowWindow is how far back it is looked for what goes on too slowly for the
// window of the rates to tell: in ten seconds 0.3 a second are no more than chance.
const slowWindow = 60

// slow judges a queue that looks steady by how many waited up to a minute ago, or
// when what it is judged by was last changed. It is the direction that this tells,
// with how many more wait than then.
func (s *State) slow(t *Trend, now time.Time) Direction {
	back := min(int64(slowWindow), now.Unix()-s.changedAt.Unix(), now.Unix()-s.Series.oldest-1)
	if back <= int64(trendWindow) {
		return Steady
	}
	then := s.Series.ago(now, back)
	change := t.Waiting - then.Visible - then.Delayed
	waiting := float64(t.Waiting)
	if math.Abs(float64(change)) <= max(5, waiting/10, 1.5*math.Sqrt(waiting)) {
		return Steady
	}
	if back <= 2*int64(trendWindow) {
		return Unclear // it may be how what was changed settles
	}
	t.Change, t.Over = change, time.Duration(back)*time.Second
	if change < 0 {
		return Draining
	}
	return Growing
}

// ago is the second that was n seconds before the one that now is in; it has to be
// one since the first event, and no further back than the series go.
func (s *Series) ago(now time.Time, n int64) Second {
	return s.seconds[min(max(now.Unix(), s.newest)-n, s.newest)%seriesSeconds]
}
