package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/sample"
)

// settingUp is a stack that is being set up, and so far.
func settingUp() ([]event.Event, time.Time) {
	return []event.Event{
		{Time: sample.Begin, Body: &event.StackStep{Text: "setting up the stack", Setup: &event.Setup{Queue: "practiceQ", Workers: 4, Demonstration: true}}},
		{Time: sample.Begin, Body: &event.StackStep{Text: "found no queue practiceQ yet", Resource: "queue", Target: "practiceQ", Outcome: event.StepMissing}},
		{Time: sample.Begin, Body: &event.StackStep{Text: "created the queue practiceQ", Resource: "queue", Target: "practiceQ", Outcome: event.StepThere, Operation: "CreateQueue"}},
	}, sample.Begin.Add(time.Second)
}

func TestWhileTheStackIsSetUpTheScreenSaysThatAndClaimsNothingElse(t *testing.T) {
	for _, at := range []size{{60, 16}, {80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		m := newScreen(t, settingUp, at, func(o *Options) { o.Begins = make(chan Begun) })
		for _, wants := range [][]string{{"setting up", "created the queue practiceQ", "found no queue practiceQ yet"}, {"setting up"}} { // without the panel of the steps, too
			screen := m.screen()
			for _, want := range wants {
				if !strings.Contains(screen, want) {
					t.Errorf("at %v nothing says %q:\n%s", at, want, screen)
				}
			}
			for _, not := range []string{"● live", "×4", "there are no workers", "No dead letters", "queue is empty", "is set up", "visible "} {
				if strings.Contains(screen, not) {
					t.Errorf("at %v it says %q:\n%s", at, not, screen)
				}
			}
			m.Update(pressOf("down"))
		}
	}
}

func TestAKeyThatComesBeforeThereIsAPipelineSaysSo(t *testing.T) {
	for _, key := range []string{"space", "c", ".", "[", "]", "0", "u", "b", "+", "-", "p", "P", "r", "R", "C", "l", "a", "x"} {
		begins := make(chan Begun, 1)
		m := newScreen(t, settingUp, size{120, 36}, func(o *Options) { o.Begins, o.Control, o.Describer = begins, nil, nil })
		_, cmd := m.Update(pressOf(key))
		for _, d := range done(cmd) {
			m.Update(d)
		}
		if screen := m.screen(); key == "u" && !strings.Contains(screen, "still being set up") {
			t.Errorf("%s does nothing in silence:\n%s", key, screen)
		}
		control := &fakeControl{}
		begins <- Begun{Control: control, Describer: &fakeDescriber{}, Notice: "port 4566 is taken"}
		m.Update(m.awaitBegin()())
		if !strings.Contains(m.screen(), "port 4566 is taken") {
			t.Error("the notice is not shown")
		}
		_, cmd = m.Update(pressOf("u"))
		done(cmd)
		if got := control.asked(); !slices.Equal(got, []string{"upload 1"}) {
			t.Errorf("once it has begun it was asked for %q", got)
		}
	}
}

// done are what commands bring at once.
func done(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, done(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

func TestQuittingWhileTheStackIsSetUpWaitsForWhatIsUnderWay(t *testing.T) {
	for name, late := range map[string]bool{"and nothing begins": false, "and it begins all the same": true} {
		t.Run(name, func(t *testing.T) {
			left := 0
			m := newScreen(t, settingUp, size{80, 24}, func(o *Options) {
				o.Begins, o.Leave = make(chan Begun), func() { left++ }
			})
			if _, cmd := m.Update(pressOf("q")); quits(cmd) || left != 1 {
				t.Errorf("it has gone, and was asked to leave %d times", left)
			}
			if late {
				m.Update(begunMsg{Begun{Control: &fakeControl{}}})
			}
			if _, cmd := m.Update(pressOf("q")); !quits(cmd) || left != 1 {
				t.Errorf("it has not gone, and was asked to leave %d times", left)
			}
		})
	}
	m := newScreen(t, settingUp, size{80, 24}, func(o *Options) {
		o.Begins, o.Leave = make(chan Begun), func() { t.Error("it waits for what is over") }
	})
	m.Update(begunMsg{Begun{Control: &fakeControl{}}})
	if _, cmd := m.Update(pressOf("q")); !quits(cmd) {
		t.Error("once it has begun, q does not leave at once")
	}
}
