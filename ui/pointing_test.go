package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// theatre is a screen over a log that a test writes, in which time stands still
// until the test moves it.
type theatre struct {
	*model

	log *event.Log
	at  time.Time
}

func newTheatre(t *testing.T) *theatre {
	t.Helper()
	w := &theatre{log: &event.Log{}, at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	w.model = newModel(t.Context(), Options{
		Events: w.log.NewReader(), Control: &fakeControl{}, Now: func() time.Time { return w.at }, Getenv: func(string) string { return "" },
	})
	w.resize(120, 36)
	w.happen(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{
		Account: "000000000000", Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Visibility: 30, Embedded: true,
	}}})
	return w
}

// happen lets events happen now, and draws a frame.
func (w *theatre) happen(events ...event.Event) {
	for _, e := range events {
		e.Time = w.at
		w.log.Emit(e)
	}
	w.take()
}

// pass lets time pass, and draws a frame.
func (w *theatre) pass(d time.Duration) {
	w.at = w.at.Add(d)
	w.take()
}

func (w *theatre) receive(n int, left time.Duration) event.Event {
	id := fmt.Sprintf("m%d", n)
	return event.Event{
		MessageID: id, Key: fmt.Sprintf("storm-%04d.jpg", n), Worker: fmt.Sprint(n),
		Body: &event.MessageReceived{
			ReceiveCount: 1,
			VisibleAt:    w.at.Add(left), Body: fmt.Sprintf("body-%d", n),
		},
	}
}

func TestTheCursorStaysOnTheMessageAndNotOnTheRow(t *testing.T) {
	for _, a := range []area{inFlightArea, queueArea} {
		t.Run(slots[a].name, func(t *testing.T) {
			w := newTheatre(t)
			w.choose(a)
			for n := range 5 {
				w.happen(w.receive(10+n, time.Duration(20+n)*time.Second))
			}
			w.typed("down", "down")
			meant := w.lists[a].on
			if meant != "m12" {
				t.Fatalf("the cursor is on %s", meant)
			}
			for n := range 5 { // all of them come before it
				w.happen(w.receive(n, time.Duration(n+1)*time.Second))
			}
			if got := w.underCursor(); got == nil || got.ID != meant {
				t.Errorf("the cursor moved to %v", got)
			}
			w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageDeleted{}})
			if got := w.underCursor(); got.ID != meant {
				t.Errorf("a row that went took the cursor to %s", got.ID)
			}
		})
	}
}

func TestARowWhoseMessageHasGoneStaysForTwoSeconds(t *testing.T) {
	w := newTheatre(t)
	for n := range 5 {
		w.happen(w.receive(n, time.Duration(20+n)*time.Second))
	}
	w.typed("down", "down")
	w.happen(event.Event{MessageID: "m2", Worker: "2", Body: &event.MessageDeleted{}})
	row := func() string {
		for _, line := range strings.Split(w.panelText(inFlightArea), "\n") {
			if strings.Contains(line, "storm-0002") {
				return line
			}
		}
		return ""
	}
	w.pass(1900 * time.Millisecond)
	if text := row(); !strings.Contains(text, "done by worker 2, and deleted") {
		t.Errorf("its row says %q", text)
	}
	if got := w.underCursor(); got.ID != "m2" {
		t.Errorf("the keys mean %s", got.ID)
	}
	w.pass(200 * time.Millisecond)
	if text := row(); text != "" {
		t.Errorf("after 2 s it still stands: %q", text)
	}
	if got := w.underCursor(); got.ID != "m3" {
		t.Errorf("then the keys mean %s, want the next row", got.ID)
	}
}

func TestAnOpenThumbnailStaysWhileOthersCome(t *testing.T) {
	w := newTheatre(t)
	made := func(n int) event.Event {
		return event.Event{Key: fmt.Sprintf("k%d.png", n), MessageID: "m", Body: &event.ThumbnailCreated{SourceKey: fmt.Sprintf("k%d", n)}}
	}
	w.happen(made(1), made(2))
	w.choose(thumbnailsArea)
	w.typed("enter")
	w.happen(made(3))
	if title, _, _ := w.windows.Top().Draw(w.screenBelow(), 60, 20); !strings.Contains(title, "k2") {
		t.Errorf("the window shows %q", title)
	}
	w.typed("esc")
	w.happen(made(4))
	w.typed("home")
	w.happen(made(5))
	if w.lists[thumbnailsArea].cursor != 0 {
		t.Error("the first row does not show the latest")
	}
}

func TestEveryFilterLooksAtBodyAndReasonToo(t *testing.T) {
	w := newTheatre(t)
	for n := range 3 {
		w.happen(w.receive(n, 20*time.Second))
	}
	w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, VisibleAt: w.at.Add(9 * time.Second), Reason: "bad marker"}})
	w.happen(event.Event{MessageID: "m2", Body: &event.MessageDead{ReceiveCount: 3, Reason: "not an image"}})
	for _, c := range []struct {
		area   area
		filter string
		want   int
	}{
		{inFlightArea, "BODY-0", 1},
		{inFlightArea, "bad marker", 1},
		{queueArea, "body-1", 1},
		{queueArea, "bad marker", 1},
		{deadArea, "body-2", 1},
		{deadArea, "not an image", 1},
		{deadArea, "body-1", 0},
	} {
		w.lists[c.area].filter = c.filter
		if got := slots[c.area].Count(w.rows(c.area)); got != c.want {
			t.Errorf("%q keeps %d rows of %s, want %d", c.filter, got, slots[c.area].name, c.want)
		}
	}
}

// Who has not moved the cursor sees the messages with the least time left: the cursor goes
// with its message, but scrolls nothing, and is on the first again when that is gone.
func TestACursorThatNobodyMovedScrollsNothing(t *testing.T) {
	for _, moved := range []bool{false, true} {
		w := newTheatre(t)
		w.happen(w.receive(1, 20*time.Second), w.receive(2, 21*time.Second))
		if moved {
			w.typed("down", "up")
		}
		w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageExtended{VisibleAt: w.at.Add(22 * time.Second)}})
		if got := w.underCursor(); got.ID != "m1" {
			t.Errorf("moved %t: the cursor has left its message for %s", moved, got.ID)
		}
		for n := 3; n < 8; n++ {
			w.happen(w.receive(n, 10*time.Second))
		}
		above := strings.Contains(w.panelText(inFlightArea), "above")
		if got := w.underCursor(); (got.ID == "m1") != moved || above != moved {
			t.Errorf("moved %t: the cursor is on %s, and rows are above: %t\n%s", moved, got.ID, above, w.panelText(inFlightArea))
		}
	}
}

func TestACursorThatNobodyMovedGoesToTheFirstRowWhenItsMessageIsGone(t *testing.T) {
	for _, moved := range []bool{false, true} {
		w := newTheatre(t)
		w.happen(w.receive(1, 20*time.Second), w.receive(2, 21*time.Second), w.receive(3, 23*time.Second))
		if moved {
			w.typed("down", "up")
		}
		w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageExtended{VisibleAt: w.at.Add(22 * time.Second)}})
		w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageDeleted{}})
		w.pass(1900 * time.Millisecond)
		if got := w.underCursor(); got.ID != "m1" {
			t.Errorf("moved %t: before it could be read what became of it the cursor is on %s", moved, got.ID)
		}
		w.pass(200 * time.Millisecond)
		want := "m2"
		if moved {
			want = "m3" // the next row
		}
		if got := w.underCursor(); got.ID != want {
			t.Errorf("moved %t: the cursor is on %s, not %s", moved, got.ID, want)
		}
	}
}
