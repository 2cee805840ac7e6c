package flow

import (
	"strings"

	"inflight/ui/draw"
)

// glyphs are the characters of the picture. Each is one cell wide.
type glyphs struct {
	waiting, delayed, dead, moving string
	part                           string    // before what is a part of the line above
	crowd                          []string  // several tokens in one cell, from two on
	flight                         [4]string // three quarters and more of the time left, half, a quarter, less
	across, upright                string
	right, left, down, up          string
	paused, inferred, here         string
	corners                        [4]string // upper left, upper right, lower left, lower right
	joints                         [3]string // where an arrow begins: to the right, left, down
	columns                        []string  // from an eighth to a whole
	done, todo                     string
	tries                          []string
	times, about, mail, free, more string
	walls                          [2]string // of a channel
	taken, place                   string    // in it
	permits                        [2]string // of a semaphore: taken, free
	blocked, noPermit, noMessage   string    // what a goroutine waits for, as in its lane
	died                           string    // a goroutine, as in its lane
}

// glyphsWith are the glyphs in one of the two sets of characters.
func glyphsWith(sign func(string) string) *glyphs {
	each := func(signs string) []string {
		all := strings.Split(signs, "")
		for i := range all {
			all[i] = sign(all[i])
		}
		return all
	}
	taken, place, permits := "█", "░", [2]string{"▣", "▢"}
	if sign("▕") == "[" { // ASCII, where the twins of these two mean something else
		taken, place, permits = "m", ".", [2]string{"p", " "}
	}
	return &glyphs{
		waiting: sign("■"), delayed: sign("◌"), dead: sign("✖"), moving: sign("●"), crowd: each("⠃⠇⡇⣇⣧⣷⣿"),
		flight: [4]string{sign("●"), sign("◕"), sign("◑"), sign("◔")},
		across: sign("─"), upright: sign("│"), right: sign("▶"), left: sign("◀"), down: sign("▼"), up: sign("▲"),
		paused: sign("‖"), inferred: sign("┄"), here: sign("»"), part: sign("└") + " ",
		corners: [4]string{sign("╭"), sign("╮"), sign("╰"), sign("╯")}, joints: [3]string{sign("├"), sign("┤"), sign("┬")},
		columns: each("▁▂▃▄▅▆▇█"), done: sign("▰"), todo: sign("▱"), tries: append([]string{"", ""}, each("²³⁴⁵⁶⁷⁸⁹")...),
		times: sign("×"), about: sign("≈"), mail: sign("✉"), free: sign("·"), more: sign("…"),
		walls: [2]string{sign("▕"), sign("▏")}, taken: taken, place: place, permits: permits,
		blocked: sign("▐"), noPermit: sign("┇"), noMessage: sign("◦"), died: sign("†"),
	}
}

var (
	unicodeSet = glyphsWith((&draw.Styles{}).Sign)            // never changed
	asciiSet   = glyphsWith((&draw.Styles{ASCII: true}).Sign) // never changed
)

// glyphsOf are the characters that the styles call for.
func glyphsOf(s *draw.Styles) *glyphs {
	if s != nil && s.ASCII {
		return asciiSet
	}
	return unicodeSet
}

// try is the number of a try as a small figure, from the second on.
func (g *glyphs) try(n int) string { return g.tries[min(max(n, 0), len(g.tries)-1)] }

// several is what stands for n tokens in one cell: a dot each, as long as there
// is room for them.
func (g *glyphs) several(n int) string { return g.crowd[min(n-2, len(g.crowd)-1)] }
