package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"inflight/ui/draw"
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

// styles are those of a theme. For Auto the background decides. Where
// colored is false there are none: bold, dim and reverse tell what colours would.
func styles(name string, darkBackground, colored, ascii bool) *draw.Styles {
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
func (t *tokens) styles(ascii bool) *draw.Styles {
	images := make([]string, len(t.images))
	for i, c := range t.images {
		images[i] = fg(c)
	}
	return &draw.Styles{
		Tones: draw.Tones{
			draw.Text: fg(t.text), draw.Dim: fg(t.dim), draw.Strong: bold + fg(t.strong), draw.Accent: fg(t.accent),
			draw.Good: fg(t.good), draw.Warn: fg(t.warn), draw.Bad: bold + fg(t.bad), draw.Flash: bg(t.bad) + fg(t.onBad),
			draw.Track: fg(t.track), draw.Border: fg(t.border), draw.BorderFocused: fg(t.accent), draw.Title: bold + fg(t.strong),
			draw.Selected: bg(t.selected),
			draw.Download: fg(t.download), draw.Thumbnail: fg(t.shrink), draw.Upload: fg(t.upload), draw.Notify: fg(t.notify), draw.Polling: fg(t.polling),
			draw.In: fg(t.in), draw.Out: fg(t.out), draw.Age: fg(t.age), draw.Waiting: fg(t.waiting), draw.Flight: fg(t.held),
		},
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
func plain(ascii bool) *draw.Styles {
	return &draw.Styles{
		Tones: draw.Tones{
			draw.Strong: bold, draw.Title: bold, draw.Bad: bold, draw.Flash: "\x1b[7m", draw.Selected: "\x1b[7m", draw.BorderFocused: bold, draw.Accent: bold,
		},
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
