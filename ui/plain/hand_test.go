package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestALineOfAPersonsHandIsToldWhenItIsTrueAndNotWhenItIsFalse(t *testing.T) {
	at := func(sec float64) time.Time { return noon.Add(time.Duration(sec * float64(time.Second))) }
	on := func(sec float64, worker string, b event.Body) event.Event {
		return event.Event{Time: at(sec), MessageID: "m", Key: "a.jpg", Worker: worker, Body: b}
	}
	got := func(sec float64, worker string, try int) event.Event {
		return on(sec, worker, &event.MessageReceived{ReceiveCount: try, VisibleAt: at(sec + 3)})
	}
	back := func(worker, why string, late bool) event.Event {
		return on(2, worker, &event.MessageReturned{ReceiveCount: 1, Reason: why, VisibleAt: at(2), Late: late})
	}
	extended := func(worker string) event.Event { return on(2, worker, &event.MessageExtended{VisibleAt: at(5)}) }
	ranOut := func(worker string) event.Event { return on(4, worker, &event.MessageExpired{ReceiveCount: 1}) }
	removed := func(sec float64, worker string, late bool) event.Event {
		return on(sec, worker, &event.MessageDeleted{Late: late})
	}
	you := event.You
	for says, c := range map[string]struct{ true, false []event.Event }{
		"received by you, receive 1/3, visible again in 3.0 s":        {[]event.Event{got(1, you, 1)}, []event.Event{got(1, "1", 1)}},
		"you extended its visibility timeout, visible again in 3.0 s": {[]event.Event{got(1, you, 1), extended(you)}, []event.Event{got(1, "1", 1), extended("1")}},
		"heartbeat of":                       {[]event.Event{got(1, "1", 1), extended("1")}, []event.Event{got(1, you, 1), extended(you)}},
		"given back by you, visible at once": {[]event.Event{got(1, you, 1), back(you, event.GivenBack, false)}, []event.Event{got(1, "1", 1), back("1", "bad", false)}},
		"failed: ":                           {[]event.Event{got(1, "1", 1), back("1", "bad", false)}, []event.Event{got(1, you, 1), back(you, event.GivenBack, false)}},
		"you holds it no more":               {nil, []event.Event{got(1, you, 1), back(you, "gone", true)}},
		"you hold it no more: gone":          {[]event.Event{got(1, you, 1), back(you, "gone", true)}, []event.Event{got(1, "1", 1), back("1", "gone", true)}},
		"the visibility timeout ran out while you held it: the next who receives it has it": {[]event.Event{got(1, you, 1), ranOut(you)}, []event.Event{got(1, "1", 1), ranOut("1")}},
		"it may be received again":                                           {[]event.Event{got(1, "1", 1), ranOut("1")}, []event.Event{got(1, you, 1), ranOut(you)}},
		"deleted by you, and not done":                                       {[]event.Event{got(1, you, 1), removed(2, you, false)}, []event.Event{got(1, "1", 1), removed(2, "1", false)}},
		"deleted by you, with the receipt handle of a receive that was over": {[]event.Event{got(1, you, 1), ranOut(you), removed(5, you, true)}, []event.Event{got(1, you, 1), removed(2, you, false)}},
		"deleted by you when it was done already":                            {[]event.Event{got(1, you, 1), ranOut(you), got(5, "1", 2), removed(6, "1", false), removed(7, you, true)}, []event.Event{got(1, you, 1), ranOut(you), removed(7, you, true)}},
		"deleted too late by you: it had become a dead letter":               {[]event.Event{got(1, you, 1), ranOut(you), on(5, "", &event.MessageDead{ReceiveCount: 3}), removed(6, you, true)}, []event.Event{got(1, you, 1), ranOut(you), removed(6, you, true)}},
		"worker you": {nil, []event.Event{got(1, you, 1), extended(you), ranOut(you), got(5, you, 2), removed(6, you, false)}},
	} {
		t.Run(says, func(t *testing.T) {
			setup := event.Event{Time: noon, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Account: "0"}}}
			for _, truly := range []bool{true, false} {
				events := c.true
				if !truly {
					events = c.false
				}
				if events == nil {
					continue
				}
				lines, teller := holding(t, append([]event.Event{setup}, events...)...)
				if err := teller.Flush(); err != nil {
					t.Fatal(err)
				}
				if said := strings.Join(lines(), "\n"); strings.Contains(said, says) != truly {
					t.Errorf("it is %v, and said: %v\n%s", truly, !truly, said)
				}
			}
		})
	}
}
