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
		{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Embedded: true}}},
		{Worker: "1", Body: &event.WorkerStarted{}},
		{MessageID: "d", Key: "done.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
		{MessageID: "d", Key: "done.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: until(9)}},
		{MessageID: "d", Key: "done.jpg.png", Bucket: "thumbs", Worker: "1", Body: &event.ThumbnailCreated{SourceKey: "done.jpg"}},
		{MessageID: "d", Key: "done.jpg", Worker: "1", Body: &event.MessageDeleted{}},
		{MessageID: "x", Key: "letter.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
		{MessageID: "x", Key: "letter.jpg", Body: &event.MessageDead{Reason: "bad"}},
		{MessageID: "w", Key: "waits.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
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
		said := strings.Join(panel.InFlight().Draw(panel.View{State: s, Now: now, Width: 120, Height: 5, Filter: filter}), "\n")
		if !strings.Contains(said, want) {
			t.Errorf("want %q in\n%s", want, said)
		}
	}
}

func TestTheLargeThumbnailSaysWhatBecameOfItsMessage(t *testing.T) {
	s, now := endedEach()
	v := panel.View{State: s, Now: now, Width: 120, Height: 30}
	page := func() string {
		_, right := panel.ThumbnailLarge().Title(v)
		return right + "\n" + strings.Join(panel.ThumbnailLarge().Draw(v), "\n")
	}
	said := page()
	for _, want := range []string{"done by worker 1, and deleted", "receive 2/3", "enter shows its life"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	s.Apply(event.Event{Time: until(11), MessageID: "of another run", Key: "old.png", Body: &event.ThumbnailCreated{SourceKey: "old.jpg"}})
	if said := page(); strings.Contains(said, "its life") || strings.Contains(said, "worker 1") {
		t.Errorf("of a message that is not known it says\n%s", said)
	}
}
