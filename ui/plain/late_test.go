package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/plain"
)

func TestAMessagePutDownLateIsNotSaidToHaveRunOutWhereItMayBeGone(t *testing.T) {
	var out strings.Builder
	teller := plain.Teller{W: &out}
	at := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	for _, e := range []event.Event{
		{Time: at, MessageID: "m", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(30 * time.Second)}},
		{Time: at.Add(time.Second), MessageID: "m", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Reason: "broken\x1b", Late: true}},
	} {
		if err := teller.Tell(e); err != nil {
			t.Fatal(err)
		}
	}
	said := out.String()
	if !strings.Contains(said, "put down by worker 1, who no longer had it: broken") || strings.Contains(said, "run out") || strings.Contains(said, "\x1b") {
		t.Errorf("got %q", said)
	}
}
