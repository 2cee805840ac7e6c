package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// timeline draws the moments of the message's life, each with the time since
// the first.
func (p *page) timeline(m *state.Message) {
	if len(m.History) == 0 {
		p.text(toneDim, " Nothing is known of its life.")
		return
	}
	p.text(toneDim, fmt.Sprintf(" its life, from %s", clockTime(m.History[0].Time)))
	p.lifeLine(m)
	begin, reason := m.History[0].Time, ""
	for _, at := range m.History {
		switch {
		case at.Text != "" && at.Text == reason && at.Kind == event.StageFinished:
			at.Text = "as before"
		case at.Text == reason:
			at.Text = "" // said before
		case at.Text != "":
			reason = at.Text
		}
		p.moment(m, at, at.Time.Sub(begin))
	}
}

// moment draws one moment, since the first one.
func (p *page) moment(m *state.Message, at state.Moment, since time.Duration) {
	t, words := p.telling(at)
	p.wrapped(12, p.ink.of(t), words, func(l *line) {
		l.number(p.ink.of(toneDim), "+"+tenths(since), 9)
		l.gap(1)
		l.glyph(p.image(m.Identity()), p.momentGlyph(at), 1)
	})
}

// momentGlyph is the token as it was after a moment.
func (p *page) momentGlyph(at state.Moment) string {
	switch at.Kind {
	case event.MessageReceived, event.MessageExtended:
		return p.glyph.flight[0]
	case event.MessageDead, event.LetterSeen:
		return p.glyph.dead
	case event.MessageReturned:
		return p.glyph.delayed
	case event.MessageSent:
		if at.Until.After(at.Time) {
			return p.glyph.delayed
		}
		return p.glyph.waiting
	case event.MessageExpired, event.MessageRedriven:
		return p.glyph.waiting
	case event.MessageDeleted:
		if at.Dead {
			return p.glyph.dead
		}
		return p.glyph.finished
	}
	return p.glyph.upright
}

// telling is what happened at a moment, in words.
func (p *page) telling(at state.Moment) (tone, string) { //nolint:cyclop // one case a kind: a table
	text := at.Text // wrapped escapes it
	worker := holder(at.Worker)
	until := countdown(at.Until.Sub(at.Time))
	switch at.Kind {
	case event.ObjectUploaded:
		if text == "" {
			return toneText, "uploaded, " + size(at.Bytes)
		}
		return toneText, fmt.Sprintf("uploaded to %s, %s", text, size(at.Bytes))
	case event.EventMatched:
		return toneText, "matched by the rule " + text
	case event.MessageSent:
		if at.Until.After(at.Time) {
			return toneText, "sent, delayed by " + until + from(text)
		}
		return toneText, "sent" + from(text)
	case event.MessageReceived:
		return toneStrong, fmt.Sprintf("received by %s, receive %s, for %s", worker, tryOf(&state.Message{Try: at.Try}, p.State.Setup.MaxReceives), until)
	case event.MessageExtended:
		if at.Worker == event.Outside {
			return toneAccent, "its visibility was changed from outside: visible in " + until
		}
		return toneAccent, "heartbeat: " + until + " from here"
	case event.MessageReturned:
		return returnTelling(at, worker, text)
	case event.MessageExpired:
		if !at.Held {
			return toneDim, "its visibility timeout ran out: visible again"
		}
		return toneBad, "its visibility timeout ran out while " + worker + " held it"
	case event.MessageDeleted:
		return deleteTelling(at, worker)
	case event.QueuePurged:
		return toneBad, "its queue was purged"
	case event.MessageDropped:
		return toneBad, "gone: its queue keeps no message longer than its retention period"
	case event.MessageDead:
		return toneBad, joined("to the dead-letter queue", text)
	case event.MessageRedriven:
		if text != "" {
			return toneAccent, "redriven to " + text + ", with a new id"
		}
		return toneAccent, "redriven to its queue, with a new id"
	case event.LetterSeen:
		return toneText, fmt.Sprintf("looked at in the dead-letter queue: received %s in all", plural(at.Try, "time"))
	case event.LetterDeleted:
		return toneBad, "deleted from the dead-letter queue"
	case event.StageFinished:
		return p.stageTelling(at, text)
	}
	return resultTelling(at)
}

// returnTelling reports a message that was put down.
func returnTelling(at state.Moment, worker, text string) (tone, string) {
	if at.Late && !at.Lost {
		return toneWarn, joined("put down by "+worker+", which had it no more", text)
	}
	if at.Late {
		return toneWarn, joined("put down by "+worker+", whose timeout had run out", text)
	}
	if !at.Until.After(at.Time) {
		return toneWarn, joined("put down by "+worker+", visible", text)
	}
	return toneWarn, joined("put down by "+worker+", visible in "+countdown(at.Until.Sub(at.Time)), text)
}

// deleteTelling reports a delete, and what it did.
func deleteTelling(at state.Moment, worker string) (tone, string) {
	if at.Dead {
		return toneWarn, worker + " was through with it too late: the dead letter stays"
	}
	if at.Late && !at.Lost {
		return toneWarn, "deleted by " + worker + ", which was late: it had the message no more"
	}
	if at.Late {
		return toneWarn, "deleted by " + worker + ", which was late: its timeout had run out"
	}
	return toneGood, "deleted by " + worker + ": done"
}

// resultTelling reports what came of the work.
func resultTelling(at state.Moment) (tone, string) {
	text := at.Text
	switch at.Kind {
	case event.ThumbnailCreated:
		return toneText, "thumbnail stored as " + text
	case event.ThumbnailKept:
		return toneText, joined("the thumbnail that was there stays", text)
	case event.NotificationSent:
		return toneText, "announced on " + text
	case event.NotificationKept:
		return toneText, "had been announced on " + text
	case event.NotificationFailed:
		return toneBad, "could not be announced: " + text
	case event.NotificationGivenUp:
		return toneBad, "not announced on " + text
	case event.MessageAcknowledged:
		return toneText, joined("nothing to do", text)
	case event.ImageGone:
		return toneWarn, joined("the image is gone", text)
	case event.FaultInjected:
		if text == event.HeartbeatLost {
			return toneWarn, "its heartbeat is left out on purpose"
		}
		return toneWarn, "trouble made on purpose: " + text
	}
	return toneText, joined(string(at.Kind), text)
}

// stageTelling reports a stage that ended.
func (p *page) stageTelling(at state.Moment, problem string) (tone, string) {
	words := stageWord(at.Stage) + " " + seconds(at.Took)
	if problem != "" {
		return toneBad, words + ", failed: " + problem
	}
	switch {
	case at.Kept:
		words += ", found done"
	case at.Repeated:
		words += ", again: work repeated"
	case at.Again:
		words += ", again"
	}
	return stageTone(at.Stage), words
}

func from(caller string) string {
	if caller == "" {
		return ""
	}
	return " from " + caller
}

// joined is a sentence and, if there is one, its reason.
func joined(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}
