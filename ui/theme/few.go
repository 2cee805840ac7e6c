package theme

import (
	"fmt"

	"github.com/charmbracelet/colorprofile"

	"inflight/ui/draw"
)

// For are the styles of a theme on a terminal with so many colours. What a
// terminal lacks is not left to the nearest colour: among 16 that of an orange
// is red, and of a dark grey it is cyan.
func For(name string, darkBackground bool, profile colorprofile.Profile, ascii bool) *draw.Styles {
	switch profile {
	case colorprofile.ANSI:
		return few(name, darkBackground, ascii)
	case colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII:
		return plain(ascii)
	case colorprofile.ANSI256:
		s := styles(name, darkBackground, true, ascii)
		s.Tones[draw.Selected] = grey(name, darkBackground)
		return s
	case colorprofile.TrueColor:
	}
	return styles(name, darkBackground, true, ascii)
}

// isLight tells whether a theme is for a light background.
func isLight(name string, darkBackground bool) bool {
	return name == Light || (name == Auto || name == "") && !darkBackground
}

// grey is the background of the cursor's row among 256 colours: one of the
// greys, where the nearest colour would be teal.
func grey(name string, darkBackground bool) string {
	const onDark, onLight = 237, 254
	if isLight(name, darkBackground) {
		return fmt.Sprintf("\x1b[48;5;%dm", onLight)
	}
	return fmt.Sprintf("\x1b[48;5;%dm", onDark)
}

// The 16 colours, as sequences name them.
const (
	red = 31 + iota
	green
	yellow
	blue
	magenta
	cyan
	white
	bright = 60 // is added for the bright ones
	black  = 30
)

// few are styles of the 16 colours, which people choose for their terminals
// themselves. Each of them has a meaning, so images have none of their own: their
// names tell them apart.
func few(name string, darkBackground, ascii bool) *draw.Styles {
	shade, selected := bright, blue+10
	if isLight(name, darkBackground) {
		shade, selected = 0, white+10
	}
	dim := ansi(black + bright)
	if name == Contrast {
		dim = ansi(white)
	}
	tone := func(colour int) string { return ansi(colour + shade) }
	return &draw.Styles{
		Tones: draw.Tones{
			draw.Dim: dim, draw.Strong: bold, draw.Accent: tone(cyan), draw.Good: tone(green), draw.Warn: tone(yellow), draw.Bad: bold + tone(red),
			draw.Flash: ansi(red+10) + ansi(white+bright), draw.Track: dim, draw.Border: dim, draw.BorderFocused: tone(cyan), draw.Title: bold, draw.Selected: ansi(selected),
			draw.Download: tone(blue), draw.Thumbnail: tone(yellow), draw.Upload: tone(green), draw.Notify: tone(magenta), draw.Polling: dim,
			draw.In: tone(cyan), draw.Out: tone(green), draw.Age: tone(yellow), draw.Waiting: tone(cyan), draw.Flight: tone(yellow),
		},
		ASCII: ascii,
	}
}

// ansi is the sequence of one of the 16 colours.
func ansi(n int) string { return fmt.Sprintf("\x1b[%dm", n) }
