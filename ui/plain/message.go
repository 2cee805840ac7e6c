package plain

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// ofMessage reports what happens to one image and its message.
func (t *Teller) ofMessage(e *event.Event) string { //nolint:cyclop // one case a kind: a table
	switch b := e.Body.(type) {
	case *event.ObjectUploaded:
		return fmt.Sprintf("%s: uploaded to %s, %s", t.image(e), draw.Escape(e.Bucket), bytes(b.Size))
	case *event.UploadFailed:
		if b.Unsure {
			return fmt.Sprintf("%s: no answer says that it was uploaded, and it may have been: %s", t.image(e), draw.Escape(b.Error))
		}
		return fmt.Sprintf("%s: could not be uploaded: %s", t.image(e), draw.Escape(b.Error))
	case *event.UploadRetried:
		return fmt.Sprintf("%s: try %d of its upload failed: %s; tried again in %s", t.image(e), b.Attempts, draw.Escape(b.Error), inWords(b.Took))
	case *event.FaultInjected:
		if b.Fault == event.HeartbeatLost {
			text := fmt.Sprintf("%s: its heartbeat is left out on purpose: %s does not extend its visibility timeout", t.image(e), t.by(e))
			if b.Reason != "" {
				text += ", " + draw.Escape(b.Reason)
			}
			return text
		}
		if b.Fault == event.WorkerDies {
			return t.dies(e, b)
		}
		return t.trouble(e, b)
	case *event.EventUnmatched:
		return t.unmatched(e, b)
	case *event.EventFailed:
		return fmt.Sprintf("%s: the event was not delivered by rule %s: %s", t.image(e), draw.Escape(b.Rule), draw.Escape(b.Reason))
	case *event.MessageSent:
		return t.sent(e, b)
	case *event.MessageReceived:
		return fmt.Sprintf("%s: received by %s, %s, visible again in %s", t.image(e), t.by(e), t.of(e), in(e, b.VisibleAt))
	case *event.MessageHeld:
		return t.waits(e, b)
	case *event.MessageExtended:
		return t.extended(e, b)
	case *event.MessageReturned:
		return t.returned(e, b)
	case *event.MessageExpired:
		return t.expired(e, b)
	case *event.MessageDead:
		return fmt.Sprintf("%s: dead after %s%s: %s", t.image(e), many(b.ReceiveCount, "receive"), inferred(b.Inferred), draw.Escape(b.Reason))
	case *event.MessageDropped:
		return fmt.Sprintf("%s: dropped by %s, which keeps messages no longer", t.image(e), draw.Escape(b.Queue))
	case *event.MessageRedriven:
		return t.redriven(e, b)
	case *event.MessageAcknowledged:
		return fmt.Sprintf("%s: nothing to do: %s", t.image(e), draw.Escape(b.Reason))
	case *event.ImageGone:
		return fmt.Sprintf("%s: gone: %s", t.image(e), draw.Escape(b.Reason))
	case *event.MessageDeleted:
		return t.done(e, b)
	default:
		return t.ofAnnouncing(e)
	}
}

// trouble reports what went wrong on purpose. Some of it is of no image.
func (t *Teller) trouble(e *event.Event, b *event.FaultInjected) string {
	text := "trouble made on purpose: " + draw.Escape(b.Fault)
	if b.Reason != "" {
		text += ", " + draw.Escape(b.Reason)
	}
	if e.Key == "" && e.MessageID == "" {
		return text
	}
	return t.image(e) + ": " + text
}

// dies reports that a worker dies with a message. Where one receives for others it is not
// that one.
func (t *Teller) dies(e *event.Event, b *event.FaultInjected) string {
	who := t.by(e)
	if e.Worker == "" || who == "the receiver" {
		who = "who takes it up"
	}
	text := fmt.Sprintf("%s: %s dies with it, on purpose: nobody extends or deletes it, and its visibility timeout runs out", t.image(e), who)
	if b.Reason != "" {
		text += ", " + draw.Escape(b.Reason)
	}
	return text
}

// waits reports a message that was received and that nobody works on yet.
func (t *Teller) waits(e *event.Event, b *event.MessageHeld) string {
	switch {
	case b.Stage != event.Download: // on its way through the stages
		return ""
	case b.Total > 0:
		return fmt.Sprintf("%s: received and not begun: it waits in the channel, %d of %d", t.image(e), b.Count, b.Total)
	}
	return fmt.Sprintf("%s: received and not begun: %s holds it", t.image(e), t.by(e))
}

// unmatched reports an event that no rule matched.
func (t *Teller) unmatched(e *event.Event, b *event.EventUnmatched) string {
	what := draw.Escape(b.Text)
	if what == "" {
		what = "an event"
	}
	text := fmt.Sprintf("no rule of the bus %s matched %s: EventBridge drops it", draw.Escape(b.Bus), what)
	if e.Key == "" {
		return text
	}
	return t.image(e) + ": " + text
}

