package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi/kitty"

	"inflight/ui/picture"
)

// aKitty are the answers of a terminal that knows kitty's protocol.
var aKitty = []tea.Msg{
	uv.KittyGraphicsEvent{Options: kitty.Options{ID: 7}, Payload: []byte("OK")},
	tea.TerminalVersionMsg{Name: "kitty(0.41.1)"},
	uv.PrimaryDeviceAttributesEvent{62},
}

// drawnWith tells how the screen shows a thumbnail.
func drawnWith(m *model) picture.Mode {
	content := m.View().Content
	switch {
	case strings.ContainsRune(content, kitty.Placeholder):
		return picture.Kitty
	case strings.Contains(content, "▀"):
		return picture.Blocks
	}
	return picture.Off
}

func TestTheTerminalsAnswersDecideHowThumbnailsAreShown(t *testing.T) {
	for _, c := range []struct {
		name    string
		mode    picture.Mode
		profile colorprofile.Profile
		answers []tea.Msg
		want    picture.Mode
	}{
		{"no answers", picture.Auto, colorprofile.TrueColor, nil, picture.Blocks},
		{"kitty", picture.Auto, colorprofile.TrueColor, aKitty, picture.Kitty},
		{"kitty, overruled", picture.Blocks, colorprofile.TrueColor, aKitty, picture.Blocks},
		{"kitty with 256 colours", picture.Auto, colorprofile.ANSI256, aKitty, picture.Kitty},
		{"kitty with 16 colours", picture.Auto, colorprofile.ANSI, aKitty, picture.Blocks},
		{"kitty by decree", picture.Kitty, colorprofile.TrueColor, nil, picture.Kitty},
		{"off", picture.Off, colorprofile.TrueColor, aKitty, picture.Off},
		{"no colours", picture.Kitty, colorprofile.ASCII, aKitty, picture.Off},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Pictures = c.mode })
			m.Update(tea.ColorProfileMsg{Profile: c.profile})
			for _, msg := range c.answers {
				m.Update(msg)
			}
			m.settle()
			if got := drawnWith(m); got != c.want {
				t.Errorf("thumbnails are drawn as %v, want %v", got, c.want)
			}
			requireFits(t, m, "it")
		})
	}
}

// heldBy plays the terminal: what it holds after a sequence.
func heldBy(held map[string]bool, sequence string) {
	for command := range strings.SplitSeq(sequence, "\x1b_G") {
		options, _, _ := strings.Cut(command, ";")
		options = strings.TrimSuffix(options, "\x1b\\")
		var id, action string
		for option := range strings.SplitSeq(options, ",") {
			switch name, value, _ := strings.Cut(option, "="); name {
			case "i":
				id = value
			case "a":
				action = value
			}
		}
		switch action {
		case "T":
			held[id] = true
		case "d":
			delete(held, id)
		}
	}
}

func TestATerminalHoldsABoundedNumberOfPicturesAndForgetsAllInTheEnd(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Pictures = picture.Kitty })
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.ANSI256})
	held := map[string]bool{}
	for i := range 300 {
		m.pictures.Cells(m.state.Thumbnails.At(m.state.Thumbnails.Len()-1), 1+i%30, 1+i/30)
		if cmd := m.pictures.Work(); cmd != nil {
			heldBy(held, fmt.Sprint(cmd().(tea.RawMsg).Msg))
		}
		if len(held) > 240 {
			t.Fatalf("the terminal holds %d pictures", len(held))
		}
	}
	if len(held) < 200 {
		t.Errorf("only %d pictures were handed over", len(held))
	}
	var out strings.Builder
	m.options.output = &out
	if err := m.Farewell(); err != nil {
		t.Fatal(err)
	}
	if heldBy(held, out.String()); len(held) > 0 {
		t.Errorf("in the end the terminal still holds %d", len(held))
	}
}

func TestNobodyIsAskedWhoWouldShowTheQuestion(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		asked  bool
	}{
		{func(*Options) {}, true},
		{func(o *Options) { o.Pictures = picture.Blocks }, false},
		{func(o *Options) { o.NoColor = true }, false},
		{func(o *Options) { o.Getenv = func(string) string { return "linux" } }, false},
	} {
		m := newScreen(t, empty, size{80, 24}, c.change)
		if got := m.pictures.Ask() != nil; got != c.asked {
			t.Errorf("asked is %v, want %v", got, c.asked)
		}
	}
}

func TestPicturesOfEveryKindKeepTheScreensSize(t *testing.T) {
	chance := rand.New(rand.NewPCG(5, 6))
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Pictures = picture.Kitty })
	for i := range 60 {
		m.Update(tea.WindowSizeMsg{Width: 60 + chance.IntN(240), Height: 16 + chance.IntN(84)})
		m.typed([]string{"4", "enter", "z", "esc", "?", "right", "p"}[chance.IntN(7)])
		m.settle()
		requireFits(t, m, fmt.Sprint("round ", i))
	}
}
