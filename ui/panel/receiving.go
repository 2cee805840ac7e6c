package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/state"
)

// Elapsed is a time since something.
func Elapsed(d time.Duration) string { return elapsed(d) }

// Receives say what receives are with the present wait and batch, and were with those
// before, in a line each. The second is empty where neither has been changed.
func Receives(s *state.State, now time.Time) (present, before string) {
	present = "now    " + receives(s, &s.Receives, now)
	if !s.ReceivesBefore.Since.IsZero() {
		before = "before " + receives(s, &s.ReceivesBefore, now)
	}
	return present, before
}

// receives says what was observed: how many receives, how many of them brought nothing,
// and what a month of that costs.
func receives(s *state.State, r *state.Receiving, now time.Time) string {
	line := fmt.Sprintf("wait %s, batch %d, %s: ", elapsed(r.Wait), r.Batch, elapsed(r.Over(now)))
	if !r.Known(now) {
		return line + "too short to say"
	}
	line += fmt.Sprintf("%s receives/min, %s empty", perMinute(r.PerMinute(r.Calls, now)), perMinute(r.PerMinute(r.Empty, now)))
	if s.Setup.Priced() {
		line += ", " + money(r.Month(now)) + "/month"
	}
	return line
}

// perMinute is a number a minute, with a digit behind the point where it is small.
func perMinute(n float64) string {
	if n < 10 {
		return fmt.Sprintf("%.1f", n)
	}
	return fmt.Sprintf("%.0f", n)
}
