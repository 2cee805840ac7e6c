package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestWhatBecomesOfAnAnnouncementAndOfAnUploadIsTold(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	received := event.Event{Type: event.MessageReceived, Time: at, MessageID: "1", Key: "a.jpg", Worker: "1", ReceiveCount: 1, VisibleAt: at}
	on := func(kind event.Kind, why string, wait time.Duration) event.Event {
		return event.Event{Type: kind, Time: at, MessageID: "1", Key: "a.jpg", Channel: "discord", Error: why, Took: wait}
	}
	deleted := event.Event{Type: event.MessageDeleted, Time: at, MessageID: "1", Key: "a.jpg", Worker: "1"}
	for name, tc := range map[string]struct {
		events []event.Event
		want   []string // ends of the lines
	}{
		"one that waits, and goes out later": {
			[]event.Event{received, on(event.NotificationFailed, "429", 4*time.Minute), deleted, on(event.NotificationSent, "", 0)},
			[]string{"a: could not be announced on discord: 429; tried again in 4m0s", "a: deleted by worker 1", "a: announced on discord"},
		},
		"one that is refused": {
			[]event.Event{received, on(event.NotificationFailed, "400", 0), on(event.NotificationGivenUp, "400", 0), deleted},
			[]string{"a: could not be announced on discord: 400", "a: deleted by worker 1"},
		},
		"one that waited for too long": {
			[]event.Event{on(event.NotificationGivenUp, "too long", 0)},
			[]string{"a: not announced on discord: too long"},
		},
		"a channel that is gone, and what would go there": {
			[]event.Event{on(event.ChannelOff, "404\x1b", 0), on(event.NotificationGivenUp, "off", 0)},
			[]string{"nothing is announced on discord any more: 404␛"},
		},
		"an upload": {
			[]event.Event{
				{Type: event.UploadRetried, Time: at, Key: "a.jpg", Attempts: 2, Took: 4 * time.Second, Error: "connection refused"},
				{Type: event.UploadFailed, Time: at, Key: "a.jpg", Error: "AccessDenied"},
			},
			[]string{"a: try 2 of its upload failed: connection refused; tried again in 4.0 s", "a: could not be uploaded: AccessDenied"},
		},
		"nothing to do": {
			[]event.Event{
				received,
				{Type: event.ImageGone, Time: at, MessageID: "1", Key: "a.jpg", Reason: "not there"},
				{Type: event.MessageAcknowledged, Time: at, MessageID: "2", Reason: "S3's test event"},
			},
			[]string{"a: gone: not there", "message 2: nothing to do: S3's test event"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			for line := range strings.Lines(told(t, tc.events)) {
				if !strings.Contains(line, "received by") {
					lines = append(lines, strings.TrimSuffix(line, "\n"))
				}
			}
			if len(lines) != len(tc.want) {
				t.Fatalf("it says %q", lines)
			}
			for i, want := range tc.want {
				if !strings.HasSuffix(lines[i], " "+want) {
					t.Errorf("it says %q, want %q", lines[i], want)
				}
			}
		})
	}
}
