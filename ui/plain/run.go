package plain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// ofRun reports the run as a whole.
func (t *Teller) ofRun(e *event.Event) string { //nolint:cyclop // one case a kind: a table
	switch e.Type {
	case event.StackStep:
		return stepped(e)
	case event.PipelineStarted:
		return started(e.Setup)
	case event.ProducerFinished:
		if e.Uploaded == 0 {
			return ""
		}
		return fmt.Sprintf("nothing more to upload: %s", many(e.Uploaded, "image"))
	case event.QueuePurged:
		return purged(e)
	case event.ConsumingPaused:
		return "consuming paused: messages wait in the queue"
	case event.ConsumingStopping:
		return "stopping: " + draw.Escape(e.Text)
	case event.ConsumingResumed:
		return "consuming goes on"
	case event.ModelChanged:
		if e.Model == t.state.Model && e.Workers == t.state.Wanted {
			return "" // as it was said at the start
		}
		return fmt.Sprintf("%s, model %s", many(e.Workers, "worker"), draw.Escape(e.Model))
	case event.ActionTaken:
		if e.Error != "" {
			return fmt.Sprintf("%s: %s", draw.Escape(e.Text), draw.Escape(e.Error))
		}
		return draw.Escape(e.Text)
	case event.WorldFrozen, event.WorldRunning, event.ClockChanged:
		return t.ofTime(e)
	case event.APICalled:
		return t.refused(e)
	case event.InsightRaised:
		return t.insight(e)
	case event.EventsDropped:
		return fmt.Sprintf("%s are not told here: this was read too slowly", many(e.Count, "event"))
	case event.NetworkLost:
		return fmt.Sprintf("the network is gone: nothing has answered for %s (%s); it is tried again until it is back", inWords(e.Took), draw.Escape(e.Reason))
	case event.NetworkBack:
		return fmt.Sprintf("the network is back: nothing had answered for %s", inWords(e.Took))
	case event.RunFinished:
		return fmt.Sprintf("finished after %s: %s uploaded, %s, %s%s",
			inWords(e.Took), many(e.Uploaded, "image"), many(e.Thumbnails, "thumbnail"), many(e.Dead, "dead letter"), ended(e))
	default:
		return ""
	}
}

// ended says how the thumbnails were made.
func ended(e *event.Event) string {
	if by := MadeBy(e.Warm, e.OneShot); by != "" {
		return "; " + by
	}
	return ""
}

// MadeBy says how many thumbnails an ffmpeg made that is kept running, and why others
// had one of their own. It is empty where another engine made them.
func MadeBy(warm int, oneShot map[string]int) string {
	if warm == 0 && len(oneShot) == 0 {
		return ""
	}
	text := fmt.Sprintf("%s by a warm ffmpeg", many(warm, "image"))
	sum := 0
	var reasons []string
	for _, reason := range slices.Sorted(maps.Keys(oneShot)) {
		n := oneShot[reason]
		sum += n
		reasons = append(reasons, fmt.Sprintf("%d: %s", n, draw.Escape(reason)))
	}
	if sum > 0 {
		text += fmt.Sprintf(", %d by one of its own (%s)", sum, strings.Join(reasons, "; "))
	}
	return text
}

// purged reports a purge, and of how much it threw away where that is known.
func purged(e *event.Event) string {
	text := fmt.Sprintf("queue %s purged%s", draw.Escape(e.Queue), outside(e))
	if e.Count > 0 {
		text += fmt.Sprintf(": %s thrown away", many(e.Count, "message"))
	}
	return text
}

// stepped says a step of setting up the stack, with the call that did it.
func stepped(e *event.Event) string {
	text := draw.Escape(e.Text)
	if e.Operation != "" {
		text += " (" + draw.Escape(e.Operation) + ")"
	}
	if e.Error != "" {
		text += ": " + draw.Escape(e.Error)
	}
	return text
}

// started says what runs.
func started(s *event.Setup) string {
	if s == nil {
		return "started"
	}
	where := fmt.Sprintf("AWS account %s in %s", draw.Escape(s.Account), draw.Escape(s.Region))
	switch {
	case s.Embedded:
		where = "the embedded AWS at " + draw.Escape(s.Endpoint)
	case !s.Real():
		where = draw.Escape(s.Endpoint) + ", account " + draw.Escape(s.Account)
	}
	return fmt.Sprintf("started on %s: bucket %s, queue %s, %s, visibility timeout %g s, engine %s", where,
		draw.Escape(s.SourceBucket), draw.Escape(s.Queue), many(s.Workers, "worker"), s.Visibility, draw.Escape(s.Engine))
}

// insight reports what is worth knowing, and not again where nothing but a
// number in it is another.
func (t *Teller) insight(e *event.Event) string {
	for _, in := range t.state.Insights {
		if in.Name == e.Insight && digits.ReplaceAllString(in.Text, "") == digits.ReplaceAllString(e.Text, "") {
			return ""
		}
	}
	return "note: " + draw.Escape(e.Text)
}

var digits = regexp.MustCompile(`[0-9.]+`)

// sameFor is for how long the same failure of a call is not told again.
const sameFor = 30 * time.Second

// refused reports an API call that failed. What is not there is often no more
// than an answer.
func (t *Teller) refused(e *event.Event) string {
	if e.Error == "" || e.Status == 404 || e.Caller == event.Outside {
		return ""
	}
	call := e.Service + " " + e.Operation + ": " + e.Error
	if call == t.refusal && e.Time.Sub(t.refusedAt) < sameFor {
		return ""
	}
	t.refusal, t.refusedAt = call, e.Time
	if became := event.Overtaken(e.Service, e.Operation, e.Error); became != "" {
		return t.overtaken(e) + " too late: its message " + became
	}
	return fmt.Sprintf("%s %s failed: %s", strings.ToUpper(draw.Escape(e.Service)), draw.Escape(e.Operation), draw.Escape(e.Error))
}

// overtaken says which visibility timeout was to be extended, as far as is known.
func (t *Teller) overtaken(e *event.Event) string {
	if e.Worker == "" || e.Key == "" && e.MessageID == "" {
		return "a visibility timeout was to be changed"
	}
	return fmt.Sprintf("%s: worker %s would change its visibility timeout", t.image(e), draw.Escape(e.Worker))
}

// outside marks what somebody else did.
func outside(e *event.Event) string {
	if e.Caller != "" {
		return " from outside"
	}
	return ""
}
