package paint

import "image/color"

// motif is a kind of landscape.
type motif struct {
	name        string
	top, bottom color.RGBA // of the sky
	light       color.RGBA // of the sun or moon
	far, near   color.RGBA // of the ridges, from the farthest to the nearest
	ridges      int
	rough       float64 // of the ridges: 0 is dunes, 1 is rocks
	stars       bool
	water       bool // the lowest part mirrors the sky
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// motifs are chosen so that neighbours differ in colour even at a glance.
var motifs = []motif{
	{"garden", rgb(0xbfe8ff), rgb(0xf4ffe0), rgb(0xfff4b0), rgb(0x9fd48a), rgb(0x1f7a3d), 5, 0.35, false, false},
	{"dune", rgb(0xf7b267), rgb(0xffe3b3), rgb(0xfff7e0), rgb(0xe8975a), rgb(0x8c3b1f), 4, 0.12, false, false},
	{"aqua", rgb(0x5ec8e8), rgb(0xe3fbff), rgb(0xffffff), rgb(0x3fa9c9), rgb(0x0b4f6c), 3, 0.25, false, true},
	{"ember", rgb(0x3b0d2e), rgb(0xff5e3a), rgb(0xffd08a), rgb(0x9c1f3b), rgb(0x24061c), 5, 0.6, false, false},
	{"frost", rgb(0x8fb8de), rgb(0xf1f8ff), rgb(0xffffff), rgb(0xc9dcef), rgb(0x5f83ad), 5, 0.9, false, false},
	{"nebula", rgb(0x120a3a), rgb(0x6d2e9e), rgb(0xf6c8ff), rgb(0x43207a), rgb(0x0b0524), 4, 0.7, true, false},
	{"wood", rgb(0xd7e4c0), rgb(0xfdf6d8), rgb(0xfffbe0), rgb(0x7a8f56), rgb(0x2d3a1c), 6, 1, false, false},
	{"harbor", rgb(0xffc3a0), rgb(0xffe6d5), rgb(0xfff0c2), rgb(0xc77b8a), rgb(0x4b3b6b), 4, 0.45, false, true},
	{"storm", rgb(0x39424e), rgb(0x8d9aa8), rgb(0xdfe7ee), rgb(0x5b6875), rgb(0x1b2229), 5, 0.8, false, true},
	{"meadow", rgb(0x9ad9f5), rgb(0xfffbd6), rgb(0xfff2a0), rgb(0xd8de63), rgb(0x6d9a1e), 4, 0.2, false, false},
	{"coral", rgb(0xff9a9e), rgb(0xfff0e5), rgb(0xffffff), rgb(0xff6f91), rgb(0x8f2d56), 4, 0.3, false, true},
	{"midnight", rgb(0x050b24), rgb(0x1d3a70), rgb(0xf2f2da), rgb(0x16305c), rgb(0x02040d), 5, 0.55, true, true},
}
