package plain_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
	"inflight/ui/plain"
	"inflight/ui/sample"
)

// told is what a Teller writes of events.
func told(t *testing.T, events []event.Event) string {
	t.Helper()
	local := time.Local
	time.Local = time.UTC
	defer func() { time.Local = local }()
	var b strings.Builder
	teller := plain.Teller{W: &b}
	for _, e := range events {
		if err := teller.Tell(e); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestARunReadsAsSentences(t *testing.T) {
	for name, made := range map[string]func() ([]event.Event, time.Time){"busy": sample.Busy, "failing": sample.Failing} {
		t.Run(name, func(t *testing.T) {
			events, _ := made()
			text := told(t, events[:min(len(events), 400)])
			golden.RequireEqual(t, text)
		})
	}
}

func TestWorkOnDeadLettersReadsAsSentences(t *testing.T) {
	events, _ := sample.Letters()
	events = append(
		events[len(events)-80:len(events):len(events)],
		event.Event{MessageID: "n", Key: "one.jpg", Body: &event.MessageRedriven{PreviousID: "o", Queue: "elsewhere"}},
		event.Event{MessageID: "x", Key: "two.jpg", Body: &event.LetterDeleted{Queue: "practiceDLQ"}},
		event.Event{Body: &event.RedriveEnded{Moved: 85, Total: 85, Text: "completed"}},
		event.Event{Body: &event.RedriveStarted{Queue: "practiceDLQ", Target: "elsewhere", Total: 2, Text: "chosen"}},
		event.Event{Body: &event.RedriveEnded{Moved: 1, Total: 2, Text: "failed", Error: "1 of 2 letters were not found"}},
	)
	text := told(t, events)
	for _, want := range []string{
		"old-0000: lies in the dead-letter queue from before, received 4 times",
		"redrive of all dead letters of practiceDLQ started, each to the queue it came from, 5 a second",
		"one: redriven to elsewhere under a new id",
		"two: deleted from the dead-letter queue",
		"redrive completed, 85 dead letters moved",
		"redrive of chosen dead letters of practiceDLQ started, to elsewhere",
		"redrive failed, 1 dead letter moved: 1 of 2 letters were not found",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q:\n%s", want, text)
		}
	}
}

func TestWhatCameFromOutsideCannotMoveTheCursor(t *testing.T) {
	events, _ := sample.Hostile()
	text := told(t, events)
	if text == "" {
		t.Fatal("nothing is told")
	}
	for line := range strings.Lines(text) {
		for _, r := range strings.TrimSuffix(line, "\n") {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
				t.Fatalf("a line holds %U: %q", r, line)
			}
		}
	}
}

func TestEveryLineBeginsWithItsTime(t *testing.T) {
	events, _ := sample.Busy()
	for line := range strings.Lines(told(t, events)) {
		if _, err := time.Parse("15:04:05.000", line[:12]); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
	}
}

// broken is a writer nobody reads any more.
type broken struct{}

var errGone = errors.New("gone")

func (broken) Write([]byte) (int, error) { return 0, errGone }

func TestAWriterThatFailsIsAnError(t *testing.T) {
	teller := plain.Teller{W: broken{}}
	if err := teller.Tell(event.Event{Body: &event.ConsumingPaused{}}); !errors.Is(err, errGone) {
		t.Errorf("got %v", err)
	}
}

