package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// What waits inside the program is said to wait, and where; what goes from stage to
// stage is not.
func TestAMessageThatIsHeldIsSaidToWait(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	received := event.Event{Time: at, MessageID: "1", Key: "a.jpg", Worker: "receiver", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute)}}
	held := func(worker string, stage event.Stage, fill, size int) event.Event {
		return event.Event{Time: at, MessageID: "1", Key: "a.jpg", Worker: worker, Body: &event.MessageHeld{ReceiveCount: 1, Stage: stage, Count: fill, Total: size}}
	}
	for _, c := range []struct {
		e         event.Event
		want, not string
	}{
		{held("receiver", event.Download, 2, 4), "received and not begun: it waits in the channel, 2 of 4", "holds it"},
		{held("receiver", event.Download, 0, 0), "received and not begun: the receiver holds it", "in the channel"},
		{held("3", event.Download, 0, 0), "received and not begun: worker 3 holds it", "the receiver holds"},
		{held("download-1", event.Thumbnail, 1, 4), "received by the receiver", "received and not begun"},
	} {
		text := told(t, []event.Event{received, c.e})
		if !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
			t.Errorf("want %q and not %q in\n%s", c.want, c.not, text)
		}
	}
	if text := told(t, []event.Event{{Time: at, MessageID: "1", Key: "a.jpg", Worker: "download-1", Body: &event.MessageExpired{ReceiveCount: 1}}}); strings.Contains(text, "worker download") {
		t.Errorf("it says %s", text)
	}
}
