package flow

import (
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// glyphs are the characters of the picture. Each is one cell wide.
type glyphs struct {
	waiting, delayed, dead, moving string
	part                           string    // before what is a part of the line above
	crowd                          []string  // several tokens in one cell, from two on
	flight                         [4]string // three quarters and more of the time left, half, a quarter, less
	across, upright                string
	right, left, down, up          string
	paused, inferred               string
	corners                        [4]string // upper left, upper right, lower left, lower right
	joints                         [3]string // where an arrow begins: to the right, left, down
	columns                        []string  // from an eighth to a whole
	done, todo                     string
	tries                          []string
	times, about, mail, free, more string
	lane                           map[state.Activity]string
}

var unicodeSet = &glyphs{ // never changed
	waiting: "■", delayed: "◌", dead: "✖", moving: "●", crowd: strings.Split("⠃⠇⡇⣇⣧⣷⣿", ""), flight: [4]string{"●", "◕", "◑", "◔"},
	across: "─", upright: "│", right: "▶", left: "◀", down: "▼", up: "▲", paused: "‖", inferred: "┄", part: "└ ",
	corners: [4]string{"╭", "╮", "╰", "╯"}, joints: [3]string{"├", "┤", "┬"}, columns: strings.Split("▁▂▃▄▅▆▇█", ""), done: "▰", todo: "▱",
	tries: []string{"", "", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}, times: "×", about: "≈", mail: "✉", free: "·", more: "…",
	lane: map[state.Activity]string{
		state.Activity(event.Download): "░", state.Activity(event.Thumbnail): "▓",
		state.Activity(event.Upload): "▒", state.Activity(event.Notify): "▖",
		state.NoCore: "┈", state.Holding: "╌", state.Lost: "▚",
	},
}

var asciiSet = &glyphs{ // never changed
	waiting: "#", delayed: "o", dead: "X", moving: "@", crowd: strings.Split("23456789%", ""), flight: [4]string{"@", "O", "c", "."},
	across: "-", upright: "|", right: ">", left: "<", down: "v", up: "^", paused: "=", inferred: ".", part: "`-",
	corners: [4]string{"+", "+", "+", "+"}, joints: [3]string{"+", "+", "+"}, columns: strings.Split("_.:-=+*#", ""), done: "#", todo: "-",
	tries: []string{"", "", "2", "3", "4", "5", "6", "7", "8", "9"}, times: "x", about: "~", mail: "sns", free: ".", more: "+",
	lane: map[state.Activity]string{
		state.Activity(event.Download): "d", state.Activity(event.Thumbnail): "T",
		state.Activity(event.Upload): "u", state.Activity(event.Notify): "n",
		state.NoCore: "~", state.Holding: "-", state.Lost: "!",
	},
}

// glyphsOf are the characters that the styles call for.
func glyphsOf(s *panel.Styles) *glyphs {
	if s.ASCII {
		return asciiSet
	}
	return unicodeSet
}

// try is the number of a try as a small figure, from the second on.
func (g *glyphs) try(n int) string { return g.tries[min(max(n, 0), len(g.tries)-1)] }

// several is what stands for n tokens in one cell: a dot each, as long as there
// is room for them.
func (g *glyphs) several(n int) string { return g.crowd[min(n-2, len(g.crowd)-1)] }
