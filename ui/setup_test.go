package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/sample"
)

// setUp is a run that has begun a moment ago, on a stack that was set up before.
func setUp(since time.Duration) func() ([]event.Event, time.Time) {
	return func() ([]event.Event, time.Time) {
		return []event.Event{
			{Time: sample.Begin, Body: &event.StackStep{Text: "created the queue practiceQ"}},
			{Time: sample.Begin, Body: &event.StackStep{Text: "found the topic t, as it should be"}},
			{Time: sample.Begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ"}}},
		}, sample.Begin.Add(since)
	}
}

func TestSettingUpTheStackIsTheFirstThingSeenAtEverySize(t *testing.T) {
	for _, at := range []size{{60, 16}, {80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		for since, want := range map[time.Duration]bool{5 * time.Second: true, time.Minute: false} {
			m := newScreen(t, setUp(since), at, nil)
			screen := m.screen()
			if got := strings.Contains(screen, "created the queue practiceQ") && strings.Contains(screen, "found the topic t, as it should be"); got != want {
				t.Errorf("at %v after %v it is shown: %v\n%s", at, since, got, screen)
			}
		}
	}
}

func TestAKeyEndsTheShowingOfHowTheStackWasSetUp(t *testing.T) {
	m := newScreen(t, setUp(5*time.Second), size{80, 24}, nil)
	m.Update(pressOf("down"))
	if strings.Contains(m.screen(), "created the queue") {
		t.Errorf("it is still there, over a panel that takes keys:\n%s", m.screen())
	}
}
