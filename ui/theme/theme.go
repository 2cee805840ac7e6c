package theme

import (
	"fmt"
	"hash/fnv"

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

// tokens are what a theme consists of, as 0xRRGGBB.
type tokens struct {
	text, dim, strong, accent   uint32
	good, warn, bad             uint32
	onBad                       uint32 // text on a background of bad
	track, border, selected     uint32
	download, shrink, upload    uint32
	notify, polling             uint32
	in, out, age, waiting, held uint32
	images                      [16]uint32
}

// Okabe and Ito's colours, and relatives of them, lead each list: they stay
// apart with a colour vision deficiency.
var dark = tokens{
	text: 0xd8dee9, dim: 0x7b8794, strong: 0xffffff, accent: 0x56b4e9,
	good: 0x3fc79a, warn: 0xe9c46a, bad: 0xf2777a, onBad: 0x101418,
	track: 0x3b4450, border: 0x4c5866, selected: 0x26303b,
	download: 0x56b4e9, shrink: 0xe69f00, upload: 0x3fc79a, notify: 0xcc79a7, polling: 0x566170,
	in: 0x56b4e9, out: 0x3fc79a, age: 0xe9c46a, waiting: 0x56b4e9, held: 0xe69f00,
	images: [16]uint32{
		0xe69f00, 0x56b4e9, 0x3fc79a, 0xf0e442, 0x5b8def, 0xf2753d, 0xdd88bb, 0xa6d854,
		0xb794f4, 0x2dd4bf, 0xfca5a5, 0xfde68a, 0x93c5fd, 0xf472b6, 0xc4b5a0, 0x9ca3af,
	},
}

var light = tokens{
	text: 0x24292f, dim: 0x6b7480, strong: 0x000000, accent: 0x0b6bb3,
	good: 0x00795c, warn: 0x9a6700, bad: 0xc0262d, onBad: 0xffffff,
	track: 0xc9d1d9, border: 0xb0b8c1, selected: 0xe3ecf5,
	download: 0x0b6bb3, shrink: 0xb35c00, upload: 0x00795c, notify: 0xa33b7c, polling: 0x9aa4af,
	in: 0x0b6bb3, out: 0x00795c, age: 0x9a6700, waiting: 0x0b6bb3, held: 0xb35c00,
	images: [16]uint32{
		0xb35c00, 0x0b6bb3, 0x00795c, 0x8a7600, 0x2f4fc4, 0xc2410c, 0xa33b7c, 0x4d7c0f,
		0x6d28d9, 0x0f766e, 0xbe123c, 0xa16207, 0x1d4ed8, 0xbe185d, 0x78590f, 0x4b5563,
	},
}

var contrast = tokens{
	text: 0xffffff, dim: 0xc8c8c8, strong: 0xffffff, accent: 0xffff00,
	good: 0x00ff87, warn: 0xffd700, bad: 0xff5f5f, onBad: 0x000000,
	track: 0x808080, border: 0xffffff, selected: 0x303060,
	download: 0x5fd7ff, shrink: 0xffaf00, upload: 0x00ff87, notify: 0xff87ff, polling: 0xb0b0b0,
	in: 0x5fd7ff, out: 0x00ff87, age: 0xffd700, waiting: 0x5fd7ff, held: 0xffaf00,
	images: [16]uint32{
		0xffaf00, 0x5fd7ff, 0x00ff87, 0xffff00, 0x87afff, 0xff875f, 0xff87ff, 0xafff00,
		0xd7afff, 0x00ffd7, 0xffafaf, 0xffffaf, 0xafd7ff, 0xff5faf, 0xd7d7af, 0xd0d0d0,
	},
}

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

// imageIndex is the place of an image's colour in the list: always the same for
// the same image.
func imageIndex(identity string) int {
	h := fnv.New32a()
	h.Write([]byte(identity)) //nolint:errcheck // a hash does not fail
	return int(h.Sum32() % 16)
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
