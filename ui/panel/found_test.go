package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// endedEach is a state in which one image is done, one is dead and one waits.
func endedEach() (*state.State, time.Time) {
	s := state.NewState()
	for _, e := range []event.Event{
		{Type: event.PipelineStarted, Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Embedded: true}},
		{Type: event.WorkerStarted, Worker: "1"},
		{Type: event.MessageSent, MessageID: "d", Key: "done.jpg", Queue: "practiceQ"},
		{Type: event.MessageReceived, MessageID: "d", Key: "done.jpg", Worker: "1", ReceiveCount: 2, VisibleAt: until(9)},
		{Type: event.ThumbnailCreated, MessageID: "d", Key: "done.jpg.png", SourceKey: "done.jpg", Bucket: "thumbs", Worker: "1"},
		{Type: event.MessageDeleted, MessageID: "d", Key: "done.jpg", Worker: "1"},
		{Type: event.MessageSent, MessageID: "x", Key: "letter.jpg", Queue: "practiceQ"},
		{Type: event.MessageDead, MessageID: "x", Key: "letter.jpg", Reason: "bad"},
		{Type: event.MessageSent, MessageID: "w", Key: "waits.jpg", Queue: "practiceQ"},
	} {
		e.Time = until(1)
		s.Apply(e)
	}
	return s, until(10)
}

func TestAFilterThatFindsNothingSaysWhichPanelHoldsIt(t *testing.T) {
	s, now := endedEach()
	for filter, want := range map[string]string{
		"done.jpg":   "Nothing here holds “done.jpg”. Found in 4 thumbnails. Press esc to see all.",
		"letter.jpg": "Nothing here holds “letter.jpg”. Found in 3 dead letters. Press esc to see all.",
		"waits.jpg":  "Nothing here holds “waits.jpg”. Found in 9 queue. Press esc to see all.",
		"nowhere":    "Nothing here holds “nowhere”. Press esc to see all.",
	} {
		said := strings.Join(panel.InFlight(panel.View{State: s, Now: now, Width: 120, Height: 5, Filter: filter}), "\n")
		if !strings.Contains(said, want) {
			t.Errorf("want %q in\n%s", want, said)
		}
	}
}

func TestTheLargeThumbnailSaysWhatBecameOfItsMessage(t *testing.T) {
	s, now := endedEach()
	v := panel.View{State: s, Now: now, Width: 120, Height: 30}
	page := func() string {
		_, right := panel.ThumbnailLargeTitle(v)
		return right + "\n" + strings.Join(panel.ThumbnailLarge(v), "\n")
	}
	said := page()
	for _, want := range []string{"done by worker 1, and deleted", "receive 2/3", "enter shows its life"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	s.Apply(event.Event{Type: event.ThumbnailCreated, Time: until(11), MessageID: "of another run", Key: "old.png", SourceKey: "old.jpg"})
	if said := page(); strings.Contains(said, "its life") || strings.Contains(said, "worker 1") {
		t.Errorf("of a message that is not known it says\n%s", said)
	}
}
