package theme

import (
	"inflight/pipeline/state"
)

// tokens are what a theme consists of, as 0xRRGGBB.
type tokens struct {
	text, dim, strong, accent   uint32
	good, warn, bad             uint32
	onBad                       uint32 // text on a background of bad
	track, border, selected     uint32
	download, shrink, upload    uint32
	notify, polling             uint32
	in, out, age, waiting, held uint32
	images                      [state.Hues]uint32
}

// The colours of the images were searched for: of all that can be read on the
// background, twelve that are as far from one another as can be, for normal sight
// and for the three kinds of colour vision deficiency alike, in an order in which
// neighbours are farther apart still; none has the hue of red, of amber or of a
// stage. The tests measure it.
var dark = tokens{
	text: 0xd8dee9, dim: 0x7b8794, strong: 0xffffff, accent: 0x56b4e9,
	good: 0x3fc79a, warn: 0xe9c46a, bad: 0xf2777a, onBad: 0x101418,
	track: 0x3b4450, border: 0x4c5866, selected: 0x26303b,
	download: 0x56b4e9, shrink: 0xe69f00, upload: 0x3fc79a, notify: 0xcc79a7, polling: 0x566170,
	in: 0x56b4e9, out: 0x3fc79a, age: 0xe9c46a, waiting: 0x56b4e9, held: 0xe69f00,
	images: [state.Hues]uint32{
		0x00c800, 0xd200fa, 0xfafaaa, 0x32fafa, 0x6e8c00, 0xe6328c,
		0xc878fa, 0xb4f000, 0xfabeaa, 0xa0befa, 0x1e96be, 0x96aa82,
	},
}

var light = tokens{
	text: 0x24292f, dim: 0x6b7480, strong: 0x000000, accent: 0x0b6bb3,
	good: 0x00795c, warn: 0x9a6700, bad: 0xc0262d, onBad: 0xffffff,
	track: 0xc9d1d9, border: 0xb0b8c1, selected: 0xe3ecf5,
	download: 0x0b6bb3, shrink: 0xb35c00, upload: 0x00795c, notify: 0xa33b7c, polling: 0x9aa4af,
	in: 0x0b6bb3, out: 0x00795c, age: 0x9a6700, waiting: 0x0b6bb3, held: 0xb35c00,
	images: [state.Hues]uint32{
		0x1e6efa, 0x323c00, 0xd23c78, 0x783250, 0x8c64b4, 0x0014fa,
		0x3200a0, 0x508200, 0x5a006e, 0x9600be, 0x645a1e, 0x46468c,
	},
}

var contrast = tokens{
	text: 0xffffff, dim: 0xc8c8c8, strong: 0xffffff, accent: 0xffff00,
	good: 0x00ff87, warn: 0xffd700, bad: 0xff5f5f, onBad: 0x000000,
	track: 0x808080, border: 0xffffff, selected: 0x303060,
	download: 0x5fd7ff, shrink: 0xffaf00, upload: 0x00ff87, notify: 0xff87ff, polling: 0xb0b0b0,
	in: 0x5fd7ff, out: 0x00ff87, age: 0xffd700, waiting: 0x5fd7ff, held: 0xffaf00,
	images: [state.Hues]uint32{
		0xbeb4fa, 0xfafa6e, 0xbe8c5a, 0x78fafa, 0x64a0c8, 0x46d2be,
		0x96e600, 0xa0b400, 0xa082fa, 0xe66ea0, 0xd2dca0, 0xfaa078,
	},
}
