package panel

import (
	"fmt"
	"time"

	"inflight/pipeline"
)

// flowWindow is how many seconds a present rate is taken over.
const flowWindow = 15

// flow is how many images a second go in, and how many come out, as thumbnails
// or as dead letters.
func flow(s *pipeline.State, now time.Time) (in, out float64) {
	in = s.Series.Rate(now, flowWindow, func(sec pipeline.Second) int { return max(sec.Uploaded, sec.Sent) })
	out = s.Series.Rate(now, flowWindow, func(sec pipeline.Second) int { return sec.Done + sec.Dead })
	return in, out
}

// Verdict says in a sentence where the queue is going: whether it drains and
// when it will be empty, or grows and how fast.
func Verdict(s *pipeline.State, now time.Time) string {
	in, out := flow(s, now)
	behind := backlog(s)
	switch {
	case s.Count.Uploaded+s.Count.Sent == 0:
		return ""
	case behind == 0:
		return "nothing waits: everything that came is done"
	case s.Paused:
		return fmt.Sprintf("paused: %s wait, and none is lost", plural(behind, "message"))
	case out-in > 0.05:
		left := time.Duration(float64(behind) / (out - in) * float64(time.Second))
		return fmt.Sprintf("draining %s, empty in %s", rate(out-in), countdown(left))
	case in-out > 0.05:
		return fmt.Sprintf("growing %s, %s behind", rate(in-out), plural(behind, "message"))
	case out == 0:
		return fmt.Sprintf("standing still: %s behind, none comes out", plural(behind, "message"))
	}
	return fmt.Sprintf("steady: %s behind, each waits about %s", plural(behind, "message"), countdown(time.Duration(float64(behind)/out*float64(time.Second))))
}

// backlog is how many messages are neither done nor dead, as the queue says or,
// before it has said anything, as this program knows.
func backlog(s *pipeline.State) int {
	if d := s.Source; d.Known {
		return d.Visible + d.InFlight + d.Delayed
	}
	c := CountMessages(s, s.Now)
	return c.Waiting + c.Delayed + c.InFlight + c.Returned
}
