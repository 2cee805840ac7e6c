package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/picture"
)

// lettersScreen has the dead letters in the foreground.
func lettersScreen(t *testing.T, run func() ([]event.Event, time.Time)) (*model, *fakeControl) {
	t.Helper()
	m := newScreen(t, run, size{120, 36}, func(o *Options) { o.Pictures = picture.Off })
	m.typed("3")
	return m, m.options.Control.(*fakeControl)
}

func TestTheRateOfARedriveIsTypedOrChosen(t *testing.T) {
	for keys, want := range map[string]string{
		"enter":               `redrive 0 to "" at 0`,
		"right l enter":       `redrive 0 to "" at 2`,
		"left enter":          `redrive 0 to "" at 0`,
		"2 5 0 enter":         `redrive 0 to "" at 250`,
		"5 0 1 enter":         `redrive 0 to "" at 50`, // 501 is too fast
		"7 right enter":       `redrive 0 to "" at 10`,
		"7 left enter":        `redrive 0 to "" at 5`,
		"right 3 enter":       `redrive 0 to "" at 3`, // the first digit begins it again
		"4 2 backspace enter": `redrive 0 to "" at 4`,
		"down j enter":        `redrive 0 to "practiceQ" at 0`,
		"down j down j enter": `redrive 0 to "practiceQ" at 0`, // there are no more
		"down up k enter":     `redrive 0 to "" at 0`,
		"j right down":        "", // nothing yet
		"1 esc":               "",
	} {
		m, c := lettersScreen(t, busy)
		m.typed("R")
		m.typed(strings.Fields(keys)...)
		asked := strings.Join(c.asked()[1:], "; ")
		if asked != want || c.asked()[0] != "queue names" {
			t.Errorf("%s: asked for %q, want %q", keys, asked, want)
		}
	}
}

func TestTheDialogOffersQueuesOfTheSameKindButNotTheirOwn(t *testing.T) {
	m, _ := lettersScreen(t, busy)
	m.typed("R")
	screen := m.screen()
	if !strings.Contains(screen, "images-to-look-at") || strings.Contains(screen, "alerts.fifo") || strings.Contains(screen, "  practiceDLQ  ") {
		t.Errorf("it offers:\n%s", screen)
	}
	m.typed("esc")
	m.options.Control.(*fakeControl).err = errors.New("may not list queues")
	m.typed("R")
	sees("Other queues are not known: may not list queues")(t, m, nil, nil)
}

func TestARedriveUnderWayGoesOnAtAnotherRateOrIsCancelled(t *testing.T) {
	m, c := lettersScreen(t, lettered)
	m.typed("R")
	sees("12 of about 85, back to where they came from")(t, m, nil, nil)
	m.typed("right", "enter")
	asks("redrive at 10")(t, m, c, nil)
	m.typed("R", "x")
	asks("redrive at 10", "cancel the redrive")(t, m, c, nil)
	if m.windows.Top() != nil {
		t.Error("the dialog is still there")
	}
}

func TestTheEndOfARedriveIsTold(t *testing.T) {
	for want, b := range map[string]*event.RedriveEnded{
		"redrive completed: 85 letters moved":                {Moved: 85, Total: 85, Text: "completed"},
		"redrive failed, 1 letter moved: they have all gone": {Moved: 1, Total: 85, Text: "failed", Error: "they have all gone"},
	} {
		events, now := lettered()
		e := event.Event{Time: now, Seq: uint64(len(events)) + 1, Body: b}
		m, _ := lettersScreen(t, func() ([]event.Event, time.Time) {
			return append(events[:len(events):len(events)], e), now
		})
		sees(want)(t, m, nil, nil)
	}
}

func TestEnterLooksWhereTheQueueHoldsWhatIsNotKnown(t *testing.T) {
	events, now := empty()
	m, c := lettersScreen(t, func() ([]event.Event, time.Time) {
		return append(events[:len(events):len(events)], event.Event{
			Time: now, Seq: 2,
			Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: 3},
		}), now
	})
	sees("dead letters 0 (queue: 3)")(t, m, nil, nil)
	m.typed("enter")
	asks("look at the letters")(t, m, c, nil)
}

func TestMarksGoWithTheirLetters(t *testing.T) {
	m, c := lettersScreen(t, busy)
	m.typed("t")
	for id := range m.marked {
		m.state.Apply(event.Event{MessageID: id, Time: m.now, Body: &event.LetterDeleted{}})
	}
	m.forgetMarks()
	m.typed("r", "y")
	asks(`redrive 0 to "" at 0`)(t, m, c, nil)
}

func TestADeleteAsksAndNamesTheLetterUnderTheCursor(t *testing.T) {
	m, c := lettersScreen(t, busy)
	m.typed("d")
	sees("Delete notes-0031 from practiceDLQ?")(t, m, nil, nil)
	m.typed("n", "d", "y")
	asks("delete 1 letters")(t, m, c, nil)
}

func TestTheDialogObeysChangedKeys(t *testing.T) {
	m := newScreen(t, lettered, size{120, 36}, func(o *Options) {
		o.Keys = map[string][]string{"redrive-cancel": {"f5"}, "inspect": {"f6"}}
	})
	m.typed("3", "R")
	sees("f6: at this rate  f5: cancel it")(t, m, nil, nil)
	m.typed("x", "enter")
	if m.windows.Top() == nil {
		t.Fatal("the former keys still do something")
	}
	m.Update(tea.KeyPressMsg{Code: tea.KeyF6})
	if m.windows.Top() != nil {
		t.Error("the new key does nothing")
	}
}

func TestPurgingTheDeadLettersOfARealAccountWantsTheirQueuesNameTyped(t *testing.T) {
	m := newScreen(t, failing, size{120, 36}, nil)
	control := m.options.Control.(*fakeControl)
	m.typed("P")
	m.typed(strings.Split("practiceQ", "")...) // the other queue's
	m.typed("enter")
	if len(control.asked()) > 0 {
		t.Fatalf("asked for %q", control.asked())
	}
	m.typed(slices.Repeat([]string{"backspace"}, 9)...)
	m.typed(strings.Split("practiceDLQ", "")...)
	m.typed("enter")
	asks("purge dead letters")(t, m, control, nil)
}
