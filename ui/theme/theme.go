package theme

import (
	"fmt"

	"inflight/ui/panel"
)

// Names of the themes. Auto is dark or light, by the terminal's background.
const (
	Auto     = "auto"
	Dark     = "dark"
	Light    = "light"
	Contrast = "contrast"
)

// Names are what --theme takes.
func Names() []string { return []string{Auto, Dark, Light, Contrast} }

// Styles are the styles of a theme. For Auto the background decides. Where
// color is false there are none: bold, dim and reverse tell what colours would.
func Styles(name string, darkBackground, color, ascii bool) *panel.Styles {
	if !color {
		return plain(ascii)
	}
	t := &dark
	switch {
	case name == Contrast:
		t = &contrast
	case name == Light, (name == Auto || name == "") && !darkBackground:
		t = &light
	}
	return t.styles(ascii)
}

// styles makes the styles of the tokens.
func (t *tokens) styles(ascii bool) *panel.Styles {
	images := make([]string, len(t.images))
	for i, c := range t.images {
		images[i] = fg(c)
	}
	return &panel.Styles{
		Text: fg(t.text), Dim: fg(t.dim), Strong: bold + fg(t.strong), Accent: fg(t.accent),
		Good: fg(t.good), Warn: fg(t.warn), Bad: bold + fg(t.bad), Flash: bg(t.bad) + fg(t.onBad),
		Track: fg(t.track), Border: fg(t.border), BorderFocused: fg(t.accent), Title: bold + fg(t.strong),
		Selected: bg(t.selected),
		Download: fg(t.download), Thumbnail: fg(t.shrink), Upload: fg(t.upload), Notify: fg(t.notify), Polling: fg(t.polling),
		In: fg(t.in), Out: fg(t.out), Age: fg(t.age), Waiting: fg(t.waiting), Flight: fg(t.held),
		Image: func(identity string) string { return images[imageIndex(identity)] },
		ASCII: ascii,
	}
}

const bold = "\x1b[1m"

// plain are styles without colours.
func plain(ascii bool) *panel.Styles {
	return &panel.Styles{
		Strong: bold, Title: bold, Bad: bold, Flash: "\x1b[7m", Selected: "\x1b[7m", BorderFocused: bold, Accent: bold,
		ASCII: ascii,
	}
}

// fg and bg are the sequences that turn a colour on.
func fg(c uint32) string { return fmt.Sprintf("\x1b[38;2;%d;%d;%dm", c>>16, c>>8&0xff, c&0xff) }

func bg(c uint32) string { return fmt.Sprintf("\x1b[48;2;%d;%d;%dm", c>>16, c>>8&0xff, c&0xff) }
