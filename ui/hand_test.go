package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// hand receives message n by hand, for so long.
func (w *theatre) takeInHand(n int, left time.Duration) string {
	e := w.receive(n, left)
	e.Worker = event.You
	w.happen(e)
	w.Update(receivedMsg{got: consume.InHand{MessageID: e.MessageID, Receipt: "AQEB+" + e.MessageID}})
	return e.MessageID
}

func TestWhatWasReceivedByHandIsUnderTheCursorAndTheKeysMeanIt(t *testing.T) {
	for key, want := range map[string]string{"e": "extend m2", "v": "give back m2"} {
		w := newTheatre(t)
		w.happen(w.receive(1, 5*time.Second), w.receive(3, 20*time.Second))
		w.typed("5")
		w.takeInHand(2, 10*time.Second)
		if at := w.underCursor(); w.focus != inFlightArea || at == nil || at.ID != "m2" {
			t.Errorf("under the cursor is %+v", at)
		}
		w.typed(key)
		if got := w.options.Control.(*fakeControl).asked(); !slices.Equal(got, []string{want}) {
			t.Errorf("%s asks for %q", key, got)
		}
	}
}

func TestOfSeveralInHandTheOneUnderTheCursorIsMeantElseTheLatest(t *testing.T) {
	w := newTheatre(t)
	w.happen(w.receive(9, 5*time.Second))
	w.takeInHand(1, 10*time.Second)
	w.takeInHand(2, 20*time.Second)
	w.typed("e")
	w.lists[inFlightArea].on = "m1"
	w.pass(0)
	w.typed("e")
	w.lists[inFlightArea].on = "m9" // a worker's
	w.pass(0)
	w.typed("e")
	if got := w.options.Control.(*fakeControl).asked(); !slices.Equal(got, []string{"extend m2", "extend m1", "extend m2"}) {
		t.Errorf("asked for %q", got)
	}
}

func TestWithAnEmptyHandTheKeysSayHowToFillIt(t *testing.T) {
	for _, key := range []string{"e", "v"} {
		w := newTheatre(t)
		w.typed(key)
		if got := w.options.Control.(*fakeControl).asked(); len(got) > 0 || !strings.Contains(w.screen(), "i receives one by hand") {
			t.Errorf("%s asks for %q", key, got)
		}
	}
}

func TestADeleteByHandAsksFirstAndSaysWhatAnOldReceiptDoes(t *testing.T) {
	w := newTheatre(t)
	id := w.takeInHand(1, 10*time.Second)
	w.typed("d")
	if screen := w.screen(); !strings.Contains(screen, "nothing is made of it") || !strings.Contains(screen, "aws sqs delete-message") {
		t.Errorf("it does not say what comes of it:\n%s", w.screen())
	}
	w.typed("n")
	w.at = w.at.Add(10 * time.Second)
	w.happen(event.Event{MessageID: id, Worker: event.You, Body: &event.MessageExpired{ReceiveCount: 1}})
	w.typed("d")
	if !strings.Contains(w.screen(), "standard queue obeys, even where") {
		t.Errorf("it does not say that its timeout has run out:\n%s", w.screen())
	}
	w.typed("y")
	if got := w.options.Control.(*fakeControl).asked(); !slices.Equal(got, []string{"delete " + id}) {
		t.Errorf("asked for %q", got)
	}
}

func TestInTheDeadLettersDeleteMeansTheLetter(t *testing.T) {
	w, control := graveyard(t)
	w.takeInHand(1, 10*time.Second)
	w.choose(deadArea)
	w.point(deadArea)
	w.typed("d", "y")
	if got := control.asked(); !slices.Equal(got, []string{"delete 1 letters"}) {
		t.Errorf("asked for %q", got)
	}
}

func TestAReceiveByHandIsUnderWayOnlyOnce(t *testing.T) {
	w := newTheatre(t)
	first, second := w.press(pressOf("i")), w.press(pressOf("i"))
	if first == nil || second != nil {
		t.Error("a second receive is asked for while the first waits")
	}
	w.dirty = true
	if !strings.Contains(w.screen(), "waits up to 10 s") {
		t.Errorf("it does not say that it waits:\n%s", w.screen())
	}
	w.Update(receivedMsg{})
	if !strings.Contains(w.screen(), "nothing came in 10 s") {
		t.Errorf("it does not say that nothing came:\n%s", w.screen())
	}
	if w.press(pressOf("i")) == nil {
		t.Error("after it nothing is received any more")
	}
}
