package panel_test

import (
	"fmt"

	"inflight/ui/draw"
)

// styles are colours to test with: "dark", "light", "none", "ascii".
func styles(name string) *draw.Styles {
	switch name {
	case "dark":
		return coloured(90, 97, 236)
	case "light":
		return coloured(37, 30, 254)
	case "ascii":
		return &draw.Styles{ASCII: true}
	}
	return &draw.Styles{}
}

// coloured are styles of the 16 colours.
func coloured(dim, strong, selected int) *draw.Styles {
	c := func(n int) string { return fmt.Sprintf("\x1b[%dm", n) }
	return &draw.Styles{
		Tones: draw.Tones{
			draw.Dim: c(dim), draw.Strong: c(strong), draw.Accent: c(96), draw.Good: c(32), draw.Warn: c(33), draw.Bad: c(31), draw.Flash: "\x1b[41;97m",
			draw.Track: c(dim), draw.Border: c(dim), draw.BorderFocused: c(96), draw.Title: c(1), draw.Selected: fmt.Sprintf("\x1b[48;5;%dm", selected),
			draw.Download: c(34), draw.Thumbnail: c(32), draw.Upload: c(36), draw.Notify: c(35), draw.Polling: c(dim),
			draw.In: c(36), draw.Out: c(32), draw.Age: c(33), draw.Waiting: c(36), draw.Flight: c(33),
		},
		Image: func(hue int) string {
			if hue < 0 {
				return ""
			}
			return c(91 + hue%6)
		},
	}
}
