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
	off    bool
	colors picture.Colors
	drawn  map[cellsKey][]string
	order  []cellsKey
	wanted map[cellsKey][]byte
}

// cellsKey is a thumbnail in a size.
type cellsKey struct {
	picture *pipeline.Picture
	w, h    int
}

// picturesMsg are thumbnails that were drawn.
type picturesMsg map[cellsKey][]string

func newPictures(off, noColor bool) *pictures {
	p := &pictures{off: off, drawn: map[cellsKey][]string{}, wanted: map[cellsKey][]byte{}}
	if noColor {
		p.colors = picture.None
	}
	return p
}

// Cells returns a thumbnail in a size, nil until it has been drawn.
func (p *pictures) Cells(of *pipeline.Picture, w, h int) []string {
	if p.off || len(of.PNG) == 0 {
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
	wanted, colors := p.wanted, p.colors
	p.wanted = map[cellsKey][]byte{}
	return func() tea.Msg {
		out := picturesMsg{}
		for k, png := range wanted {
			lines, err := picture.HalfBlocks(png, k.w, k.h, colors)
			if err != nil {
				lines = nil // the gallery shows a patch of colour instead
			}
			out[k] = lines
		}
		return out
	}
}

// take keeps what was drawn.
func (p *pictures) take(msg picturesMsg) {
	for k, lines := range msg {
		p.drawn[k] = lines
		p.order = append(p.order, k)
	}
	for len(p.order) > keepPictures {
		delete(p.drawn, p.order[0])
		p.order = p.order[1:]
	}
}