func TestWhatSaysNothingNewIsNotTold(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	sec := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	text := told(t, []event.Event{
		{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{Account: "1", Region: "r", SourceBucket: "b", Queue: "q", Engine: "ffmpeg", Visibility: 6, Model: "pool", Workers: 2, MaxReceives: 3}}},
		{Time: at, Body: &event.ModelChanged{Workers: 2, Model: "pool"}},
		{Time: sec(1), Body: &event.ModelChanged{Workers: 3, Model: "pool"}},
		{Time: sec(1), MessageID: "1", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: sec(7)}},
		{Time: sec(3), MessageID: "1", Worker: "1", Body: &event.MessageExtended{VisibleAt: sec(9)}},
		{Time: sec(5), MessageID: "1", Worker: "1", Body: &event.MessageExtended{VisibleAt: sec(11)}},
		{Time: sec(6), MessageID: "1", Worker: "outside", Body: &event.MessageExtended{VisibleAt: sec(20)}},
		{Time: sec(6), Body: &event.InsightRaised{Insight: "backlog-grows", Text: "2.0 come and 1 goes."}},
		{Time: sec(7), Body: &event.InsightRaised{Insight: "backlog-grows", Text: "3.5 come and 1 goes."}},
		{Time: sec(8), Body: &event.InsightCleared{Insight: "backlog-grows"}},
		{Time: sec(9), Body: &event.InsightRaised{Insight: "backlog-grows", Text: "4.0 come and 1 goes."}},
		{Time: sec(9), Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 403, Error: "denied"}},
		{Time: sec(20), Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 403, Error: "denied"}},
		{Time: sec(40), Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 403, Error: "denied"}},
		{Time: sec(41), MessageID: "1", Body: &event.ThumbnailKept{SourceKey: "a.jpg"}},
		{Time: sec(41), MessageID: "1", Key: "a.jpg", Body: &event.NotificationKept{Channel: "sns"}},
		{Time: sec(42), MessageID: "1", Worker: "1", Body: &event.MessageDeleted{}},
		{Time: sec(43), MessageID: "2", Worker: "outside", Body: &event.MessageDeleted{}},
	})
	golden.RequireEqual(t, text)
}

func ExampleTeller() {
	at := time.Date(2026, 11, 23, 12, 3, 4, 120e6, time.Local)
	teller := plain.Teller{W: os.Stdout}
	for _, e := range []event.Event{
		{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Endpoint: "http://127.0.0.1:4566", SourceBucket: "naa-hd-image-source", Queue: "practiceQ", Workers: 4, Visibility: 30, MaxReceives: 3, Engine: "ffmpeg"}}},
		{Time: at, MessageID: "1", Key: "storm-0127.jpg", Worker: "2", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: at, VisibleAt: at.Add(6 * time.Second)}},
		{Time: at.Add(3 * time.Second), MessageID: "1", Worker: "2", Body: &event.MessageExtended{VisibleAt: at.Add(9 * time.Second)}},
		{Time: at.Add(4 * time.Second), MessageID: "1", Key: "storm-0127.png", Body: &event.ThumbnailCreated{SourceKey: "storm-0127.jpg", Engine: "ffmpeg"}},
		{Time: at.Add(4 * time.Second), MessageID: "1", Key: "storm-0127.jpg", Body: &event.NotificationSent{Channel: "sns"}},
		{Time: at.Add(4 * time.Second), MessageID: "1", Key: "storm-0127.jpg", Body: &event.NotificationSent{Channel: "discord"}},
		{Time: at.Add(5 * time.Second), MessageID: "1", Worker: "2", Body: &event.MessageDeleted{}},
	} {
		if err := teller.Tell(e); err != nil {
			panic(err)
		}
	}
	// Output:
	// 12:03:04.120 started on the embedded AWS at http://127.0.0.1:4566: bucket naa-hd-image-source, queue practiceQ, 4 workers, visibility timeout 30 s, engine ffmpeg
	// 12:03:04.120 storm-0127: received by worker 2, receive 1/3, visible again in 6.0 s
	// 12:03:07.120 storm-0127: heartbeat of worker 2, visible again in 6.0 s
	// 12:03:09.120 storm-0127: done by worker 2, 5.0 s after it was sent: thumbnail by ffmpeg, announced on discord and sns
}

func TestAWorkerOfAnotherProcessIsToldWithIt(t *testing.T) {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	text := told(t, []event.Event{
		{Time: at, MessageID: "a", Key: "a.jpg", Worker: "1", Process: &event.Process{Host: "web", PID: 7}, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at}},
		{Time: at, MessageID: "a", Key: "a.jpg", Worker: "1", Process: &event.Process{Host: "web", PID: 8}, Body: &event.MessageDeleted{Late: true}},
	})
	for _, want := range []string{"received by worker 1,", "deleted by worker 1@web:8, late: its visibility timeout had run out before"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
