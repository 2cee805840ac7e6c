package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// timeline draws the moments of the message's life, each with the time since
// the first.
func (p *page) timeline(m *state.Message) {
	if len(m.History) == 0 {
		p.text(draw.Dim, " Nothing is known of its life.")
		return
	}
	p.text(draw.Dim, fmt.Sprintf(" its life, from %s", clockTime(m.History[0].Time)))
	p.lifeLine(m)
	begin, reason := m.History[0].Time, ""
	for _, at := range m.History {
		switch {
		case at.Text != "" && at.Text == reason && at.Kind == event.KindOf[event.StageFinished]():
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
	p.wrapped(12, p.Styles.Of(t), words, func(l *line) {
		l.number(p.Styles.Of(draw.Dim), "+"+tenths(since), 9)
		l.gap(1)
		l.glyph(p.image(m.Identity()), p.momentGlyph(at), 1)
	})
}

// momentGlyph is the token as it was after a moment.
func (p *page) momentGlyph(at state.Moment) string {
	switch at.Kind {
	case event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExtended]():
		return p.glyph.flight[0]
	case event.KindOf[event.MessageDead](), event.KindOf[event.LetterSeen]():
		return p.glyph.dead
	case event.KindOf[event.MessageReturned]():
		return p.glyph.delayed
	case event.KindOf[event.MessageSent]():
		if at.Until.After(at.Time) {
			return p.glyph.delayed
		}
		return p.glyph.waiting
	case event.KindOf[event.MessageExpired](), event.KindOf[event.MessageRedriven]():
		return p.glyph.waiting
	case event.KindOf[event.MessageDeleted]():
		if at.Dead {
			return p.glyph.dead
		}
		return p.glyph.finished
	}
	return p.glyph.upright
}

// telling is what happened at a moment, in words.
func (p *page) telling(at state.Moment) (draw.Tone, string) { //nolint:cyclop // one case a kind: a table
	text := at.Text // wrapped escapes it
	worker := holder(at.Worker)
	until := countdown(at.Until.Sub(at.Time))
	switch at.Kind {
	case event.KindOf[event.ObjectUploaded]():
		if text == "" {
			return draw.Text, "uploaded, " + size(at.Bytes)
		}
		return draw.Text, fmt.Sprintf("uploaded to %s, %s", text, size(at.Bytes))
	case event.KindOf[event.EventMatched]():
		return draw.Text, "matched by the rule " + text
	case event.KindOf[event.MessageSent]():
		if at.Until.After(at.Time) {
			return draw.Text, "sent, delayed by " + until + from(text)
		}
		return draw.Text, "sent" + from(text)
	case event.KindOf[event.MessageReceived]():
		return draw.Strong, fmt.Sprintf("received by %s, receive %s, for %s", worker, tryOf(&state.Message{Try: at.Try}, p.State.Setup.MaxReceives), until)
	case event.KindOf[event.MessageExtended]():
		if event.ByHand(at.Worker) {
			return draw.Accent, "extended by " + worker + ": visible in " + until
		}
		if at.Worker == event.Outside {
			return draw.Accent, "its visibility was changed from outside: visible in " + until
		}
		return draw.Accent, "heartbeat: " + until + " from here"
	case event.KindOf[event.MessageReturned]():
		return returnTelling(at, worker, text)
	case event.KindOf[event.MessageExpired]():
		if !at.Held {
			return draw.Dim, "its visibility timeout ran out: visible again"
		}
		return draw.Bad, "its visibility timeout ran out while " + worker + " held it"
	case event.KindOf[event.MessageDeleted]():
		return deleteTelling(at, worker)
	case event.KindOf[event.QueuePurged]():
		return draw.Bad, "its queue was purged"
	case event.KindOf[event.MessageDropped]():
		return draw.Bad, "gone: its queue keeps no message longer than its retention period"
	case event.KindOf[event.MessageDead]():
		return draw.Bad, joined("to the dead-letter queue", text)
	case event.KindOf[event.MessageRedriven]():
		if text != "" {
			return draw.Accent, "redriven to " + text + ", with a new id"
		}
		return draw.Accent, "redriven to its queue, with a new id"
	case event.KindOf[event.LetterSeen]():
		return draw.Text, fmt.Sprintf("looked at in the dead-letter queue: received %s in all", plural(at.Try, "time"))
	case event.KindOf[event.LetterDeleted]():
		return draw.Bad, "deleted from the dead-letter queue"
	case event.KindOf[event.StageFinished]():
		if at.Died {
			return draw.Warn, worker + " was dead until here: another stands in its place"
		}
		return p.stageTelling(at, text)
	}
	return resultTelling(at)
}

// returnTelling reports a message that was put down.
func returnTelling(at state.Moment, worker, text string) (draw.Tone, string) {
	switch {
	case event.ByHand(at.Worker) && at.Late:
		return draw.Warn, joined(handOf(at.Worker)+" no more", text)
	case event.ByHand(at.Worker):
		return draw.Warn, "given back by " + worker + ": visible"
	}
	if at.Late && !at.Lost {
		return draw.Warn, joined("put down by "+worker+", which no longer had it", text)
	}
	if at.Late {
		return draw.Warn, joined("put down by "+worker+", whose timeout had run out", text)
	}
	if !at.Until.After(at.Time) {
		return draw.Warn, joined("put down by "+worker+", visible", text)
	}
	return draw.Warn, joined("put down by "+worker+", visible in "+countdown(at.Until.Sub(at.Time)), text)
}

// deleteTelling reports a delete, and what it did. Of one that came too late for a
// dead letter it says what was so before: that the letter is there still is not
// known, for what deleted or redrove it may be told later, or be in a gap.
func deleteTelling(at state.Moment, worker string) (draw.Tone, string) {
	if at.Dead && event.ByHand(at.Worker) {
		return draw.Warn, "deleted too late by " + worker + ": it had become a dead letter"
	}
	if at.Dead {
		return draw.Warn, worker + " was through with it too late: it had become a dead letter"
	}
	if event.ByHand(at.Worker) && at.Late {
		return draw.Warn, "deleted by " + worker + ", with an old receipt handle: its timeout had run out"
	}
	if event.ByHand(at.Worker) {
		return draw.Warn, "deleted by " + worker + ", and not done"
	}
	if at.Late && !at.Lost {
		return draw.Warn, "deleted by " + worker + ", which was late: it had the message no more"
	}
	if at.Late {
		return draw.Warn, "deleted by " + worker + ", which was late: its timeout had run out"
	}
	return draw.Good, "deleted by " + worker + ": done"
}

// resultTelling reports what came of the work.
func resultTelling(at state.Moment) (draw.Tone, string) {
	text := at.Text
	switch at.Kind {
	case event.KindOf[event.ThumbnailCreated]():
		return draw.Text, "thumbnail stored as " + text
	case event.KindOf[event.ThumbnailKept]():
		return draw.Text, joined("the thumbnail that was there stays", text)
	case event.KindOf[event.NotificationSent]():
		return draw.Text, "announced on " + text
	case event.KindOf[event.NotificationKept]():
		return draw.Text, "had been announced on " + text
	case event.KindOf[event.NotificationFailed]():
		return draw.Bad, "could not be announced: " + text
	case event.KindOf[event.NotificationGivenUp]():
		return draw.Bad, "not announced on " + text
	case event.KindOf[event.MessageAcknowledged]():
		return draw.Text, joined("nothing to do", text)
	case event.KindOf[event.ImageGone]():
		return draw.Warn, joined("the image is gone", text)
	case event.KindOf[event.FaultInjected]():
		if text == event.HeartbeatLost {
			return draw.Warn, "its heartbeat is left out on purpose"
		}
		return draw.Warn, "trouble made on purpose: " + text
	}
	return draw.Text, joined(string(at.Kind), text)
}

// stageTelling reports a stage that ended.
func (p *page) stageTelling(at state.Moment, problem string) (draw.Tone, string) {
	words := stageWord(at.Stage) + " " + seconds(at.Took)
	if problem != "" {
		return draw.Bad, words + ", failed: " + problem
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
