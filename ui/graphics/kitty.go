package graphics

import (
	"maps"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/picture"
)

// holdings are what the terminal holds for us where it shows pictures by kitty's
// protocol: it is handed each once, and the view holds placeholders.
type holdings struct {
	ids  *picture.IDs
	held map[cellsKey]picture.ID
	void []picture.ID // still held, and of no use any more
}

// begin gives up what is held, and numbers pictures as the colours allow.
func (h *holdings) begin(colors picture.Colors) {
	h.void = slices.AppendSeq(h.void, maps.Values(h.held))
	h.ids, h.held = picture.NewIDs(colors, os.Getpid()), map[cellsKey]picture.ID{}
}

// release is the sequence that makes the terminal forget what is of no use.
func (h *holdings) release(tmux bool) string {
	var b strings.Builder
	for _, id := range h.void {
		b.WriteString(picture.Delete(id, tmux))
	}
	h.void = nil
	return b.String()
}

// hand returns a command that hands pictures to the terminal, and takes back
// the oldest where it would hold too many.
func (p *Pictures) hand(wanted map[cellsKey][]byte) tea.Cmd {
	tmux := picture.InTmux(p.getenv)
	most := min(keepPictures, p.kitty.ids.Count()-1)
	var b strings.Builder
	for k, png := range wanted {
		for len(p.order) >= most {
			old := p.drop()
			p.kitty.void = append(p.kitty.void, p.kitty.held[old])
			delete(p.kitty.held, old)
		}
		b.WriteString(p.kitty.release(tmux))
		id := p.kitty.ids.Next()
		p.kitty.held[k] = id
		b.WriteString(picture.Transmit(id, png, k.w, k.h, tmux))
		p.keep(k, picture.Placeholders(id, k.w, k.h))
	}
	return tea.Raw(b.String())
}

// Leave gives up all that the terminal has of the pictures, for another screen to take
// its place. They are drawn again when they are wanted.
func (p *Pictures) Leave() tea.Cmd {
	p.forget()
	p.painter.soon = false
	gone := p.kitty.release(picture.InTmux(p.getenv))
	if gone == "" {
		return nil
	}
	return tea.Raw(gone)
}

// Farewell is the sequence that makes the terminal forget all it holds for us.
func (p *Pictures) Farewell() string {
	p.kitty.begin(p.colors)
	return p.kitty.release(picture.InTmux(p.getenv))
}
