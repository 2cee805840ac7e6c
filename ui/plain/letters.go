package plain

import (
	"fmt"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// ofLetters reports what is done with the dead letters.
func (t *Teller) ofLetters(e *event.Event) string {
	switch b := e.Body.(type) {
	case *event.LetterSeen:
		if m := t.state.MessageAlive(e.MessageID); m != nil && m.Phase(e.Time) == state.Dead {
			return "" // it is known
		}
		return fmt.Sprintf("%s: lies in the dead-letter queue from before, received %s", t.image(e), many(b.ReceiveCount, "time"))
	case *event.LetterDeleted:
		return t.image(e) + ": deleted from the dead-letter queue"
	case *event.RedriveStarted:
		return fmt.Sprintf("redrive of %s dead letters of %s started, %s%s", draw.Escape(b.Text), draw.Escape(b.Queue), whither(b.Target), held(b.Rate))
	case *event.RedriveEnded:
		text := fmt.Sprintf("redrive %s, %s moved", draw.Escape(b.Text), many(b.Moved, "dead letter"))
		if b.Error != "" {
			text += ": " + draw.Escape(b.Error)
		}
		return text
	default:
		return ""
	}
}

// redriven reports a letter that left the dead-letter queue.
func (t *Teller) redriven(e *event.Event, b *event.MessageRedriven) string {
	if b.Queue != "" && b.Queue != t.state.Setup.Queue {
		return fmt.Sprintf("%s: redriven to %s under a new id", t.image(e), draw.Escape(b.Queue))
	}
	return t.image(e) + ": redriven, back in the queue under a new id"
}

// whither says where a redrive goes.
func whither(queue string) string {
	if queue == "" {
		return "each to the queue it came from"
	}
	return "to " + draw.Escape(queue)
}

// held says how fast a redrive is, where it is held to a rate.
func held(rate int) string {
	if rate == 0 {
		return ""
	}
	return fmt.Sprintf(", %d a second", rate)
}
