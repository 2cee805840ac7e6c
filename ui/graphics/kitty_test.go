package graphics

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"inflight/pipeline/state"
	"inflight/ui/picture"
)

func TestWhatTheTerminalIsHandedIsWhatItIsKnownToHold(t *testing.T) {
	p := New(picture.Kitty, false, func(string) string { return "" }, &strings.Builder{})
	if _, changed := p.Hear(tea.ColorProfileMsg{Profile: colorprofile.ANSI256}); changed {
		t.Error("another profile of colours is told as another way to show pictures")
	}
	of := &state.Picture{PNG: []byte("a picture")}
	handed, deleted := 0, 0
	for i := range 300 {
		p.Cells(of, 1+i%30, 1+i/30)
		cmd := p.Work()
		if cmd == nil {
			t.Fatal("a picture that was asked for is not handed over")
		}
		sequence := fmt.Sprint(cmd().(tea.RawMsg).Msg)
		handed += strings.Count(sequence, "a=T")
		deleted += strings.Count(sequence, "a=d")
		if held := handed - deleted; held != len(p.kitty.held) || held != len(p.drawn) || held > 240 {
			t.Fatalf("the terminal holds %d pictures, %d are known of, %d can be drawn", held, len(p.kitty.held), len(p.drawn))
		}
	}
	if n := strings.Count(p.Farewell(), "a=d"); n != handed-deleted {
		t.Errorf("in the end %d of %d are given up", n, handed-deleted)
	}
}
