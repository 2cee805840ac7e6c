package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestWhatBecomesOfAnAnnouncementAndOfAnUploadIsTold(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	received := event.Event{Time: at, MessageID: "1", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at}}
	on := func(b event.Body) event.Event { return event.Event{Time: at, MessageID: "1", Key: "a.jpg", Body: b} }
	deleted := event.Event{Time: at, MessageID: "1", Key: "a.jpg", Worker: "1", Body: &event.MessageDeleted{}}
	for name, tc := range map[string]struct {
		events []event.Event
		want   []string // ends of the lines
	}{
		"one that waits, and goes out later": {
			[]event.Event{received, on(&event.NotificationFailed{Channel: "discord", Error: "429", Took: 4 * time.Minute}), deleted, on(&event.NotificationSent{Channel: "discord"})},
			[]string{"a: could not be announced on discord: 429; tried again in 4m0s", "a: deleted by worker 1", "a: announced on discord"},
		},
		"one that is refused": {
			[]event.Event{received, on(&event.NotificationFailed{Channel: "discord", Error: "400"}), on(&event.NotificationGivenUp{Channel: "discord", Error: "400"}), deleted},
			[]string{"a: could not be announced on discord: 400", "a: deleted by worker 1"},
		},
		"one that waited for too long": {
			[]event.Event{on(&event.NotificationGivenUp{Channel: "discord", Error: "too long"})},
			[]string{"a: not announced on discord: too long"},
		},
		"a channel that is gone, and what would go there": {
			[]event.Event{on(&event.ChannelOff{Channel: "discord", Error: "404\x1b"}), on(&event.NotificationGivenUp{Channel: "discord", Error: "off"})},
			[]string{"nothing is announced on discord any more: 404␛"},
		},
		"an upload": {
			[]event.Event{
				{Time: at, Key: "a.jpg", Body: &event.UploadRetried{Attempts: 2, Took: 4 * time.Second, Error: "connection refused"}},
				{Time: at, Key: "a.jpg", Body: &event.UploadFailed{Error: "AccessDenied"}},
			},
			[]string{"a: try 2 of its upload failed: connection refused; tried again in 4.0 s", "a: could not be uploaded: AccessDenied"},
		},
		"nothing to do": {
			[]event.Event{
				received,
				{Time: at, MessageID: "1", Key: "a.jpg", Body: &event.ImageGone{Reason: "not there"}},
				{Time: at, MessageID: "2", Body: &event.MessageAcknowledged{Reason: "S3's test event"}},
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
