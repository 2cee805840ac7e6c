package panel

import (
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// glyphs are the characters that panels draw with. Each is one cell wide.
type glyphs struct {
	cursor, tick, mark, unmarked, arrow, dash string
	now                                       string // before what happens now
	waiting, delayed, dead                    string
	flight                                    [4]string // three quarters and more left, half, a quarter, less
	full, half, track                         string    // of a countdown: time left, half a cell of it, time gone
	done, todo                                string    // of the work
	patch                                     string    // where there is no picture
	up                                        []string  // a column's top cell, from an eighth to a whole
	lane                                      map[state.Activity]string
	failed                                    string
	upright, finished                         string
	expired, nowOnAxis                        string    // of a race
	corners                                   [4]string // upper left, upper right, lower left, lower right
}

func unicodeGlyphs() *glyphs {
	return &glyphs{
		cursor: "▸", tick: "╵", mark: "◆", unmarked: "◇", arrow: "→", dash: "─", now: "»",
		waiting: "■", delayed: "◌", dead: "✖", flight: [4]string{"●", "◕", "◑", "◔"},
		full: "━", half: "╸", track: "╍", done: "▰", todo: "▱", patch: "╱",
		up: strings.Split("▁▂▃▄▅▆▇█", ""),
		lane: map[state.Activity]string{
			state.Polling: "·", state.Activity(event.Download): "░", state.Activity(event.Thumbnail): "▓",
			state.Activity(event.Upload): "▒", state.Activity(event.Notify): "▖",
			state.NoCore: "┈", state.Holding: "╌", state.Lost: "▚", state.Idle: " ",
		},
		failed:  "✖",
		expired: "╳", nowOnAxis: "^",
		upright: "│", finished: "✓", corners: [4]string{"╭", "╮", "╰", "╯"},
	}
}

func asciiGlyphs() *glyphs {
	return &glyphs{
		cursor: ">", tick: "'", mark: "x", unmarked: "-", arrow: ">", dash: "-", now: ">",
		waiting: "#", delayed: "o", dead: "X", flight: [4]string{"@", "O", "c", "."},
		full: "=", track: "_", done: "#", todo: "-", patch: "/",
		up: strings.Split("_.:-=+*#", ""),
		lane: map[state.Activity]string{
			state.Polling: ".", state.Activity(event.Download): "d", state.Activity(event.Thumbnail): "T",
			state.Activity(event.Upload): "u", state.Activity(event.Notify): "n",
			state.NoCore: "~", state.Holding: "-", state.Lost: "!", state.Idle: " ",
		},
		failed:  "X",
		expired: "%", nowOnAxis: "^",
		upright: "|", finished: "+", corners: [4]string{"+", "+", "+", "+"},
	}
}

var (
	unicodeSet = unicodeGlyphs() // never changed
	asciiSet   = asciiGlyphs()   // never changed
)

// glyphsOf are the characters that the styles call for.
func glyphsOf(s *Styles) *glyphs {
	if s != nil && s.ASCII {
		return asciiSet
	}
	return unicodeSet
}

// token is the shape of a message's state: see the design's "A token says its
// state by its shape".
func (g *glyphs) token(m *state.Message, now time.Time) string {
	switch m.Phase(now) {
	case state.Delayed, state.Returned:
		return g.delayed
	case state.InFlight:
		_, part := m.Left(now)
		return g.flight[min(int((1-part)*4), 3)]
	case state.Dead:
		return g.dead
	case state.Done:
		return g.finished
	case state.Waiting, state.Purged, state.Redriven:
	}
	return g.waiting
}

// spelt writes the signs in a sentence of ours with the characters that the
// styles call for.
func (p *page) spelt(text string) string {
	if p.Styles == nil || !p.Styles.ASCII {
		return text
	}
	return strings.NewReplacer("×", "x", "≈", "=").Replace(text)
}
