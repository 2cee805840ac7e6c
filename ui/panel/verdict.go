package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// Verdict says in a sentence where the queue is going: whether it keeps up, or
// drains and when it will be empty, or grows and what would hold it. It is
// empty before anything came.
func Verdict(s *state.State, now time.Time) string {
	if text := network(&s.Network, now); text != "" && !s.Over {
		return text
	}
	t := s.Trend(now)
	wait := plural(t.Waiting, "message") + " " + waits(t.Waiting)
	switch t.Direction {
	case state.Unused, state.OnHold: // of what the queue does meanwhile, see Standing
		return ""
	case state.Finished, state.Idling:
		return ended(s, now)
	case state.Halted:
		return fmt.Sprintf("paused: %s, and none is lost", wait)
	case state.Unmanned:
		return fmt.Sprintf("no workers: %s, and none is lost", wait)
	case state.Unclear:
		return wait + ", too early to tell where that goes"
	case state.Stuck:
		return fmt.Sprintf("standing still: %s, none is received", wait)
	case state.Draining:
		if t.Over > 0 {
			return fmt.Sprintf("draining slowly, %s, %s fewer than %s ago: empty in %s", wait, count(-t.Change), countdown(t.Over), countdown(t.Left))
		}
		return fmt.Sprintf("draining %s, empty in %s", rate(-t.Growth), countdown(t.Left))
	case state.Steady:
		return fmt.Sprintf("steady, %s, each about %s", wait, countdown(t.Left))
	case state.Growing:
		return growing(&t)
	case state.KeepsUp:
	}
	st := s.Standing(now)
	return keepingUp(&t, st.NotVisible())
}

// backTime is for how long it is said that the network is back.
const backTime = 10 * time.Second

// network says that the network is gone, since nothing can be said of a queue
// that does not answer, and for a while that it is back.
func network(n *state.Network, now time.Time) string {
	switch {
	case n.Lost:
		return fmt.Sprintf("the network is gone: no answer for %s (%s)", countdown(n.Silence(now)), draw.Escape(n.Reason))
	case !n.Since.IsZero() && now.Sub(n.Since) < backTime:
		return fmt.Sprintf("the network is back: there was no answer for %s", countdown(n.Silent))
	}
	return ""
}

// waits agrees with a number of messages.
func waits(n int) string {
	if n == 1 {
		return "waits"
	}
	return "wait"
}

// ended says what became of what came, once the queue is empty: that all is done
// only where all is.
func ended(s *state.State, now time.Time) string {
	c, st := &s.Count, s.Standing(now)
	dead := max(st.Dead, s.DeadLetter.Visible)
	var parts []string
	if dead > 0 {
		parts = append(parts, plural(dead, "dead letter"))
	}
	if c.Purged > 0 {
		parts = append(parts, count(c.Purged)+" thrown away")
	}
	if c.MatchFailed > 0 {
		parts = append(parts, count(c.MatchFailed)+" not delivered")
	}
	switch {
	case len(parts) > 0:
		return fmt.Sprintf("the queue is empty: %s done, %s", count(c.Deleted), strings.Join(parts, ", "))
	case s.Finished && c.Deleted > 0 && c.Dropped == 0:
		return "the queue is empty: all that came is done"
	}
	return "the queue is empty"
}

// growing says how fast the queue grows, and what would hold it.
func growing(t *state.Trend) string {
	how := rate(t.Growth)
	if t.Over > 0 {
		how = "slowly"
	}
	text := fmt.Sprintf("growing %s, %s %s", how, plural(t.Waiting, "message"), waits(t.Waiting))
	if t.Over > 0 {
		text += fmt.Sprintf(", %s more than %s ago", count(t.Change), countdown(t.Over))
	}
	switch {
	case t.CoresFull:
		return text + ": more workers would only wait for cores"
	case t.More == 0:
		return text
	}
	return text + fmt.Sprintf(": %s more would hold it", plural(t.More, "worker"))
}

// keepingUp says why nothing waits: what is received a second, times how long
// each is in flight, is how many are in flight at a time (Little's law). It is a mean of
// some seconds: in a burst, with far more in flight just now, it would seem false.
func keepingUp(t *state.Trend, inFlight int) string {
	law := t.Taken * t.Each.Seconds()
	if t.Taken < 0.05 || t.Each <= 0 || float64(inFlight) > 2*law+1 {
		return "keeping up"
	}
	return fmt.Sprintf("keeping up, %s × %s ≈ %.1f in flight", rate(t.Taken), elapsed(t.Each), law)
}
