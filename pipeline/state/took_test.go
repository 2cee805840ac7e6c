package state_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
)

// How long an image took is from its upload, where that is known; from when its message was
// sent, where nobody told of the upload; and of a message that a redrive sent it is not said.
func TestHowLongAThumbnailTookIsSinceWhatIsKnown(t *testing.T) {
	received := func(s *story) {
		s.at(5, event.Event{MessageID: "m", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: s.time(4), VisibleAt: s.time(65)}})
	}
	for name, c := range map[string]struct {
		before func(*story)
		took   time.Duration
		sent   bool
	}{
		"uploaded": {func(s *story) {
			s.at(1, event.Event{Bucket: "in", Key: "a.jpg", Body: &event.ObjectUploaded{Size: 9}})
			received(s)
		}, 6 * time.Second, false},
		"sent, and nobody told of an upload": {received, 3 * time.Second, true},
		"redriven": {func(s *story) {
			s.at(4, event.Event{MessageID: "m", Key: "a.jpg", Body: &event.MessageRedriven{PreviousID: "dead"}})
			received(s)
		}, 0, false},
	} {
		s := newStory()
		c.before(s)
		s.at(7, event.Event{MessageID: "m", Key: "a.jpg.png", Worker: "1", Body: &event.ThumbnailCreated{SourceKey: "a.jpg", Size: 1}})
		p := s.state.Picture("a.jpg")
		if p == nil {
			t.Fatalf("%s: no thumbnail", name)
		}
		if p.Took != c.took || p.SinceSent != c.sent {
			t.Errorf("%s: it took %s, since it was sent: %t", name, p.Took, p.SinceSent)
		}
	}
}
