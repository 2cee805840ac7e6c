package graphics

import (
	"image"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/picture"
)

// terminal is what the terminal can show, as far as it is known.
type terminal struct {
	mode    picture.Mode // asked for
	shown   picture.Mode // what that comes to; never Auto
	plain   bool         // neither colours nor anything but ASCII
	colors  picture.Colors
	getenv  func(string) string
	answers picture.Answers
	output  io.Writer
}

func newTerminal(mode picture.Mode, plain bool, getenv func(string) string, output io.Writer) terminal {
	t := terminal{mode: mode, plain: plain, getenv: getenv, output: output}
	if t.getenv == nil {
		t.getenv = os.Getenv
	}
	if t.output == nil {
		t.output = os.Stdout
	}
	if t.plain {
		t.colors = picture.None
	}
	t.choose(image.Point{})
	return t
}

// choose says how pictures are shown by what is known.
func (t *terminal) choose(cell image.Point) {
	t.shown = t.mode
	if t.mode == picture.Auto {
		t.shown = picture.Detect(t.getenv, t.answers)
	}
	switch {
	case t.shown == picture.Off:
	case t.colors == picture.None:
		t.shown = picture.Blocks
	case t.shown == picture.Kitty && t.colors == picture.Basic: // a picture's number is a colour
		t.shown = picture.Blocks
	case t.shown == picture.Sixel && cell == image.Point{}: // it does not say how large its cells are
		t.shown = picture.Blocks
	}
}

// askCell asks how many pixels a cell is.
var askCell = ansi.WindowOp(16) // 16: the size of a cell

// Ask returns a command that asks the terminal what it can show, nil where
// that is settled, or where the question itself would be seen.
func (t *terminal) Ask() tea.Cmd {
	if t.mode != picture.Auto && t.mode != picture.Sixel || t.plain || t.getenv("TERM") == "linux" || t.getenv("TERM_PROGRAM") == "Apple_Terminal" {
		return nil
	}
	return tea.Batch(t.measure(), tea.Raw(picture.Query(picture.InTmux(t.getenv))))
}

// measure returns a command that finds out how many pixels a cell is: the
// terminal is asked, and so is its driver, for not every one answers.
func (t *terminal) measure() tea.Cmd {
	out := t.output
	return tea.Batch(tea.Raw(askCell), func() tea.Msg {
		if f, ok := out.(*os.File); ok {
			return uv.CellSizeEvent{Width: cellOf(f.Fd()).X, Height: cellOf(f.Fd()).Y}
		}
		return nil
	})
}

// Hear takes a message of Bubble Tea. It returns a command that follows from it, and
// tells whether pictures are now shown in another way.
func (p *Pictures) Hear(msg tea.Msg) (cmd tea.Cmd, changed bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return p.resized(), false
	case tea.BackgroundColorMsg:
		p.stand(msg.Color)
	case tea.ColorProfileMsg:
		p.recolor(picture.ColorsOf(msg.Profile))
	case Drawn:
		p.take(msg)
	case Due:
		return p.painter.paint(), false
	default:
		return nil, p.heard(msg)
	}
	return nil, false
}

// heard takes what the terminal says of itself, and tells whether pictures are
// now shown in another way.
func (p *Pictures) heard(msg tea.Msg) bool {
	was, cell := p.shown, p.painter.cell
	p.answers = p.answers.With(msg)
	if size, ok := msg.(uv.CellSizeEvent); ok {
		if size.Width <= 0 || size.Height <= 0 {
			return false
		}
		p.painter.cell = image.Pt(size.Width, size.Height)
	} else if !picture.Settles(msg) {
		return false
	}
	p.choose(p.painter.cell)
	if p.shown == was && p.painter.cell == cell {
		return false
	}
	p.forget()
	return true
}

// recolor says with which colours pictures can be drawn, and forgets those that
// were drawn with others. Without colours, or in ASCII, there are none.
func (p *Pictures) recolor(colors picture.Colors) {
	if p.plain {
		colors = picture.None
	}
	if colors == p.colors {
		return
	}
	p.colors = colors
	p.choose(p.painter.cell)
	p.forget()
}
