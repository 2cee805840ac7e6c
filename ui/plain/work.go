package plain

import (
	"fmt"
	"slices"
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// work is what has been done on a message. It is told in one sentence when the
// message is done with, for a line a step is more than one can listen to.
type work struct {
	engine   string // that made the thumbnail
	kept     bool   // the thumbnail was there already
	why      string // it stays
	channels []string
}

// note keeps what has been done.
func (t *Teller) note(e *event.Event) {
	switch b := e.Body.(type) {
	case *event.ThumbnailCreated, *event.ThumbnailKept, *event.NotificationSent:
		if e.MessageID == "" {
			return
		}
		if t.works == nil {
			t.works = map[string]*work{}
		}
		w := t.works[e.MessageID]
		if w == nil && t.state.MessageAlive(e.MessageID) == nil {
			return // it is done with; see ofAnnouncing
		}
		if w == nil {
			w = &work{}
			t.works[e.MessageID] = w
		}
		w.add(e)
	case *event.MessageDeleted, *event.MessageDead, *event.MessageDropped, *event.LetterDeleted:
		delete(t.works, e.MessageID)
	case *event.MessageRedriven:
		delete(t.works, b.PreviousID)
	case *event.QueuePurged:
		clear(t.works)
	default:
	}
}

// add takes a step.
func (w *work) add(e *event.Event) {
	switch b := e.Body.(type) {
	case *event.ThumbnailCreated:
		w.engine = b.Engine
	case *event.ThumbnailKept:
		w.kept, w.why = true, b.Reason
	case *event.NotificationSent:
		if !slices.Contains(w.channels, b.Channel) {
			w.channels = append(w.channels, b.Channel)
			slices.Sort(w.channels) // they come in any order
		}
	}
}

// done reports a message that is done with, and of all that was done on it.
func (t *Teller) done(e *event.Event, b *event.MessageDeleted) string {
	if event.ByHand(e.Worker) {
		return t.thrownAway(e, b)
	}
	if m := t.state.Message(e.MessageID); m != nil && event.Works(e.Worker) {
		switch m.Phase(e.Time) { //nolint:exhaustive // else it ends now
		case state.Dead, state.Purged:
			if m.Letter || m.Phase(e.Time) == state.Dead && !m.Inferred {
				return fmt.Sprintf("%s: %s was through with it too late: it had become a dead letter", t.image(e), t.by(e))
			}
		case state.Done:
			if m.DoneBy() == e.Worker {
				return "" // told of twice
			}
			return fmt.Sprintf("%s: %s was through with it too late: it was done already", t.image(e), t.by(e))
		case state.Redriven:
			return fmt.Sprintf("%s: %s was through with it too late: it has been redriven", t.image(e), t.by(e))
		}
	}
	w := t.works[e.MessageID]
	if w == nil {
		return fmt.Sprintf("%s: deleted by %s%s", t.image(e), t.by(e), late(b.Late))
	}
	took := ""
	if m := t.state.MessageAlive(e.MessageID); m != nil && !m.SentAt.IsZero() {
		took = ", " + inWords(e.Time.Sub(m.SentAt)) + " after it was sent"
	}
	return fmt.Sprintf("%s: done by %s%s%s: %s", t.image(e), t.by(e), took, late(b.Late), w)
}

// thrownAway reports a message that a person deleted by hand.
func (t *Teller) thrownAway(e *event.Event, b *event.MessageDeleted) string {
	switch m := t.state.Message(e.MessageID); {
	case m != nil && m.Phase(e.Time) == state.Dead && !m.Inferred:
		return fmt.Sprintf("%s: deleted too late by %s: it had become a dead letter", t.image(e), t.by(e))
	case m != nil && m.Phase(e.Time) == state.Done:
		return fmt.Sprintf("%s: deleted by %s when it was done already", t.image(e), t.by(e))
	case b.Late:
		return fmt.Sprintf("%s: deleted by %s, with the receipt handle of a receive that was over", t.image(e), t.by(e))
	}
	return fmt.Sprintf("%s: deleted by %s, and not done", t.image(e), t.by(e))
}

// late says that the message may have been another's already.
func late(late bool) string {
	if late {
		return ", late: its visibility timeout had run out before"
	}
	return ""
}

// String says what was done.
func (w *work) String() string {
	var all []string
	switch {
	case w.engine != "":
		all = append(all, "thumbnail by "+draw.Escape(w.engine))
	case w.kept && w.why != "":
		all = append(all, "the thumbnail that was there stays: "+draw.Escape(w.why))
	case w.kept:
		all = append(all, "its thumbnail was there already")
	}
	if len(w.channels) > 0 {
		all = append(all, "announced on "+draw.Escape(strings.Join(w.channels, " and ")))
	}
	return strings.Join(all, ", ")
}
