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
	switch b := e.Body.(type) {
	case *event.StackStep:
		if t.state.Scene.Name != "" && b.Error == "" {
			return "" // a scene's own stack is no part of what it shows
		}
		return stepped(b)
	case *event.PipelineStarted:
		return started(b.Setup)
	case *event.ProducerFinished:
		if b.Uploaded == 0 {
			return ""
		}
		return fmt.Sprintf("nothing more to upload: %s", many(b.Uploaded, "image"))
	case *event.QueuePurged:
		return purged(b)
	case *event.ConsumingPaused:
		return "consuming paused: messages wait in the queue"
	case *event.ConsumingStopping:
		return "stopping: " + draw.Escape(b.Text)
	case *event.ConsumingResumed:
		return "consuming goes on"
	case *event.ModelChanged:
		return t.modelled(b)
	case *event.SettingChanged:
		return turned(b)
	case *event.ActionTaken:
		if b.Error != "" {
			return fmt.Sprintf("%s: %s", draw.Escape(b.Text), draw.Escape(b.Error))
		}
		return draw.Escape(b.Text)
	case *event.FaultSwitched:
		return switched(e, b)
	case *event.WorldFrozen, *event.WorldRunning, *event.ClockChanged:
		return t.ofTime(e)
	case *event.SceneOpened, *event.SceneTold, *event.SceneDecided, *event.SceneEnded:
		return ofScene(e)
	case *event.APICalled:
		return t.refused(e, b)
	case *event.InsightRaised:
		return t.insight(b)
	case *event.EventsDropped:
		return fmt.Sprintf("%s are not told here: this was read too slowly", many(b.Count, "event"))
	case *event.NetworkLost:
		return fmt.Sprintf("the network is gone: nothing has answered for %s (%s); it is tried again until it is back", inWords(b.Took), draw.Escape(b.Reason))
	case *event.NetworkBack:
		return fmt.Sprintf("the network is back: nothing had answered for %s", inWords(b.Took))
	case *event.RunFinished:
		return fmt.Sprintf("finished after %s: %s uploaded, %s, %s%s",
			inWords(b.Took), many(b.Uploaded, "image"), many(b.Thumbnails, "thumbnail"), many(b.Dead, "dead letter"), ended(b))
	default:
		return ""
	}
}

// modelled reports a model, and how many workers it has, where that is not what was said at
// the start.
func (t *Teller) modelled(b *event.ModelChanged) string {
	if b.Model == t.state.Model && b.Workers == t.state.Wanted {
		return ""
	}
	text := fmt.Sprintf("%s, model %s", many(b.Workers, "worker"), draw.Escape(b.Model))
	if b.Reason != "" {
		text += ": " + draw.Escape(b.Reason)
	}
	return text
}

// ended says how the thumbnails were made.
func ended(b *event.RunFinished) string {
	if by := MadeBy(b.Warm, b.OneShot); by != "" {
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
func purged(b *event.QueuePurged) string {
	text := fmt.Sprintf("queue %s purged%s", draw.Escape(b.Queue), outside(b.Caller))
	if b.Count > 0 {
		text += fmt.Sprintf(": %s thrown away", many(b.Count, "message"))
	}
	return text
}

// switched says what goes wrong on purpose from now on, or does so no more.
func switched(e *event.Event, b *event.FaultSwitched) string {
	if !b.On {
		text := fmt.Sprintf("the fault %s is off: %s", draw.Escape(b.Asked), draw.Escape(b.Text))
		if b.Hits > 1 {
			text += fmt.Sprintf(", after %d hits", b.Hits)
		}
		return text
	}
	text := "the fault " + draw.Escape(b.Asked) + " is on"
	if !b.Until.IsZero() {
		text += " for " + in(e, b.Until)
	}
	if b.Text != "" {
		text += ": " + draw.Escape(b.Text)
	}
	return text
}

// stepped says a step of setting up the stack, with the call that did it.
func stepped(b *event.StackStep) string {
	text := draw.Escape(b.Text)
	if b.Operation != "" {
		text += " (" + draw.Escape(b.Operation) + ")"
	}
	if b.Error != "" {
		text += ": " + draw.Escape(b.Error)
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
func (t *Teller) insight(b *event.InsightRaised) string {
	for _, in := range t.state.Insights {
		if in.Name == b.Insight && digits.ReplaceAllString(in.Text, "") == digits.ReplaceAllString(b.Text, "") {
			return ""
		}
	}
	return "note: " + draw.Escape(b.Text)
}

var digits = regexp.MustCompile(`[0-9.]+`)

// sameFor is for how long the same failure of a call is not told again.
const sameFor = 30 * time.Second

// refused reports an API call that failed. What is not there is often no more
// than an answer.
func (t *Teller) refused(e *event.Event, b *event.APICalled) string {
	if b.Error == "" || b.Status == 404 || b.Caller == event.Outside {
		return ""
	}
	call := b.Service + " " + b.Operation + ": " + b.Error
	if call == t.refusal && e.Time.Sub(t.refusedAt) < sameFor {
		return ""
	}
	t.refusal, t.refusedAt = call, e.Time
	if became := b.Cause.Overtaken(); became != "" {
		return t.overtaken(e) + " too late: its message " + became
	}
	return fmt.Sprintf("%s %s failed: %s", strings.ToUpper(draw.Escape(b.Service)), draw.Escape(b.Operation), draw.Escape(b.Error))
}

// overtaken says which visibility timeout was to be extended, as far as is known.
func (t *Teller) overtaken(e *event.Event) string {
	if e.Worker == "" || e.Key == "" && e.MessageID == "" {
		return "a visibility timeout was to be changed"
	}
	return fmt.Sprintf("%s: worker %s would change its visibility timeout", t.image(e), draw.Escape(e.Worker))
}

// outside marks what somebody else did.
func outside(caller string) string {
	if caller != "" {
		return " from outside"
	}
	return ""
}