// extended reports a countdown that was set again: by the first heartbeat of a
// receive, for those after it say nothing new, or by somebody outside.
func (t *Teller) extended(e *event.Event, b *event.MessageExtended) string {
	if event.ByHand(e.Worker) {
		return fmt.Sprintf("%s: %s extended its visibility timeout, visible again in %s", t.image(e), t.by(e), in(e, b.VisibleAt))
	}
	if e.Worker == event.Outside {
		return fmt.Sprintf("%s: its visibility was changed from outside, visible again in %s", t.image(e), in(e, b.VisibleAt))
	}
	if m := t.state.MessageAlive(e.MessageID); m != nil && len(m.Beats()) > 0 {
		return ""
	}
	return fmt.Sprintf("%s: heartbeat of %s, visible again in %s", t.image(e), t.by(e), in(e, b.VisibleAt))
}

// expired says that a visibility timeout ran out, and whether a worker held the
// message. Of one that has ended it says nothing.
func (t *Teller) expired(e *event.Event, b *event.MessageExpired) string {
	m := t.state.MessageAlive(e.MessageID)
	if m == nil {
		return ""
	}
	if event.ByHand(e.Worker) {
		return fmt.Sprintf("%s: the visibility timeout ran out while %s held it: the next who receives it has it", t.image(e), t.by(e))
	}
	for i := range m.Receives {
		switch r := &m.Receives[i]; {
		case r.Try != b.ReceiveCount:
		case r.Dead:
			return fmt.Sprintf("%s: the visibility timeout ran out, for %s died with it: it may be received again", t.image(e), t.by(e))
		case !r.Ended.IsZero() && !r.Ended.After(e.Time):
			return fmt.Sprintf("%s: visible again, %s", t.image(e), t.of(e)+" is over")
		case len(m.Receives) > i+1:
			return fmt.Sprintf("%s: the visibility timeout ran out while %s held it, and it was received again", t.image(e), t.by(e))
		}
	}
	return fmt.Sprintf("%s: the visibility timeout ran out while %s held it: it may be received again", t.image(e), t.by(e))
}

// sent reports a message that somebody sent by hand, or that comes later. That
// of an upload comes at once, and says nothing new.
func (t *Teller) sent(e *event.Event, b *event.MessageSent) string {
	switch {
	case b.VisibleAt.After(e.Time):
		return fmt.Sprintf("%s: in the queue, delayed for %s", t.image(e), in(e, b.VisibleAt))
	case b.Caller != "" && e.Key == "":
		return fmt.Sprintf("%s: sent to %s from outside", t.image(e), draw.Escape(b.Queue))
	}
	return ""
}

// returned reports a message that was not finished, and when it comes again.
func (t *Teller) returned(e *event.Event, b *event.MessageReturned) string {
	if b.Late && event.ByHand(e.Worker) {
		return fmt.Sprintf("%s: %s hold it no more: %s", t.image(e), t.by(e), draw.Escape(b.Reason))
	}
	if b.Late {
		return fmt.Sprintf("%s: put down by %s, who no longer had it: %s", t.image(e), t.by(e), draw.Escape(b.Reason))
	}
	again := "visible at once"
	if d := b.VisibleAt.Sub(e.Time); d >= time.Millisecond {
		again = "comes back in " + inWords(d)
	}
	switch most := t.state.Setup.MaxReceives; {
	case b.Reason == event.GivenBack:
		return fmt.Sprintf("%s: given back by %s, %s", t.image(e), t.by(e), again)
	case b.Reason == event.Interrupted:
		return fmt.Sprintf("%s: given back unfinished, %s", t.image(e), again)
	case most > 0 && b.ReceiveCount >= most:
		again = "that was the last"
	}
	return fmt.Sprintf("%s: %s failed: %s; %s", t.image(e), t.of(e), draw.Escape(b.Reason), again)
}

// by is who did it.
func (t *Teller) by(e *event.Event) string {
	if e.Worker == event.Outside {
		return "somebody outside"
	}
	name := t.state.WorkerName(e)
	switch {
	case event.ByHand(name):
		return draw.Escape(name)
	case name == "receiver":
		return "the receiver"
	case name != "" && (name[0] < '0' || name[0] > '9'): // of a stage
		return draw.Escape(name)
	}
	return "worker " + draw.Escape(name)
}

// inferred marks what AWS did not tell.
func inferred(deduced bool) string {
	if deduced {
		return " (inferred)"
	}
	return ""
}

// bytes is a size.
func bytes(n int64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
