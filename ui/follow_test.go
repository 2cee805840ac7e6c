package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/panel"
)

func TestAFollowedImageIsSaidWhereItIsAcrossRetriesDeathAndRedrive(t *testing.T) {
	var log event.Log
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m := newModel(t.Context(), Options{
		Events: log.NewReader(), Control: &fakeControl{}, Now: func() time.Time { return at },
		Getenv: func(string) string { return "" },
	})
	m.width, m.height = 120, 36
	m.arrange()
	happens := func(events ...event.Event) string {
		for _, e := range events {
			e.Time = at
			log.Emit(e)
		}
		m.take()
		return m.told()
	}
	happens(
		event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", DeadLetterQueue: "dead", MaxReceives: 2, Engine: "ffmpeg"}}},
		event.Event{MessageID: "1", Key: "storm.jpg", Worker: "2", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(9 * time.Second)}},
		event.Event{MessageID: "2", Key: "calm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Second)}},
	)
	m.moveCursor(inFlightArea, 1) // the one with more time
	m.typed("F")
	for _, step := range []struct {
		want   string
		events []event.Event
	}{
		{"worker 2 has it, visible in 9 s; in flight, receive 1/2", nil},
		{"worker 2 is at thumbnail", []event.Event{{MessageID: "1", Worker: "2", Body: &event.StageStarted{Stage: event.Thumbnail}}}},
		{"receive 1/2 failed; backing off, visible in 2 s", []event.Event{{MessageID: "1", Worker: "2", Body: &event.MessageReturned{ReceiveCount: 1, VisibleAt: at.Add(2 * time.Second), Reason: "bad"}}}},
		{"in the dead-letter queue after 2 receives: bad", []event.Event{{MessageID: "1", Key: "storm.jpg", Body: &event.MessageDead{ReceiveCount: 2, Reason: "bad"}}}},
		{"waits in the queue for a worker", []event.Event{
			{MessageID: "3", Key: "storm.jpg", Body: &event.MessageRedriven{PreviousID: "1"}},
			{MessageID: "3", Key: "storm.jpg", Body: &event.MessageSent{Queue: "q"}},
		}},
		{"worker 1 has it, visible in 9 s; in flight, receive 1/2", []event.Event{{MessageID: "3", Key: "storm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(9 * time.Second)}}}},
		{"done by worker 1, and deleted", []event.Event{{MessageID: "3", Worker: "1", Body: &event.MessageDeleted{}}}},
	} {
		got := happens(step.events...)
		if !strings.HasPrefix(got, "following storm: ") || !strings.Contains(got, step.want) {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
	m.typed("esc")
	if m.following != "" {
		t.Error("esc does not end it")
	}
}

func TestTheCursorStaysOnTheFollowedMessage(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("1", "down", "down", "F")
	rows := panel.InFlightRows(m.state, m.now, "", m.sort)
	want := rows[m.lists[inFlightArea].cursor].ID
	for range 5 { // through all orders
		m.typed("s")
		m.take()
		rows = panel.InFlightRows(m.state, m.now, "", m.sort)
		if got := rows[m.lists[inFlightArea].cursor].ID; got != want {
			t.Fatalf("sorted by %s the cursor is on %s, want %s", m.sort, got, want)
		}
	}
	m.typed("F")
	if m.following != "" {
		t.Error("a second F does not end it")
	}
}
