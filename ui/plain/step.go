package plain

import (
	"fmt"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// Step says what an event is, in one sentence, for whoever goes from one to the next:
// also what a Teller leaves out. The state is that before the event.
func Step(s *state.State, e *event.Event) string {
	t := &Teller{state: s}
	if text := t.ofArrival(e); text != "" {
		return text
	}
	if text := t.sentence(e); text != "" {
		return text
	}
	if text := t.ofStage(e); text != "" {
		return text
	}
	if text := t.ofRest(e); text != "" {
		return text
	}
	return t.image(e) + ": " + string(e.Kind())
}

// ofArrival reports the way of an image to the queue in words that are true in whichever
// order they are told: S3 has an image, and tells of it, before the upload is answered.
func (t *Teller) ofArrival(e *event.Event) string {
	uploaded, matched := t.state.Arrived(e.Key)
	switch b := e.Body.(type) {
	case *event.ObjectUploaded:
		if matched {
			return fmt.Sprintf("%s: its upload is answered: it is in %s, %s", t.image(e), draw.Escape(e.Bucket), bytes(b.Size))
		}
	case *event.EventMatched:
		if !uploaded {
			return fmt.Sprintf("%s: S3 has it, and its event is matched by the rule %s", t.image(e), draw.Escape(b.Rule))
		}
	}
	return ""
}

// doing is what a worker does in a stage, has done, and need not do where it is done.
var doing = map[event.Stage][3]string{
	event.Download:  {"begins to download it", "has downloaded it", "has nothing to download"},
	event.Thumbnail: {"begins to make the thumbnail", "has made the thumbnail", "has no thumbnail to make"},
	event.Upload:    {"begins to upload the thumbnail", "has uploaded the thumbnail", "has no thumbnail to upload"},
	event.Notify:    {"begins to announce it", "has announced it", "has nothing to announce"},
}

// ofStage reports a stage of the work.
func (t *Teller) ofStage(e *event.Event) string {
	switch b := e.Body.(type) {
	case *event.StageWaiting:
		return fmt.Sprintf("%s: %s waits for a core to make the thumbnail", t.image(e), t.by(e))
	case *event.StageStarted:
		if t.dead(e) {
			return fmt.Sprintf("%s: %s is dead: it has the message, and does nothing", t.image(e), t.by(e))
		}
		return fmt.Sprintf("%s: %s %s", t.image(e), t.by(e), stageWords(b.Stage)[0])
	case *event.StageFinished:
		switch {
		case t.dead(e):
			return fmt.Sprintf("%s: %s is dead no more: another stands in its place", t.image(e), t.by(e))
		case b.Error != "":
			return fmt.Sprintf("%s: the %s of %s failed: %s", t.image(e), draw.Escape(string(b.Stage)), t.by(e), draw.Escape(b.Error))
		case b.Kept:
			return fmt.Sprintf("%s: %s %s", t.image(e), t.by(e), stageWords(b.Stage)[2])
		}
		return fmt.Sprintf("%s: %s %s, in %s", t.image(e), t.by(e), stageWords(b.Stage)[1], inWords(b.Took))
	default:
		return ""
	}
}

// dead tells whether the worker that an event names died with its message.
func (t *Teller) dead(e *event.Event) bool {
	m := t.state.Message(e.MessageID)
	if m == nil {
		return false
	}
	r := m.HeldBy(e.Worker)
	return r != nil && r.Dead
}

// stageWords are what a worker does in a stage, has done, and need not do.
func stageWords(s event.Stage) [3]string {
	if words, known := doing[s]; known {
		return words
	}
	stage := draw.Escape(string(s))
	return [3]string{"begins " + stage, "is through with " + stage, "has nothing to do in " + stage}
}

// ofRest reports what a Teller says at the end of a message's life, or not at all.
func (t *Teller) ofRest(e *event.Event) string { //nolint:cyclop // one case a kind: a table
	switch b := e.Body.(type) {
	case *event.EventMatched:
		return fmt.Sprintf("%s: its event is matched by the rule %s", t.image(e), draw.Escape(b.Rule))
	case *event.MessageSent:
		return fmt.Sprintf("%s: its message is in the queue", t.image(e))
	case *event.MessageHeld:
		return fmt.Sprintf("%s: waits for the %s, in a channel that holds %d of %d", t.image(e), draw.Escape(string(b.Stage)), b.Count, b.Total)
	case *event.MessageTaken:
		return fmt.Sprintf("%s: %s takes it up", t.image(e), t.by(e))
	case *event.MessageExtended:
		return fmt.Sprintf("%s: heartbeat of %s, visible again in %s", t.image(e), t.by(e), in(e, b.VisibleAt))
	case *event.MessageExpired:
		return fmt.Sprintf("%s: the visibility timeout of receive %d has run out", t.image(e), b.ReceiveCount)
	case *event.MessageDeleted:
		return fmt.Sprintf("%s: deleted by %s", t.image(e), t.by(e))
	case *event.ThumbnailCreated:
		return fmt.Sprintf("%s: its thumbnail is in %s", t.image(e), draw.Escape(e.Bucket))
	case *event.ThumbnailKept:
		return fmt.Sprintf("%s: the thumbnail that was there stays", t.image(e))
	case *event.NotificationSent:
		return fmt.Sprintf("%s: announced on %s", t.image(e), draw.Escape(b.Channel))
	case *event.NotificationKept:
		return fmt.Sprintf("%s: not announced on %s again", t.image(e), draw.Escape(b.Channel))
	case *event.NotificationGivenUp:
		return fmt.Sprintf("%s: not announced on %s", t.image(e), draw.Escape(b.Channel))
	case *event.MailDelivered:
		return fmt.Sprintf("%s has a message by %s: %s", draw.Escape(b.To), draw.Escape(b.Channel), draw.Escape(b.Subject))
	case *event.WorkerStarted:
		return t.by(e) + " begins"
	case *event.WorkerStopped:
		return t.by(e) + " has ended"
	case *event.ModelChanged:
		return fmt.Sprintf("%s, model %s", many(b.Workers, "worker"), draw.Escape(b.Model))
	case *event.ProducerFinished:
		return "there is nothing more to upload"
	case *event.RedriveProgressed:
		return fmt.Sprintf("the redrive of %s has moved %s", draw.Escape(b.Queue), many(b.Moved, "letter"))
	default:
		return ""
	}
}

// ofTime reports that the world stands or goes on, and how fast.
func (t *Teller) ofTime(e *event.Event) string {
	switch b := e.Body.(type) {
	case *event.ClockChanged:
		return "the clock runs at " + draw.Speed(b.Speed)
	case *event.WorldRunning:
		return "the world goes on"
	}
	if t.state.World.Motion == state.Freezing && t.state.World.Steps > 0 {
		return "" // a person goes from event to event
	}
	return "the world is frozen"
}
