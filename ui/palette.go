package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// palette finds an action by its name.
type palette struct {
	input  input
	cursor int
}

func (p *palette) size(m *model) (w, h int) {
	all := m.choices()
	for i := range all {
		w = max(w, ansi.StringWidth(all[i].name))
	}
	return w + paletteKey + paletteMargin, len(all) + 2
}

// What a line of the palette has beside the name of the action.
const (
	paletteMargin = 6  // the mark before it, and gaps
	paletteKey    = 11 // the key behind it: "shift+tab"
)

func (p *palette) scroll(by int) { p.cursor = max(p.cursor+by, 0) }

// found are the actions whose names hold every word that was typed.
func (p *palette) found(m *model) []choice {
	words := strings.Fields(strings.ToLower(p.input.text))
	var out []choice
next:
	for _, a := range m.choices() {
		for _, w := range words {
			if !strings.Contains(strings.ToLower(a.name), w) {
				continue next
			}
		}
		out = append(out, a)
	}
	return out
}

func (p *palette) draw(m *model, w, h int) (title, right string, body []string) {
	s := m.styles
	body = append(body, s.Paint(draw.Accent, " : ")+p.input.line(s, w-4), "")
	found := p.found(m)
	p.cursor = min(p.cursor, max(len(found)-1, 0))
	room := max(h-len(body), 1)
	first := max(min(p.cursor-room/2, len(found)-room), 0)
	for i := first; i < min(first+room, len(found)); i++ {
		body = append(body, p.line(m, &found[i], i == p.cursor, w))
	}
	if len(found) == 0 {
		body = append(body, "   "+s.Paint(draw.Dim, fmt.Sprintf("no action is called “%s”", draw.Escape(p.input.text))))
	}
	return fmt.Sprintf("actions %d", len(found)), "enter runs, esc closes", body
}

// line is an action and its key.
func (p *palette) line(m *model, a *choice, here bool, w int) string {
	s := m.styles
	name, k := draw.Fit(a.name, max(w-paletteKey-paletteMargin, 1))+"  ", s.Paint(draw.Dim, m.plainKey(a.key))
	if !here {
		return "   " + s.Paint(draw.Text, name) + k
	}
	return s.Paint(draw.Accent, " "+m.mark(true)) + s.Paint(draw.Strong, name) + k
}

func (p *palette) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc":
		return nil, true
	case "up", "ctrl+p":
		p.scroll(-1)
	case "down", "ctrl+n":
		p.scroll(1)
	case "enter":
		if found := p.found(m); p.cursor < len(found) {
			return found[p.cursor].run(), true
		}
	default:
		p.input.press(msg)
		p.cursor = 0
	}
	return nil, false
}
