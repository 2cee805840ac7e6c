package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/picture"
)

// keepPictures is how many drawn thumbnails are kept.
const keepPictures = 300

// pictures draws thumbnails beside the screen and keeps them. Cells answers
// from what is there; what it lacks, the next command draws.
type pictures struct {
	mode    picture.Mode
	plain   bool // neither colours nor anything but ASCII
	colors  picture.Colors
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
	p := &pictures{mode: o.Pictures, plain: o.NoColor || o.ASCII}
	p.recolor(picture.True)
	return p
}

// recolor says with which colours pictures can be drawn, and forgets those that
// were drawn with others. Without colours, or in ASCII, there are none.
func (p *pictures) recolor(colors picture.Colors) {
	if p.plain {
		colors = picture.None
	}
	p.colors = colors
	p.forget()
}

// forget makes every picture be drawn anew.
func (p *pictures) forget() {
	p.drawn, p.wanted, p.order = map[cellsKey][]string{}, map[cellsKey][]byte{}, nil
	p.edition++
}

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p *pictures) Cells(of *pipeline.Picture, w, h int) []string {
	if p.mode == picture.Off || len(of.PNG) == 0 {
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
	wanted, colors, edition := p.wanted, p.colors, p.edition
	p.wanted = map[cellsKey][]byte{}
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
		p.drawn[k] = lines
		p.order = append(p.order, k)
	}
	for len(p.order) > keepPictures {
		delete(p.drawn, p.order[0])
		p.order = p.order[1:]
	}
}
