package theme

// imageColours is how many colours images have.
const imageColours = 16

// tokens are what a theme consists of, as 0xRRGGBB.
type tokens struct {
	text, dim, strong, accent   uint32
	good, warn, bad             uint32
	onBad                       uint32 // text on a background of bad
	track, border, selected     uint32
	download, shrink, upload    uint32
	notify, polling             uint32
	in, out, age, waiting, held uint32
	images                      [imageColours]uint32
}

// The colours of the images were searched for: of all that can be read on the
// background, sixteen that are as far from one another as can be, for normal
// sight and for the three kinds of colour vision deficiency alike, in an order
// in which neighbours are farther apart still. The tests measure it.
var dark = tokens{
	text: 0xd8dee9, dim: 0x7b8794, strong: 0xffffff, accent: 0x56b4e9,
	good: 0x3fc79a, warn: 0xe9c46a, bad: 0xf2777a, onBad: 0x101418,
	track: 0x3b4450, border: 0x4c5866, selected: 0x26303b,
	download: 0x56b4e9, shrink: 0xe69f00, upload: 0x3fc79a, notify: 0xcc79a7, polling: 0x566170,
	in: 0x56b4e9, out: 0x3fc79a, age: 0xe9c46a, waiting: 0x56b4e9, held: 0xe69f00,
	images: [imageColours]uint32{
		0xb4dc5a, 0xfa78c8, 0x28b4fa, 0xf0bebe, 0x8c8200, 0xc8fabe, 0xe65a64, 0x8cd2fa,
		0x8c78dc, 0xbe8c96, 0xfaf032, 0x78b40a, 0x50fafa, 0xbe5aaa, 0xb4b48c, 0x009664,
	},
}

var light = tokens{
	text: 0x24292f, dim: 0x6b7480, strong: 0x000000, accent: 0x0b6bb3,
	good: 0x00795c, warn: 0x9a6700, bad: 0xc0262d, onBad: 0xffffff,
	track: 0xc9d1d9, border: 0xb0b8c1, selected: 0xe3ecf5,
	download: 0x0b6bb3, shrink: 0xb35c00, upload: 0x00795c, notify: 0xa33b7c, polling: 0x9aa4af,
	in: 0x0b6bb3, out: 0x00795c, age: 0x9a6700, waiting: 0x0b6bb3, held: 0xb35c00,
	images: [imageColours]uint32{
		0xe61e0a, 0x8c32c8, 0x1e3264, 0x46788c, 0xaa2846, 0x463200, 0x644696, 0x966e46,
		0x0a1eb4, 0xc83c82, 0x146efa, 0x823c00, 0x8264c8, 0x50148c, 0x0a645a, 0x64143c,
	},
}

var contrast = tokens{
	text: 0xffffff, dim: 0xc8c8c8, strong: 0xffffff, accent: 0xffff00,
	good: 0x00ff87, warn: 0xffd700, bad: 0xff5f5f, onBad: 0x000000,
	track: 0x808080, border: 0xffffff, selected: 0x303060,
	download: 0x5fd7ff, shrink: 0xffaf00, upload: 0x00ff87, notify: 0xff87ff, polling: 0xb0b0b0,
	in: 0x5fd7ff, out: 0x00ff87, age: 0xffd700, waiting: 0x5fd7ff, held: 0xffaf00,
	images: [imageColours]uint32{
		0xfa9600, 0xdcd2fa, 0xbe8c3c, 0x5abed2, 0xc8fadc, 0xfa6496, 0xf0d200, 0x8cbe5a,
		0xdc64fa, 0x64e6c8, 0x0aaa8c, 0xf0fa0a, 0xbebe96, 0xa08cc8, 0xfa96fa, 0x8cfa8c,
	},
}
