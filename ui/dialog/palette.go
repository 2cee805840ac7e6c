package dialog

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// Choice is a line of the palette: an action, what its key is called, and how it is
// done.
type Choice struct {
	Name, Key string
	Run       func() tea.Cmd
}

// palette finds an action by its name.
type palette struct {
	choices []Choice
	input   Input
	cursor  int
}

// Palette offers actions by their names.
func Palette(choices []Choice) Window { return &palette{choices: choices, input: NewInput("")} }

func (p *palette) paste(msg tea.PasteMsg) { p.input.Take(msg) }

func (p *palette) Size(*Screen) (w, h int) {
	all := p.choices
	for i := range all {
		w = max(w, ansi.StringWidth(all[i].Name))
	}
	return w + paletteKey + paletteMargin, len(all) + 2
}

// What a line of the palette has beside the name of the action.
const (
	paletteMargin = 6  // the mark before it, and gaps
	paletteKey    = 11 // the key behind it: "shift+tab"
)

func (p *palette) Scroll(by int) { p.cursor = max(p.cursor+by, 0) }

// found are the actions whose names hold every word that was typed.
func (p *palette) found() []Choice {
	words := strings.Fields(strings.ToLower(p.input.Text()))
	var out []Choice
next:
	for _, a := range p.choices {
		for _, w := range words {
			if !strings.Contains(strings.ToLower(a.Name), w) {
				continue next
			}
		}
		out = append(out, a)
	}
	return out
}

func (p *palette) Draw(s *Screen, w, h int) (title, right string, body []string) {
	body = append(body, s.Styles.Paint(draw.Accent, " : ")+p.input.Line(s.Styles, w-4), "")
	found := p.found()
	p.cursor = min(p.cursor, max(len(found)-1, 0))
	room := max(h-len(body), 1)
	first := max(min(p.cursor-room/2, len(found)-room), 0)
	for i := first; i < min(first+room, len(found)); i++ {
		body = append(body, p.line(s, &found[i], i == p.cursor, w))
	}
	if len(found) == 0 {
		body = append(body, "   "+s.Styles.Paint(draw.Dim, fmt.Sprintf("no action is called “%s”", draw.Escape(p.input.Text()))))
	}
	return fmt.Sprintf("actions %d", len(found)), "enter runs, esc closes", body
}

// line is an action and its key.
func (p *palette) line(s *Screen, a *Choice, here bool, w int) string {
	name, k := draw.Fit(a.Name, max(w-paletteKey-paletteMargin, 1))+"  ", s.Styles.Paint(draw.Dim, a.Key)
	if !here {
		return "   " + s.Styles.Paint(draw.Text, name) + k
	}
	return s.Styles.Paint(draw.Accent, " "+s.Styles.Sign("▸")+" ") + s.Styles.Paint(draw.Strong, name) + k
}

func (p *palette) Press(_ *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc":
		return nil, true
	case "up", "ctrl+p":
		p.Scroll(-1)
	case "down", "ctrl+n":
		p.Scroll(1)
	case "enter":
		if found := p.found(); p.cursor < len(found) {
			return found[p.cursor].Run(), true
		}
	default:
		p.input.Take(msg)
		p.cursor = 0
	}
	return nil, false
}
