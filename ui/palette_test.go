package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/dialog"
)

func TestNoNameInThePaletteRunsIntoItsKey(t *testing.T) {
	m := newScreen(t, busy, size{120, 80}, nil)
	p := dialog.Palette(m.choices())
	w, h := p.Size(m.screenBelow())
	_, _, lines := p.Draw(m.screenBelow(), w, h)
	for i, a := range m.choices() {
		line := strings.TrimLeft(ansi.Strip(lines[i+2]), " ▸")
		if !strings.HasPrefix(line, a.Name+"  ") || !strings.HasSuffix(strings.TrimRight(line, " "), " "+a.Key) || ansi.StringWidth(ansi.Strip(lines[i+2])) > w {
			t.Errorf("%q in %d cells", line, w)
		}
	}
}
