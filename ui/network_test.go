package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// saying is a stream with more events at its end.
func saying(more ...event.Event) func() ([]event.Event, time.Time) {
	return func() ([]event.Event, time.Time) {
		events, now := quiet()
		for i := range more {
			more[i].Time = now
		}
		return append(events, more...), now.Add(2 * time.Second)
	}
}

func TestTheScreenSaysThatTheNetworkIsGoneAndThatItIsBack(t *testing.T) {
	lost := event.Event{Body: &event.NetworkLost{Reason: "connect: \x1b[31mconnection refused", Took: 3 * time.Second}}
	back := event.Event{Body: &event.NetworkBack{Took: 40 * time.Second}}
	for _, at := range goldenSizes {
		gone := newScreen(t, saying(lost), at, nil).screen()
		if !strings.Contains(gone, "no network") || strings.Contains(gone, "● live") || strings.Contains(gone, "keeping up") || strings.Contains(gone, "\x1b[31mconn") {
			t.Errorf("at %s it says\n%s", at, gone)
		}
		if at.w >= 120 && !strings.Contains(gone, "the network is gone") {
			t.Errorf("at %s the verdict is not there\n%s", at, gone)
		}
		again := newScreen(t, saying(lost, back), at, nil).screen()
		if !strings.Contains(again, "● live") || at.w >= 120 && !strings.Contains(again, "the network is back") {
			t.Errorf("at %s it says afterwards\n%s", at, again)
		}
	}
}

func TestTheScreenSaysHowManyEventsItMissed(t *testing.T) {
	for _, at := range goldenSizes {
		text := newScreen(t, saying(event.Event{Body: &event.EventsDropped{Count: 4711}}), at, nil).screen()
		if !strings.Contains(text, "dropped 4711") {
			t.Errorf("at %s it says\n%s", at, text)
		}
	}
}
