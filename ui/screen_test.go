package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/graphics"
	"inflight/ui/picture"
	"inflight/ui/sample"
	"inflight/ui/theme"
)

// stream is a run to draw.
type stream struct {
	name string
	make func() ([]event.Event, time.Time)
}

func many() ([]event.Event, time.Time) { return sample.Many(300) }

// streams are the runs that the tests draw.
func streams() []stream {
	return []stream{
		{"empty", empty},
		{"quiet", quiet},
		{"busy", busy},
		{"failing", failing},
		{"hostile", hostile},
		{"letters", lettered},
		{"many", many},
	}
}

// size is a terminal's.
type size struct{ w, h int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.w, s.h) }

var goldenSizes = []size{{80, 24}, {120, 36}, {200, 60}}

// newScreen is a model of a run, at the run's end, with its pictures drawn.
func newScreen(tb testing.TB, run func() ([]event.Event, time.Time), at size, change func(*Options)) *model {
	tb.Helper()
	events, now := run()
	var log event.Log
	o := Options{Events: log.NewReader(), Control: &fakeControl{}, Describer: &fakeDescriber{}, Theme: theme.Dark, Now: func() time.Time { return now }, Getenv: func(string) string { return "" }}
	if change != nil {
		change(&o)
	}
	m := newModel(context.Background(), o)
	for i := range events {
		log.Emit(events[i])
	}
	m.Update(tea.WindowSizeMsg{Width: at.w, Height: at.h})
	for m.take(); m.state.Seq < log.Len(); {
		m.take()
	}
	m.settle()
	return m
}

// settle draws until no picture is missing.
func (m *model) settle() {
	for range 5 {
		m.dirty = true
		m.View()
		cmd := m.pictures.Work()
		if cmd == nil {
			return
		}
		m.Update(cmd())
	}
}

// screen is what is to be seen, as text.
func (m *model) screen() string { return ansi.Strip(m.View().Content) + "\n" }

func TestTheScreenReadsAsPlainText(t *testing.T) {
	for _, s := range streams() {
		for _, at := range goldenSizes {
			t.Run(s.name+"/"+at.String(), func(t *testing.T) {
				golden.RequireEqual(t, newScreen(t, s.make, at, nil).screen())
			})
		}
	}
}

func TestTheScreenHasTheThemesColours(t *testing.T) {
	all, one := goldenSizes, []size{{120, 36}}
	for _, c := range []struct {
		name    string
		profile colorprofile.Profile
		sizes   []size
		change  func(*Options)
	}{
		{"dark", colorprofile.TrueColor, all, func(o *Options) { o.Theme = theme.Dark }},
		{"light", colorprofile.TrueColor, all, func(o *Options) { o.Theme = theme.Light }},
		{"contrast", colorprofile.TrueColor, one, func(o *Options) { o.Theme = theme.Contrast }},
		{"no-color", colorprofile.TrueColor, all, func(o *Options) { o.NoColor = true }},
		{"ascii", colorprofile.TrueColor, one, func(o *Options) { o.ASCII = true }},
		{"256", colorprofile.ANSI256, one, nil},
		{"16", colorprofile.ANSI, one, nil},
	} {
		for _, at := range c.sizes {
			t.Run(c.name+"/"+at.String(), func(t *testing.T) {
				m := newScreen(t, busy, at, c.change)
				m.Update(tea.ColorProfileMsg{Profile: c.profile})
				m.settle()
				// As Bubble Tea writes it: with the colours that the terminal has.
				var b strings.Builder
				w := colorprofile.Writer{Forward: &b, Profile: c.profile}
				if _, err := w.WriteString(m.View().Content + "\n"); err != nil {
					t.Fatal(err)
				}
				golden.RequireEqual(t, b.String())
			})
		}
	}
}

func TestOverlaysReadAsPlainText(t *testing.T) {
	for _, o := range overlaysToDraw() {
		for _, at := range goldenSizes {
			t.Run(o.name+"/"+at.String(), func(t *testing.T) {
				run := busy
				if o.run != nil {
					run = o.run
				}
				m := newScreen(t, run, at, nil)
				o.open(m)
				m.settle()
				golden.RequireEqual(t, m.screen())
			})
		}
	}
}

func TestOverlaysDifferInStyleAloneBetweenThemes(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	for _, o := range overlaysToDraw() {
		t.Run(o.name, func(t *testing.T) {
			run := busy
			if o.run != nil {
				run = o.run
			}
			drawn := func(change func(*Options)) (styled, text string) {
				m := newScreen(t, run, size{120, 36}, change)
				o.open(m)
				m.settle()
				return m.View().Content, m.screen()
			}
			dark, want := drawn(func(o *Options) { o.Theme = theme.Dark })
			light, text := drawn(func(o *Options) { o.Theme = theme.Light })
			if text != want || light == dark {
				t.Errorf("light differs from dark in its text: %v; in its colours: %v", text != want, light != dark)
			}
			plain, text := drawn(func(o *Options) { o.NoColor, o.Pictures = true, picture.Off })
			_, want = drawn(func(o *Options) { o.Pictures = picture.Off })
			if text != want || plain == dark {
				t.Errorf("without colours the text differs: %v", text != want)
			}
		})
	}
}

