package paint

// motif is a kind of landscape.
type motif struct {
	name        string
	top, bottom ink // of the sky
	light       ink // of the sun or moon
	far, near   ink // of the ridges, from the farthest to the nearest
	main        ink // what one remembers
	count       int // of the ridges
	rough       float64
	above       []func(*scene) // before the sun and the hills
	below       []func(*scene) // after them
}

// motifOf is the motif of the painting with that number.
func motifOf(n int) *motif {
	return &motifs[((n-1)%len(motifs)+len(motifs))%len(motifs)]
}

// parts are what a motif has before or after the hills.
type parts = []func(*scene)

// motifs stand in such an order that neighbours differ in colour at a glance.
// Roughness 0 is dunes, 1 is rocks.
var motifs = []motif{
	{
		name: "garden", top: inkOf(0x9fdcff), bottom: inkOf(0xf4ffe0), light: inkOf(0xfff4b0),
		far: inkOf(0x9fd48a), near: inkOf(0x1f7a3d), main: inkOf(0x3f9e55), count: 5, rough: 0.35,
		below: parts{flowers(0xff5d8f, 0xffffff, 0xffb3d1, 0xe63946, 0xc77dff)},
	},
	{
		name: "dune", top: inkOf(0xf7b267), bottom: inkOf(0xffe3b3), light: inkOf(0xfff7e0),
		far: inkOf(0xe8975a), near: inkOf(0x8c3b1f), main: inkOf(0xd17a42), count: 4, rough: 0.12,
		below: parts{birds},
	},
	{
		name: "aqua", top: inkOf(0x3fb8e0), bottom: inkOf(0xd8f8ff), light: inkOf(0xffffff),
		far: inkOf(0x3fa9c9), near: inkOf(0x0b4f6c), main: inkOf(0x1f8fb3), count: 3, rough: 0.25,
		below: parts{water, boats},
	},
	{
		name: "ember", top: inkOf(0x3b0d2e), bottom: inkOf(0xff5e3a), light: inkOf(0xffd08a),
		far: inkOf(0x9c1f3b), near: inkOf(0x24061c), main: inkOf(0xb3262f), count: 5, rough: 0.6,
		below: parts{sparks},
	},
	{
		name: "frost", top: inkOf(0x7fb0e0), bottom: inkOf(0xf1f8ff), light: inkOf(0xffffff),
		far: inkOf(0xc9dcef), near: inkOf(0x5f83ad), main: inkOf(0xa9c6e6), count: 5, rough: 0.9,
		below: parts{firs, snow},
	},
	{
		name: "nebula", top: inkOf(0x120a3a), bottom: inkOf(0x6d2e9e), light: inkOf(0xf6c8ff),
		far: inkOf(0x43207a), near: inkOf(0x0b0524), main: inkOf(0x7a3cc2), count: 4, rough: 0.7,
		above: parts{clouds, stars},
	},
	{
		name: "wood", top: inkOf(0xc9dca8), bottom: inkOf(0xfdf6d8), light: inkOf(0xfffbe0),
		far: inkOf(0x8fa468), near: inkOf(0x24331a), main: inkOf(0x5d7340), count: 6, rough: 0.6,
		below: parts{firs},
	},
	{
		name: "harbor", top: inkOf(0xff9f7a), bottom: inkOf(0xffe0c8), light: inkOf(0xfff0c2),
		far: inkOf(0xc77b8a), near: inkOf(0x4b3b6b), main: inkOf(0xb0708f), count: 4, rough: 0.45,
		below: parts{water, lamps, boats},
	},
	{
		name: "storm", top: inkOf(0x2c333d), bottom: inkOf(0x8d9aa8), light: inkOf(0xb9c4d2),
		far: inkOf(0x5b6875), near: inkOf(0x1b2229), main: inkOf(0x5a6672), count: 5, rough: 0.8,
		above: parts{lightning}, below: parts{water, rain},
	},
	{
		name: "meadow", top: inkOf(0x7cc8f2), bottom: inkOf(0xfffbd6), light: inkOf(0xfff2a0),
		far: inkOf(0xe3e36a), near: inkOf(0x8aa81e), main: inkOf(0xc7cc3f), count: 4, rough: 0.2,
		below: parts{flowers(0xf03a2e, 0xff6b35, 0xf03a2e, 0xfff3b0)},
	},
	{
		name: "coral", top: inkOf(0xff8a96), bottom: inkOf(0xfff0e5), light: inkOf(0xffffff),
		far: inkOf(0xff6f91), near: inkOf(0x8f2d56), main: inkOf(0xf0698a), count: 4, rough: 0.3,
		below: parts{water, birds},
	},
	{
		name: "midnight", top: inkOf(0x050b24), bottom: inkOf(0x1d3a70), light: inkOf(0xf2f2da),
		far: inkOf(0x16305c), near: inkOf(0x02040d), main: inkOf(0x1f6f7a), count: 5, rough: 0.55,
		above: parts{stars, aurora}, below: parts{water},
	},
}
