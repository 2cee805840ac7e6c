package panel_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// raised are the events that an insight is told with.
func raised(sec float64, name, text string) event.Event {
	return on(sec, event.Event{Body: &event.InsightRaised{Insight: name, Text: text}})
}

// advised is a run with insights, and what its screen says of it some seconds after the
// start, in the rates and in the two lines below a low diagram.
func advised(events ...event.Event) func(sec float64) (rates, lines string) {
	s := state.NewState()
	s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Embedded: true, MaxReceives: 3}}}))
	for _, e := range events {
		s.Apply(e)
	}
	return func(sec float64) (rates, lines string) {
		v := panel.View{State: s, Now: until(sec), Width: 80, Height: 20}
		rates = ansi.Strip(strings.Join(panel.Throughput().Draw(v), "\n"))
		v.Height = 2
		v.Told = "storm-0009 was uploaded"
		return rates, ansi.Strip(strings.Join(panel.Telling(v), "\n"))
	}
}

func TestWhereThereIsRoomForOneTheInsightsTakeTurns(t *testing.T) {
	const race, letters = "work was done twice", "1 message is in the dead-letter queue"
	died := on(1, event.Event{MessageID: "d", Key: "d.jpg", Body: &event.MessageDead{ReceiveCount: 3}})
	all := advised(died, sampled(2, "practiceDLQ", 1), raised(2, "dead-letters", letters+"."), raised(10, "lost-race", "huge-0014: "+race+"."))
	for _, c := range []struct {
		sec             float64
		says, saysNever string
	}{{10, race, letters}, {15.9, race, letters}, {16.1, letters, race}, {21.9, letters, race}, {22.1, race, letters}, {28.1, letters, race}} {
		rates, lines := all(c.sec)
		if !strings.Contains(lines, c.says) || strings.Contains(lines, c.saysNever) {
			t.Errorf("after %v s it says, and not of %q:\n%s", c.sec, c.saysNever, lines)
		}
		if !strings.Contains(rates, race) || !strings.Contains(rates, letters) {
			t.Errorf("after %v s the rates have not both:\n%s", c.sec, rates)
		}
	}
	broken := advised(died, sampled(2, "practiceDLQ", 1), raised(2, "dead-letters", letters+"."), raised(1, "resource-gone", "The queue is gone."))
	for _, sec := range []float64{2, 9, 15, 21} {
		if _, lines := broken(sec); !strings.Contains(lines, "The queue is gone.") || strings.Contains(lines, letters) {
			t.Errorf("something is broken, and after %v s it says:\n%s", sec, lines)
		}
	}
}

// TestTheNoteOfDeadLettersCountsAsTheirBoxDoes: what the queue said when it was asked last
// is a second old.
func TestTheNoteOfDeadLettersCountsAsTheirBoxDoes(t *testing.T) {
	dead := func(sec float64, id string) event.Event {
		return on(sec, event.Event{MessageID: id, Key: id + ".jpg", Body: &event.MessageDead{ReceiveCount: 3}})
	}
	one := all(dead(1, "a"), sampled(2, "practiceDLQ", 1), raised(2, "dead-letters", "1 message is in the dead-letter queue: see why, mend it, redrive."))
	redriven := on(3, event.Event{MessageID: "a2", Key: "a.jpg", Body: &event.MessageRedriven{PreviousID: "a", Queue: "practiceQ"}})
	for _, c := range []struct {
		after []event.Event
		says  string // of the dead-letter queue; empty: nothing
	}{
		{nil, "1 message is in"},
		{all(dead(2.5, "b")), "2 messages are in"},
		{all(dead(2.5, "b"), sampled(3, "practiceDLQ", 2)), "2 messages are in"},
		{all(sampled(3, "practiceDLQ", 4)), "4 messages are in"}, // three are not ours
		{all(redriven), ""},
	} {
		rates, lines := advised(append(one[:len(one):len(one)], c.after...)...)(4)
		for _, said := range []string{rates, lines} {
			if c.says == "" && strings.Contains(said, "dead-letter queue") || !strings.Contains(said, c.says) {
				t.Errorf("after %d more events it says, and not %q:\n%s", len(c.after), c.says, said)
			}
		}
	}
}

// TestOfWhatHappensNoSentenceIsCutForAnother: at 80x24 it has one line, and the first sentence
// fits there.
func TestOfWhatHappensNoSentenceIsCutForAnother(t *testing.T) {
	v := panel.View{State: state.NewState(), Width: 80, Height: 2}
	const first = "truncated-0001 is a dead letter now: its 3rd and last receive failed"
	for told, says := range map[string]string{first + ". r redrives it": "» " + first + ".", "it failed. r redrives it": "» it failed. r redrives it"} {
		v.Told = told
		if line := strings.TrimSpace(ansi.Strip(panel.Telling(v)[0])); line != says {
			t.Errorf("of %q it says %q", told, line)
		}
	}
}
