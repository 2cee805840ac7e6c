package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/picture"
)

// keepPictures is how many drawn thumbnails are kept.
const keepPictures = 300

// pictures draws thumbnails beside the screen and keeps them. Cells answers
// from what is there; what it lacks, the next command draws. How they are shown
// depends on the terminal: see pictures_terminal.go.
type pictures struct {
	terminal
	kitty   holdings
	edition int // of the pictures drawn: one drawn for an earlier one is void
	drawn   map[cellsKey][]string
	order   []cellsKey
	wanted  map[cellsKey][]byte
}

// cellsKey is a thumbnail in a size.
type cellsKey struct {
	picture *pipeline.Picture
	w, h    int
}

// picturesMsg are thumbnails that were drawn.
type picturesMsg struct {
	edition int
	cells   map[cellsKey][]string
}

func newPictures(o *Options) *pictures {
	p := &pictures{terminal: newTerminal(o)}
	p.forget()
	return p
}

// forget makes every picture be drawn anew.
func (p *pictures) forget() {
	p.drawn, p.wanted, p.order = map[cellsKey][]string{}, map[cellsKey][]byte{}, nil
	p.kitty.begin(p.colors)
	p.edition++
}

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p *pictures) Cells(of *pipeline.Picture, w, h int) []string {
	if p.shown == picture.Off || len(of.PNG) == 0 {
		return nil
	}
	k := cellsKey{of, w, h}
	if lines, ok := p.drawn[k]; ok {
		return lines
	}
	p.wanted[k] = of.PNG
	return nil
}

// work returns a command that draws what is wanted, nil for nothing.
func (p *pictures) work() tea.Cmd {
	if len(p.wanted) == 0 {
		return nil
	}
	wanted := p.wanted
	p.wanted = map[cellsKey][]byte{}
	if p.shown == picture.Kitty {
		return p.hand(wanted)
	}
	colors, edition := p.colors, p.edition
	return func() tea.Msg {
		out := make(map[cellsKey][]string, len(wanted))
		for k, png := range wanted {
			lines, err := picture.HalfBlocks(png, k.w, k.h, colors)
			if err != nil {
				lines = nil // the gallery shows a patch of colour instead
			}
			out[k] = lines
		}
		return picturesMsg{edition, out}
	}
}

// take keeps what was drawn.
func (p *pictures) take(msg picturesMsg) {
	if msg.edition != p.edition {
		return
	}
	for k, lines := range msg.cells {
		p.keep(k, lines)
	}
	for len(p.order) > keepPictures {
		p.drop()
	}
}

// keep adds a drawn picture.
func (p *pictures) keep(k cellsKey, lines []string) {
	p.drawn[k] = lines
	p.order = append(p.order, k)
}

// drop forgets the oldest drawn picture.
func (p *pictures) drop() cellsKey {
	k := p.order[0]
	delete(p.drawn, k)
	p.order = p.order[1:]
	return k
}