// opened is a way to an overlay.
type opened struct {
	name string
	run  func() ([]event.Event, time.Time)
	open func(m *model)
}

func overlaysToDraw() []opened {
	keys := func(names ...string) func(*model) {
		return func(m *model) { m.typed(names...) }
	}
	return []opened{
		{"help", nil, keys("?")},
		{"palette", nil, keys(":", "p", "u")},
		{"confirm", nil, keys("p")},
		{"confirm-real", failing, keys("p", "p", "r", "a", "c")},
		{"message", nil, keys("1", "enter")},
		{"dead-letter", nil, keys("3", "enter")},
		{"redrive", nil, keys("R", "down", "right", "right")},
		{"redrive-selected", nil, keys("3", "t", "t", "R", "2", "5")},
		{"redrive-under-way", lettered, keys("3", "R", "right")},
		{"delete-letters", nil, keys("3", "t", "t", "d")},
		{"thumbnail", nil, keys("4", "enter")},
		{"call", failing, keys("5", "enter")},
		{"mail", nil, keys("7", "enter")},
		{"node", nil, func(m *model) {
			m.focus, m.node = flowArea, state.QueueNode
			m.typed("enter")
		}},
		{"workers", nil, func(m *model) {
			m.focus, m.node = flowArea, state.WorkersNode
			m.typed("enter")
		}},
		{"settings", nil, keys("O", "down", "down")},
		{"settings-wrong", nil, keys("O", "enter", "1", "3", "h", "enter")},
		{"filter", nil, keys("1", "/", "c", "o")},
		{"toasts", nil, func(m *model) {
			m.Update(dialog.Done{Text: "purged practiceQ"})
			m.Update(dialog.Done{Err: fmt.Errorf("redrive: %w", context.DeadlineExceeded)})
		}},
	}
}

// typed presses keys and does what comes of each.
func (m *model) typed(names ...string) {
	for _, name := range names {
		_, cmd := m.Update(pressOf(name))
		m.perform(cmd)
	}
}

// perform runs a command that does not wait for time or events.
func (m *model) perform(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case dialog.Done:
		m.dirty = true
		m.toasts.Add(msg, m.wall())
	case describedMsg, graphics.Drawn, queuesMsg, receivedMsg, sentMsg, dialog.Took, dialog.Unused:
		m.Update(msg)
	case dialog.Turned:
		m.Update(msg)
	case pickMsg, documentMsg:
		_, next := m.Update(msg)
		m.perform(next)
	case turnedMsg:
		_, next := m.Update(msg)
		if m.wanted.under || m.paused.under || m.frozen.under || m.speeds.under {
			m.perform(next)
		}
	case tea.BatchMsg:
		for _, cmd := range msg {
			m.perform(cmd)
		}
	}
}

// asks tells whether a question is open.
func (m *model) asks() bool {
	if m.windows.Top() == nil {
		return false
	}
	title, _, _ := m.windows.Top().Draw(m.screenBelow(), 60, 20)
	return title == "are you sure?"
}

// pressOf is the key with a name.
func pressOf(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "space": tea.KeySpace,
	}
	switch code, ok := special[name]; {
	case name == "shift+tab":
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	case strings.HasPrefix(name, "ctrl+"):
		return tea.KeyPressMsg{Code: rune(name[len(name)-1]), Mod: tea.ModCtrl}
	case name == "space":
		return tea.KeyPressMsg{Code: code, Text: " "}
	case ok:
		return tea.KeyPressMsg{Code: code}
	}
	r := []rune(name)
	return tea.KeyPressMsg{Code: r[0], Text: name}
}

func TestANoticeIsToldWhenTheScreenBegins(t *testing.T) {
	const notice = "127.0.0.1:4566 is taken: the embedded AWS listens on 127.0.0.1:40001 instead"
	m := newScreen(t, quiet, size{80, 24}, nil)
	m.begin(Begun{Notice: notice})
	if screen := m.screen(); !strings.Contains(screen, "! "+notice) {
		t.Errorf("it is not told:\n%s", screen)
	}
	m.toasts.Expire(m.now.Add(time.Minute))
	if screen := m.draw(); strings.Contains(screen, notice) {
		t.Error("it stays for ever")
	}
}
