package ui

import (
	"image/color"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
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
	painter painter
	edition int // of the pictures drawn: one drawn for an earlier one is void
	drawn   map[cellsKey][]string
	order   []cellsKey
	wanted  map[cellsKey][]byte
}

// cellsKey is a thumbnail in a size.
type cellsKey struct {
	picture *state.Picture
	w, h    int
	sixel   bool
}

// picturesMsg are thumbnails that were drawn.
type picturesMsg struct {
	edition   int
	cells     map[cellsKey][]string
	sequences map[cellsKey]string // of sixels
	took      time.Duration
}

func newPictures(o *Options) *pictures {
	p := &pictures{terminal: newTerminal(o), painter: painter{ground: color.Black}}
	p.forget()
	return p
}

// forget makes every picture be drawn again.
func (p *pictures) forget() {
	p.drawn, p.wanted, p.order = map[cellsKey][]string{}, map[cellsKey][]byte{}, nil
	p.kitty.begin(p.colors)
	p.painter.begin()
	p.edition++
}

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p *pictures) Cells(of *state.Picture, w, h int) []string {
	return p.cells(cellsKey{of, w, h, false})
}

// still are the same pictures where nothing changes on both sides of them:
// there sixels stay.
type still struct{ *pictures }

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p still) Cells(of *state.Picture, w, h int) []string {
	return p.cells(cellsKey{of, w, h, p.shown == picture.Sixel})
}

func (p *pictures) cells(k cellsKey) []string {
	of := k.picture
	if p.shown == picture.Off || len(of.PNG) == 0 {
		return nil
	}
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
	colors, edition, paint := p.colors, p.edition, painter{cell: p.painter.cell, ground: p.painter.ground}
	return func() tea.Msg {
		begun := time.Now()
		out := picturesMsg{edition: edition, cells: make(map[cellsKey][]string, len(wanted)), sequences: map[cellsKey]string{}}
		for k, png := range wanted {
			var err error
			if k.sixel {
				out.sequences[k], err = paint.encode(k, png)
			} else {
				out.cells[k], err = picture.HalfBlocks(png, k.w, k.h, colors)
			}
			if err != nil {
				out.cells[k] = nil // the gallery shows a patch of colour instead
				delete(out.sequences, k)
			}
		}
		out.took = time.Since(begun)
		return out
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
	for k, sequence := range msg.sequences {
		p.keep(k, p.painter.mark(k, sequence))
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
	p.painter.drop(k)
	p.order = p.order[1:]
	return k
}
