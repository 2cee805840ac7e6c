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
