package plain_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/plain"
)

// holding tells events and returns the lines so far without their times, and
// the Teller.
func holding(t *testing.T, events ...event.Event) (lines func() []string, teller *plain.Teller) {
	t.Helper()
	var b strings.Builder
	teller = &plain.Teller{W: &b}
	for _, e := range events {
		if err := teller.Tell(e); err != nil {
			t.Fatal(err)
		}
	}
	return func() []string {
		var all []string
		for line := range strings.Lines(b.String()) {
			all = append(all, strings.TrimSpace(line[len("15:04:05.000 "):]))
		}
		return all
	}, teller
}

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func received(id, key string, after time.Duration) event.Event {
	at := noon.Add(after)
	return event.Event{Time: at, MessageID: id, Key: key, Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: at, VisibleAt: at.Add(time.Second)}}
}

func uploaded(key string, after time.Duration) event.Event {
	return event.Event{Time: noon.Add(after), Bucket: "b", Key: key, Body: &event.ObjectUploaded{}}
}

// begins fails the test unless the lines begin as wanted.
func begins(t *testing.T, lines []string, want ...string) {
	t.Helper()
	if len(lines) != len(want) {
		t.Fatalf("it says %q, want %q", lines, want)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want[i])
		}
	}
}

func TestAnImageIsUploadedBeforeItIsReceived(t *testing.T) {
	returned := event.Event{Time: noon.Add(2 * time.Millisecond), MessageID: "1", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Reason: "broken", VisibleAt: noon}}
	lines, teller := holding(t, received("1", "a.jpg", 0), returned, uploaded("b.jpg", 3*time.Millisecond), uploaded("a.jpg", 4*time.Millisecond),
		received("2", "b.jpg", 5*time.Millisecond))
	begins(t, lines(), "b: uploaded", "a: uploaded", "a: received", "a: receive 1 failed", "b: received")
	if teller.Held() != 0 {
		t.Errorf("%d lines wait", teller.Held())
	}
}

func TestALineWaitsForNoUploadForLong(t *testing.T) {
	lines, _ := holding(t, received("1", "theirs.jpg", 0), event.Event{Time: noon.Add(plain.HoldTime - 1), Body: &event.ConsumingPaused{}})
	begins(t, lines(), "consuming paused")
	lines, _ = holding(t, received("1", "theirs.jpg", 0), event.Event{Time: noon.Add(plain.HoldTime), Body: &event.ConsumingPaused{}})
	begins(t, lines(), "theirs: received", "consuming paused")
}

func TestWhatWaitedInTheQueueWaitsForNoUpload(t *testing.T) {
	old := received("1", "a.jpg", time.Hour)
	pipelinetest.As[event.MessageReceived](old).SentAt = noon
	again := received("2", "b.jpg", time.Hour)
	pipelinetest.As[event.MessageReceived](again).ReceiveCount = 2
	lines, _ := holding(t, old, again)
	begins(t, lines(), "a: received", "b: received")
}

func TestNoLineThatWaitsIsLost(t *testing.T) {
	var events []event.Event
	for i := range 1000 {
		events = append(events, received(fmt.Sprint(i), fmt.Sprintf("image-%04d.jpg", i), 0))
	}
	lines, teller := holding(t, events...)
	if n := teller.Held(); n == 0 || n > 256 {
		t.Errorf("%d lines wait", n)
	}
	if err := teller.Flush(); err != nil {
		t.Fatal(err)
	}
	all := lines()
	if len(all) != len(events) {
		t.Fatalf("%d of %d lines were written", len(all), len(events))
	}
	for i, line := range all {
		if want := fmt.Sprintf("image-%04d: received", i); !strings.HasPrefix(line, want) {
			t.Fatalf("line %d is %q, want %q", i, line, want)
		}
	}
}
