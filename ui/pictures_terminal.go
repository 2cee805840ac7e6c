package ui

import (
	"os"

	tea "charm.land/bubbletea/v2"

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
}

func newTerminal(o *Options) terminal {
	t := terminal{mode: o.Pictures, plain: o.NoColor || o.ASCII, getenv: o.Getenv}
	if t.getenv == nil {
		t.getenv = os.Getenv
	}
	if t.plain {
		t.colors = picture.None
	}
	t.choose()
	return t
}

// choose says how pictures are shown by what is known.
func (t *terminal) choose() {
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
	case t.shown == picture.Sixel:
		t.shown = picture.Blocks
	}
}

// ask returns a command that asks the terminal what it can show, nil where
// that is settled, or where the question itself would be seen.
func (t *terminal) ask() tea.Cmd {
	if t.mode != picture.Auto || t.plain || t.getenv("TERM") == "linux" || t.getenv("TERM_PROGRAM") == "Apple_Terminal" {
		return nil
	}
	return tea.Raw(picture.Query(picture.InTmux(t.getenv)))
}

// heard takes what the terminal says of itself, and tells whether pictures are
// now shown in another way.
func (p *pictures) heard(msg tea.Msg) bool {
	was := p.shown
	p.answers = p.answers.With(msg)
	if !picture.Last(msg) {
		return false
	}
	p.choose()
	if p.shown == was {
		return false
	}
	p.forget()
	return true
}

// recolor says with which colours pictures can be drawn, and forgets those that
// were drawn with others. Without colours, or in ASCII, there are none.
func (p *pictures) recolor(colors picture.Colors) {
	if p.plain {
		colors = picture.None
	}
	if colors == p.colors {
		return
	}
	p.colors = colors
	p.choose()
	p.forget()
}
