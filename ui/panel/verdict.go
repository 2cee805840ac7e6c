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

// Verdict says in a sentence where the queue is going: whether it keeps up, or
// drains and when it will be empty, or grows and what would hold it. It is
// empty before anything came.
func Verdict(s *pipeline.State, now time.Time) string {
	if text := network(&s.Network, now); text != "" && !s.Over {
		return text
	}
	t := s.Trend(now)
	wait := plural(t.Waiting, "message")
	switch t.Direction {
	case pipeline.Unused:
		return ""
	case pipeline.Finished:
		return "nothing waits: everything that came is done"
	case pipeline.Idling:
		return "nothing waits"
	case pipeline.Halted:
		return fmt.Sprintf("paused: %s wait, and none is lost", wait)
	case pipeline.Unmanned:
		return fmt.Sprintf("no workers: %s wait, and none is lost", wait)
	case pipeline.Unclear:
		return fmt.Sprintf("%s wait, too early to tell where that goes", wait)
	case pipeline.Stuck:
		return fmt.Sprintf("standing still: %s wait, none is taken", wait)
	case pipeline.Draining:
		return fmt.Sprintf("draining %s, empty in %s", rate(-t.Growth), countdown(t.Left))
	case pipeline.Steady:
		return fmt.Sprintf("steady, %s wait, each about %s", wait, countdown(t.Left))
	case pipeline.Growing:
		return growing(&t)
	case pipeline.KeepsUp:
	}
	return keepingUp(&t)
}

// backTime is for how long it is said that the network is back.
const backTime = 10 * time.Second

// network says that the network is gone, since nothing can be said of a queue
// that does not answer, and for a while that it is back.
func network(n *pipeline.Network, now time.Time) string {
	switch {
	case n.Lost:
		return fmt.Sprintf("the network is gone: no answer for %s (%s)", countdown(n.Silence(now)), Escape(n.Reason))
	case !n.Since.IsZero() && now.Sub(n.Since) < backTime:
		return fmt.Sprintf("the network is back: there was no answer for %s", countdown(n.Silent))
	}
	return ""
}

// growing says how fast the queue grows, and what would hold it.
func growing(t *pipeline.Trend) string {
	text := fmt.Sprintf("growing %s, %s wait", rate(t.Growth), plural(t.Waiting, "message"))
	if t.More == 0 {
		return text
	}
	return text + fmt.Sprintf(": %s more would hold it", plural(t.More, "worker"))
}

// keepingUp says why nothing waits: what comes a second, times how long each
// takes, is how many are in work at a time (Little's law).
func keepingUp(t *pipeline.Trend) string {
	if t.Taken < 0.05 || t.Each <= 0 {
		return "keeping up"
	}
	return fmt.Sprintf("keeping up, %s × %s each ≈ %.1f in work", rate(t.Taken), elapsed(t.Each), t.Taken*t.Each.Seconds())
}
