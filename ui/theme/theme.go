package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

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
// colored is false there are none: bold, dim and reverse tell what colours would.
func Styles(name string, darkBackground, colored, ascii bool) *panel.Styles {
	if !colored {
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
		Image: func(hue int) string {
			if hue < 0 || hue >= len(images) {
				return ""
			}
			return images[hue]
		},
		ASCII: ascii,
	}
}

// bold is the sequence that turns bold on.
var bold = sequence(lipgloss.NewStyle().Bold(true))

// plain are styles without colours.
func plain(ascii bool) *panel.Styles {
	return &panel.Styles{
		Strong: bold, Title: bold, Bad: bold, Flash: "\x1b[7m", Selected: "\x1b[7m", BorderFocused: bold, Accent: bold,
		ASCII: ascii,
	}
}

// sequence is what turns a style on: what lipgloss writes before a text.
func sequence(s lipgloss.Style) string {
	before, _, _ := strings.Cut(s.Render("x"), "x")
	return before
}

// fg and bg are the sequences that turn a colour on.
func fg(c uint32) string { return sequence(lipgloss.NewStyle().Foreground(rgb(c))) }

func bg(c uint32) string { return sequence(lipgloss.NewStyle().Background(rgb(c))) }

// rgb is a colour of 0xRRGGBB.
func rgb(c uint32) color.Color {
	return color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xff}
}
