package panel

import (
	"fmt"
	"time"

	"inflight/pipeline"
)

// timeline draws the moments of the message's life, each with the time since
// the first.
func (p *page) timeline(m *pipeline.Message) {
	if len(m.History) == 0 {
		p.text(toneDim, " Nothing is known of its life.")
		return
	}
	p.text(toneDim, fmt.Sprintf(" its life, from %s", clockTime(m.History[0].Time)))
	p.lifeLine(m)
	begin, reason := m.History[0].Time, ""
	for _, at := range m.History {
		switch {
		case at.Text != "" && at.Text == reason && at.Kind == pipeline.StageFinished:
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
func (p *page) moment(m *pipeline.Message, at pipeline.Moment, since time.Duration) {
	t, words := p.telling(at)
	p.wrapped(12, p.ink.of(t), words, func(l *line) {
		l.number(p.ink.of(toneDim), "+"+tenths(since), 9)
		l.gap(1)
		l.glyph(p.image(m.Identity()), p.momentGlyph(at), 1)
	})
}

// momentGlyph is the token as it was after a moment.
func (p *page) momentGlyph(at pipeline.Moment) string {
	switch at.Kind {
	case pipeline.MessageReceived, pipeline.MessageExtended:
		return p.glyph.flight[0]
	case pipeline.MessageDead, pipeline.LetterSeen:
		return p.glyph.dead
	case pipeline.MessageReturned:
		return p.glyph.delayed
	case pipeline.MessageSent:
		if at.Until.After(at.Time) {
			return p.glyph.delayed
		}
		return p.glyph.waiting
	case pipeline.MessageExpired, pipeline.MessageRedriven:
		return p.glyph.waiting
	case pipeline.MessageDeleted:
		if at.Dead {
			return p.glyph.dead
		}
		return p.glyph.finished
	}
	return p.glyph.upright
}

// telling is what happened at a moment, in words.
func (p *page) telling(at pipeline.Moment) (tone, string) { //nolint:cyclop // one case a kind: a table
	text := at.Text // wrapped escapes it
	worker := holder(at.Worker)
	until := countdown(at.Until.Sub(at.Time))
	switch at.Kind {
	case pipeline.ObjectUploaded:
		return toneText, fmt.Sprintf("uploaded to %s, %s", text, size(at.Bytes))
	case pipeline.EventMatched:
		return toneText, "matched by the rule " + text
	case pipeline.MessageSent:
		if at.Until.After(at.Time) {
			return toneText, "sent, delayed by " + until + from(text)
		}
		return toneText, "sent" + from(text)
	case pipeline.MessageReceived:
		return toneStrong, fmt.Sprintf("received by %s, receive %s, for %s", worker, tryOf(&pipeline.Message{Try: at.Try}, p.State.Setup.MaxReceives), until)
	case pipeline.MessageExtended:
		if at.Worker == pipeline.Outside {
			return toneAccent, "its visibility was changed from outside: visible in " + until
		}
		return toneAccent, "heartbeat: " + until + " from here"
	case pipeline.MessageReturned:
		if at.Late && !at.Lost {
			return toneWarn, joined("put down by "+worker+", which had it no more", text)
		}
		if at.Late {
			return toneWarn, joined("put down by "+worker+", whose timeout had run out", text)
		}
		if !at.Until.After(at.Time) {
			return toneWarn, joined("put down by "+worker+", visible", text)
		}
		return toneWarn, joined("put down by "+worker+", visible in "+until, text)
	case pipeline.MessageExpired:
		if !at.Held {
			return toneDim, "its visibility timeout ran out: visible again"
		}
		return toneBad, "its visibility timeout ran out while " + worker + " held it"
	case pipeline.MessageDeleted:
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
	case pipeline.QueuePurged:
		return toneBad, "thrown away by a purge"
	case pipeline.MessageDropped:
		return toneBad, "gone: its queue keeps no message longer than its retention period"
	case pipeline.MessageDead:
		return toneBad, joined("to the dead-letter queue", text)
	case pipeline.MessageRedriven:
		if text != "" {
			return toneAccent, "redriven to " + text + ", with a new id"
		}
		return toneAccent, "redriven to its queue, with a new id"
	case pipeline.LetterSeen:
		return toneText, fmt.Sprintf("looked at in the dead-letter queue: received %s in all", plural(at.Try, "time"))
	case pipeline.LetterDeleted:
		return toneBad, "deleted from the dead-letter queue"
	case pipeline.StageFinished:
		return p.stageTelling(at, text)
	}
	return resultTelling(at)
}

// resultTelling reports what came of the work.
func resultTelling(at pipeline.Moment) (tone, string) {
	text := at.Text
	switch at.Kind {
	case pipeline.ThumbnailCreated:
		return toneText, "thumbnail stored as " + text
	case pipeline.ThumbnailKept:
		return toneText, joined("the thumbnail that was there stays", text)
	case pipeline.NotificationSent:
		return toneText, "announced on " + text
	case pipeline.NotificationKept:
		return toneText, "had been announced on " + text
	case pipeline.NotificationFailed:
		return toneBad, "could not be announced: " + text
	case pipeline.NotificationGivenUp:
		return toneBad, "not announced on " + text
	case pipeline.MessageAcknowledged:
		return toneText, joined("nothing to do", text)
	case pipeline.ImageGone:
		return toneWarn, joined("the image is gone", text)
	case pipeline.FaultInjected:
		if text == pipeline.HeartbeatLost {
			return toneWarn, "its heartbeat is left out on purpose"
		}
		return toneWarn, "trouble made on purpose: " + text
	}
	return toneText, joined(string(at.Kind), text)
}

// stageTelling reports a stage that ended.
func (p *page) stageTelling(at pipeline.Moment, problem string) (tone, string) {
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
