package ui

import (
	"testing"

	"inflight/pipeline/event"
)

func TestAKeyOnALetterThatHasGoneMeansNoOther(t *testing.T) {
	for _, c := range []struct {
		key  string
		then func(w *theatre) bool // it means another
	}{
		{"t", func(w *theatre) bool { return len(w.marked) > 0 }},
		{"d", func(w *theatre) bool { return w.windows.Top() != nil }},
		{"enter", func(w *theatre) bool {
			page, open := w.windows.Top().(*life)
			return !open || page.id != "red-2"
		}},
	} {
		w, control := graveyard(t) // the latest first: blue-3, red-2, red-1
		w.typed("up")
		if on := w.lists[deadArea].on; on != "red-2" {
			t.Fatalf("the cursor is on %s", on)
		}
		w.happen(event.Event{MessageID: "red-2", Body: &event.LetterDeleted{Queue: "practiceDLQ"}})
		w.typed(c.key)
		if c.then(w) || len(control.asked()) > 0 {
			t.Errorf("%s means another letter than the one that stood there", c.key)
		}
	}
}
