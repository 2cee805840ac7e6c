package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/dialog"
	"inflight/ui/flow"
	"inflight/ui/sample"
)

// requireFits fails the test unless the screen has exactly as many lines as the
// terminal, each exactly as wide.
func requireFits(t *testing.T, m *model, what string) {
	t.Helper()
	content := m.View().Content
	lines := strings.Split(content, "\n")
	if len(lines) != m.height {
		t.Fatalf("%s: %d lines on a terminal of %dx%d", what, len(lines), m.width, m.height)
	}
	for y, line := range lines {
		if w := ansi.StringWidth(line); w != m.width {
			t.Fatalf("%s: line %d is %d cells wide on a terminal of %dx%d:\n%q", what, y, w, m.width, m.height, line)
		}
		for _, r := range ansi.Strip(line) {
			if unicode.IsControl(r) {
				t.Fatalf("%s: line %d has the control character %U:\n%q", what, y, r, line)
			}
		}
	}
}

// randomKeys are keys that open, close and move things.
var randomKeys = []string{
	"1", "2", "3", "4", "5", "6", "7", "8", "z", "z", "tab", "tab", "shift+tab", "enter", "enter", "esc", "?", ":", "p", "P",
	"up", "down", "left", "right", "pgup", "pgdown", "g", "G", "/", "s", "j", "k", "e", "t", "a", "F", "T", "c", "m", "y", "space", ".", "[", "]", "0", "backspace",
}

func TestRandomScreensFitTheirTerminals(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	const seed, rounds = 20261123, 500
	chance := rand.New(rand.NewPCG(seed, 1))
	var screens []*model
	for _, s := range streams() {
		for _, ascii := range []bool{false, true} {
			screens = append(screens, newScreen(t, s.make, size{80, 24}, func(o *Options) { o.ASCII = ascii }))
		}
	}
	for i := range rounds {
		m := screens[chance.IntN(len(screens))]
		m.Update(tea.WindowSizeMsg{Width: 20 + chance.IntN(281), Height: 5 + chance.IntN(96)})
		what := fmt.Sprintf("round %d:", i)
		for range chance.IntN(6) {
			key := randomKeys[chance.IntN(len(randomKeys))]
			what += " " + key
			m.typed(key)
		}
		switch chance.IntN(8) {
		case 0:
			m.node = flow.Nodes()[chance.IntN(len(flow.Nodes()))]
			m.focus = flowArea
			m.arrange()
		case 1:
			m.Update(dialog.Done{Text: "purged " + sample.HostileNames[chance.IntN(len(sample.HostileNames))]})
		case 2:
			m.Update(dialog.Done{Err: fmt.Errorf("%s", sample.HostileNames[chance.IntN(len(sample.HostileNames))])})
		case 3:
			m.Update(tea.PasteMsg{Content: sample.HostileNames[chance.IntN(len(sample.HostileNames))]})
		case 4:
			m.Update(describedMsg{page: dialog.Page(sample.HostileNames[i%len(sample.HostileNames)], "", strings.Join(sample.HostileNames, "\n"))})
		}
		if chance.IntN(4) == 0 {
			m.windows = dialog.Stack{}
		}
		requireFits(t, m, what)
		if cmd := m.pictures.Work(); cmd != nil {
			m.Update(cmd())
		}
		requireFits(t, m, what+" with pictures")
	}
}

func TestASettingFromOutsideCannotBreakTheScreen(t *testing.T) {
	run := func() ([]event.Event, time.Time) {
		events, now := sample.Empty()
		set := *pipelinetest.As[event.PipelineStarted](events[0]).Setup
		bad := "\x1b[2J\u202e雪\n" + strings.Repeat("long", 40)
		set.Account, set.Region, set.Endpoint, set.Queue, set.DeadLetterQueue, set.EngineNote = bad, bad, bad, bad, bad, bad
		set.Model, set.Embedded = bad, true
		events[0].Body = &event.PipelineStarted{Setup: &set}
		return events, now
	}
	for _, at := range goldenSizes {
		m := newScreen(t, run, at, nil)
		requireFits(t, m, "as it starts")
		m.typed("p")
		requireFits(t, m, "asking for a purge")
		m.typed("y")
		requireFits(t, m, "having purged")
	}
}
