package graphics

import (
	"image/color"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/picture"
)

// keepPictures is how many drawn thumbnails are kept.
const keepPictures = 300

// Pictures draws thumbnails beside the screen and keeps them. Cells answers from
// what is there; what it lacks, the next command of Work draws. How they are shown
// depends on the terminal: see terminal.go. One goroutine uses them at a time.
type Pictures struct {
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

// Drawn is the message that thumbnails were drawn.
type Drawn struct {
	Took time.Duration // it took so long

	edition   int
	cells     map[cellsKey][]string
	sequences map[cellsKey]string // of sixels
}

// New are no pictures yet, to be shown in a mode on a terminal that output goes to;
// plain is one that gets neither colours nor anything but ASCII.
func New(mode picture.Mode, plain bool, getenv func(string) string, output io.Writer) *Pictures {
	p := &Pictures{terminal: newTerminal(mode, plain, getenv, output), painter: painter{ground: color.Black}}
	p.forget()
	return p
}

// forget makes every picture be drawn again.
func (p *Pictures) forget() {
	p.drawn, p.wanted, p.order = map[cellsKey][]string{}, map[cellsKey][]byte{}, nil
	p.kitty.begin(p.colors)
	p.painter.begin()
	p.edition++
}

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p *Pictures) Cells(of *state.Picture, w, h int) []string {
	return p.cells(cellsKey{of, w, h, false})
}

// Still are the same pictures where nothing changes on both sides of them:
// there sixels stay.
type Still struct{ *Pictures }

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p Still) Cells(of *state.Picture, w, h int) []string {
	return p.cells(cellsKey{of, w, h, p.shown == picture.Sixel})
}

func (p *Pictures) cells(k cellsKey) []string {
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

// Work returns a command that draws what is wanted, nil for nothing.
func (p *Pictures) Work() tea.Cmd {
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
		out := Drawn{edition: edition, cells: make(map[cellsKey][]string, len(wanted)), sequences: map[cellsKey]string{}}
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
		out.Took = time.Since(begun)
		return out
	}
}

// take keeps what was drawn.
func (p *Pictures) take(msg Drawn) {
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
func (p *Pictures) keep(k cellsKey, lines []string) {
	p.drawn[k] = lines
	p.order = append(p.order, k)
}

// drop forgets the oldest drawn picture.
func (p *Pictures) drop() cellsKey {
	k := p.order[0]
	delete(p.drawn, k)
	p.painter.drop(k)
	p.order = p.order[1:]
	return k
}
