package plain

import (
	"fmt"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// ofAnnouncing reports announcements that were not made, and what follows.
func (t *Teller) ofAnnouncing(e *event.Event) string {
	switch b := e.Body.(type) {
	case *event.NotificationSent:
		if t.state.MessageAlive(e.MessageID) != nil {
			return "" // it is said when the message is done with
		}
		return fmt.Sprintf("%s: announced on %s", t.image(e), draw.Escape(b.Channel))
	case *event.NotificationFailed:
		text := fmt.Sprintf("%s: could not be announced on %s: %s", t.image(e), draw.Escape(b.Channel), draw.Escape(b.Error))
		if b.Took > 0 {
			return text + "; tried again in " + inWords(b.Took)
		}
		t.unheard = e.MessageID + b.Channel + b.Error
		return text
	case *event.NotificationGivenUp:
		if t.state.Trouble.Off[b.Channel] != "" || t.unheard == e.MessageID+b.Channel+b.Error {
			return "" // it was said, of the channel or of this one
		}
		return fmt.Sprintf("%s: not announced on %s: %s", t.image(e), draw.Escape(b.Channel), draw.Escape(b.Error))
	case *event.ChannelOff:
		return fmt.Sprintf("nothing is announced on %s any more: %s", draw.Escape(b.Channel), draw.Escape(b.Error))
	default:
		return ""
	}
}
