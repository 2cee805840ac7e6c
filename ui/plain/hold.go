package plain

import (
	"time"

	"inflight/pipeline/event"
)

// The embedded AWS hands an image's message out before the PutObject that
// brought it returns, so an image may be received before it is uploaded. Such
// lines wait for that of the upload, for a moment and up to a number: images
// that others upload have none.
const (
	HoldTime = 300 * time.Millisecond
	mostHeld = 256
	mostNew  = 1024 // uploads that are remembered
)

// heldLine is a line that waits.
type heldLine struct {
	key  string
	at   time.Time // of its event
	line string
}

// holds tells whether a line of an event has to wait for that of the upload of
// its image.
func (t *Teller) holds(e *event.Event, key string) bool {
	if key == "" || event.Is[event.ObjectUploaded](e) {
		return false
	}
	for i := range t.held {
		if t.held[i].key == key { // in the order in which they happened
			return true
		}
	}
	_, uploaded := t.uploads[key]
	b, ok := e.Body.(*event.MessageReceived)
	return ok && !uploaded && b.ReceiveCount <= 1 &&
		!b.SentAt.IsZero() && e.Time.Sub(b.SentAt).Abs() < HoldTime
}

// uploaded remembers an upload.
func (t *Teller) uploaded(e *event.Event) {
	if t.uploads == nil || len(t.uploads) >= mostNew {
		t.uploads = map[string]struct{}{} // what is forgotten waits a moment in vain
	}
	t.uploads[e.Key] = struct{}{}
}

// release writes lines that need not wait any more: those of an image whose
// upload has been told, those that have waited long enough at a time, and with
// those of their image the oldest where there are too many.
func (t *Teller) release(key string, now time.Time) error {
	over := len(t.held) - mostHeld
	kept := t.held[:0]
	var err error
	for i, h := range t.held {
		if err == nil && (h.key == key || now.Sub(h.at) >= HoldTime || i < over) {
			err = t.write(h.line)
			continue
		}
		kept = append(kept, h)
	}
	t.held = kept
	return err
}

// Held is how many lines wait for that of an upload.
func (t *Teller) Held() int { return len(t.held) }

// Flush writes the lines that wait. It is for when nothing has come for
// HoldTime, and for the end.
func (t *Teller) Flush() error {
	lines := t.held
	t.held = nil
	for _, h := range lines {
		if err := t.write(h.line); err != nil {
			return err
		}
	}
	return nil
}
