package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"inflight/pipeline/pipelinetest/property"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// TestMain keeps no failure of a property for later runs.
func TestMain(m *testing.M) { property.Main(func() { goleak.VerifyTestMain(m) }) }

// screen is one without colours, and with the keys that windows ask for.
func screen(w, h int) *Screen {
	var rows []keys.Row[*Screen]
	for id, name := range map[keys.ID]string{
		keys.Up: "up", keys.Down: "down", keys.Left: "left", keys.Right: "right", keys.PageUp: "pgup", keys.PageDown: "pgdown",
		keys.Home: "home", keys.End: "end", keys.Back: "esc", keys.Quit: "q", keys.Inspect: "enter", keys.Help: "?", keys.Copy: "y",
		keys.Cancel: "x", keys.Yes: "Y", keys.No: "N", keys.Settings: "O", keys.Undo: "ctrl+z", keys.Preset: "D",
	} {
		rows = append(rows, keys.Row[*Screen]{ID: id, Keys: []string{name}, In: keys.Everywhere})
	}
	return &Screen{Width: w, Height: h, Styles: &draw.Styles{}, Keys: keys.New(rows, nil, false), State: state.NewState()}
}

// pressOf is the key with a name.
func pressOf(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown,
		"home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// text is what is to be read of a window.
func text(s *Screen, w Window) string {
	c := &draw.Canvas{}
	c.Clear(s.Width, s.Height)
	k := &Stack{}
	k.Push(w)
	k.Draw(s, c)
	return ansi.Strip(c.String())
}

// TestAWindowBelowAnotherIsFaded: with its colours what stands out below would look like a
// part of the one on top.
func TestAWindowBelowAnotherIsFaded(t *testing.T) {
	s := screen(60, 20)
	c := &draw.Canvas{}
	c.Clear(s.Width, s.Height)
	k := &Stack{}
	k.Push(red(9))
	k.Push(red(3))
	k.Draw(s, c)
	if n := strings.Count(c.String(), "\x1b[31m"); n != 3 {
		t.Errorf("%d red rows are drawn, where the window on top has 3", n)
	}
}

// red is a window of so many red rows.
type red int

func (r red) Size(*Screen) (w, h int) { return 20, int(r) }

func (r red) Draw(*Screen, int, int) (title, right string, body []string) {
	for range r {
		body = append(body, "\x1b[31mred\x1b[m")
	}
	return "", "", body
}

func (red) Press(*Screen, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (red) Scroll(int) {}
