package panel_test

import (
	"fmt"

	"inflight/ui/panel"
)

// styles are colours to test with: "dark", "light", "none", "ascii".
func styles(name string) *panel.Styles {
	switch name {
	case "dark":
		return coloured(90, 97, 236)
	case "light":
		return coloured(37, 30, 254)
	case "ascii":
		return &panel.Styles{ASCII: true}
	}
	return &panel.Styles{}
}

// coloured are styles of the 16 colours.
func coloured(dim, strong, selected int) *panel.Styles {
	c := func(n int) string { return fmt.Sprintf("\x1b[%dm", n) }
	return &panel.Styles{
		Dim: c(dim), Strong: c(strong), Accent: c(96), Good: c(32), Warn: c(33), Bad: c(31), Flash: "\x1b[41;97m",
		Track: c(dim), Border: c(dim), BorderFocused: c(96), Title: c(1), Selected: fmt.Sprintf("\x1b[48;5;%dm", selected),
		Download: c(34), Thumbnail: c(32), Upload: c(36), Notify: c(35), Polling: c(dim),
		In: c(36), Out: c(32), Age: c(33), Waiting: c(36), Flight: c(33),
		Image: func(hue int) string {
			if hue < 0 {
				return ""
			}
			return c(91 + hue%6)
		},
	}
}
