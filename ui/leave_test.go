package ui

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
)

// quits tells whether a command ends the program.
func quits(cmd tea.Cmd) bool {
	return cmd != nil && reflect.DeepEqual(cmd(), tea.QuitMsg{})
}

func TestWhereLeavingTakesAWhileTheScreenStaysUntilAPersonQuitsAgain(t *testing.T) {
	for name, keys := range map[string][2]string{
		"q": {"q", "q"}, "ctrl+c": {"ctrl+c", "ctrl+c"}, "q, then ctrl+c": {"q", "ctrl+c"},
	} {
		for _, at := range []size{{120, 36}, {40, 10}} { // the second is too small for a screen
			t.Run(name+" at "+at.String(), func(t *testing.T) {
				left := 0
				m := newScreen(t, busy, at, func(o *Options) { o.Leave = func() { left++ } })
				if _, cmd := m.Update(pressOf(keys[0])); quits(cmd) || left != 1 {
					t.Errorf("it has gone, and was asked to leave %d times", left)
				}
				if _, cmd := m.Update(pressOf(keys[1])); !quits(cmd) || left != 1 {
					t.Errorf("it has not gone, and was asked to leave %d times", left)
				}
				if want := keys[1] == "ctrl+c"; m.interrupted != want {
					t.Errorf("interrupted is %v", m.interrupted)
				}
			})
		}
	}
}

func TestTheScreenSaysWhatAStopWaitsFor(t *testing.T) {
	for _, width := range []int{60, 80, 120, 200} {
		m := newScreen(t, busy, size{width, 36}, nil)
		text := "waits up to 22s for 4 calls of ReceiveMessage to end, which may still bring \x1b[31mmessages"
		m.state.Apply(event.Event{Time: m.now, Body: &event.ConsumingStopping{Text: text}})
		line := ansi.Strip(m.footer(width))
		if ansi.StringWidth(line) > width || !strings.Contains(line, "stopping") || !strings.Contains(line, "q leaves at once") || strings.Contains(line, "\x1b") {
			t.Errorf("at %d: %q", width, line)
		}
		m.options.Leave = func() { t.Error("it is stopping already") }
		if _, cmd := m.Update(pressOf("q")); !quits(cmd) {
			t.Error("q does not leave at once")
		}
		m.state.Apply(event.Event{Time: m.now, Body: &event.RunFinished{}})
		if strings.Contains(ansi.Strip(m.footer(width)), "stopping") {
			t.Error("it says so still when the run is over")
		}
	}
}
