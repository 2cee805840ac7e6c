package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/sample"
)

// TestTheHeaderOfAMomentThatWasSaysWhatWasOnThen: with the time that was left.
func TestTheHeaderOfAMomentThatWasSaysWhatWasOnThen(t *testing.T) {
	faulty := func() ([]event.Event, time.Time) {
		events, now := sample.Busy()
		until := now.Add(-12 * time.Second)
		for _, b := range []*event.FaultSwitched{
			{Fault: "panic", Asked: "panic=0.1", On: true, Until: until},
			{Fault: "slow-work", Asked: "slow-work=once", On: true},
			{Fault: "slow-work", Asked: "slow-work=once", Text: "it was switched off"},
		} {
			events = append(events, event.Event{Seq: events[len(events)-1].Seq + 1, Time: events[len(events)-1].Time, Body: b})
		}
		// What is on must have come before the moment that is looked at.
		shift := 25 * time.Second
		for i := len(events) - 3; i < len(events); i++ {
			events[i].Time = now.Add(-shift)
		}
		return inOrder(events), now
	}
	m := newScreen(t, faulty, size{120, 36}, nil)
	header := func() string {
		line, _, _ := strings.Cut(m.screen(), "\n")
		return line
	}
	if got := header(); strings.Contains(got, "◈") {
		t.Errorf("now nothing is on, and the header is %q", got)
	}
	m.typed("<", "<")
	if got := header(); !strings.Contains(got, "◈ panic=0.1 8 s") || strings.Contains(got, "slow-work") {
		t.Errorf("20 s ago it was on, for 8 s more, and the header is %q", got)
	}
	m.typed("f")
	if m.windows.Top() != nil || !strings.Contains(m.screen(), "f acts on what is now") {
		t.Errorf("the past can be changed:\n%s", m.screen())
	}
	m.typed("esc")
	if got := header(); strings.Contains(got, "◈") {
		t.Errorf("back in the present the header is %q", got)
	}
}

// inOrder are events in the order of their times, numbered from 1.
func inOrder(events []event.Event) []event.Event {
	events = append([]event.Event(nil), events...)
	for i := range events { // a stable sort of a few that are out of place
		for j := i; j > 0 && events[j].Time.Before(events[j-1].Time); j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
	for i := range events {
		events[i].Seq = uint64(i) + 1
	}
	return events
}

func TestTheMenuOfFaultsAsksThePipelineAndSaysWhatIsNotPossible(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	control := m.options.Control.(*fakeControl)
	m.typed("f", "end", "up", "enter")
	if got := m.screen(); !strings.Contains(got, "discord-refuses is not possible here: there is no Discord here") {
		t.Errorf("it does not say why:\n%s", got)
	}
	m.typed("down", "enter", "right", "right", "down", "down", "g", "i", "a", "n", "t", "enter")
	asks("fault broken-image@giant for 20s")(t, m, control, nil)
	if m.windows.Top() != nil || !strings.Contains(m.screen(), "on: broken-image@giant") {
		t.Errorf("it does not say that it is on:\n%s", m.screen())
	}
	m.take()
}

// TestEnterOnAHitOpensThePageOfWhatWasHit: by its message, or by its image; and says it where
// neither is known.
func TestEnterOnAHitOpensThePageOfWhatWasHit(t *testing.T) {
	for _, c := range []struct {
		hit  event.Event
		page string // of this message; empty: it is said that there is none
	}{
		{event.Event{MessageID: "m1", Key: "storm-0001.jpg"}, "m1"},
		{event.Event{Key: "storm-0001.jpg"}, "m1"},
		{event.Event{Worker: "1"}, ""},
	} {
		w := newTheatre(t)
		w.resize(120, 60)
		w.happen(w.receive(1, 20*time.Second))
		c.hit.Body = &event.FaultInjected{Fault: "slow-work", Reason: "by slow-work"}
		w.happen(c.hit)
		w.typed("f", "end", "enter")
		page, opened := w.windows.Top().(*life)
		if opened != (c.page != "") || opened && page.id != c.page || opened == strings.Contains(w.text(), "no message is known that this hit") {
			t.Errorf("%+v: enter opens %+v\n%s", c.hit, w.windows.Top(), w.text())
		}
	}
}
