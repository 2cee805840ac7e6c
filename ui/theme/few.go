package theme

import (
	"fmt"

	"github.com/charmbracelet/colorprofile"

	"inflight/ui/panel"
)

// For are the styles of a theme on a terminal with so many colours. What a
// terminal lacks is not left to the nearest colour: among 16 that of an orange
// is red, and of a dark grey it is cyan.
func For(name string, darkBackground bool, profile colorprofile.Profile, ascii bool) *panel.Styles {
	switch profile {
	case colorprofile.ANSI:
		return few(name, darkBackground, ascii)
	case colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII:
		return plain(ascii)
	case colorprofile.ANSI256:
		s := Styles(name, darkBackground, true, ascii)
		s.Selected = grey(name, darkBackground)
		return s
	case colorprofile.TrueColor:
	}
	return Styles(name, darkBackground, true, ascii)
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
func few(name string, darkBackground, ascii bool) *panel.Styles {
	shade, selected := bright, blue+10
	if isLight(name, darkBackground) {
		shade, selected = 0, white+10
	}
	dim := ansi(black + bright)
	if name == Contrast {
		dim = ansi(white)
	}
	tone := func(colour int) string { return ansi(colour + shade) }
	return &panel.Styles{
		Dim: dim, Strong: bold, Accent: tone(cyan), Good: tone(green), Warn: tone(yellow), Bad: bold + tone(red),
		Flash: ansi(red+10) + ansi(white+bright), Track: dim, Border: dim, BorderFocused: tone(cyan), Title: bold, Selected: ansi(selected),
		Download: tone(blue), Thumbnail: tone(yellow), Upload: tone(green), Notify: tone(magenta), Polling: dim,
		In: tone(cyan), Out: tone(green), Age: tone(yellow), Waiting: tone(cyan), Flight: tone(yellow),
		ASCII: ascii,
	}
}

// ansi is the sequence of one of the 16 colours.
func ansi(n int) string { return fmt.Sprintf("\x1b[%dm", n) }
