package panel

import (
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// glyphs are the signs that panels draw with, by what they mean here. Each is one
// cell wide.
type glyphs struct {
	cursor, tick, mark, unmarked, arrow string
	now                                 string // before what happens now
	waiting, delayed, dead              string
	flight                              [4]string // three quarters and more left, half, a quarter, less
	full, half, track                   string    // of a countdown: time left, half a cell of it, time gone
	done, todo                          string    // of the work
	patch                               string    // where there is no picture
	up                                  []string  // a column's top cell, from an eighth to a whole
	lane                                map[state.Activity]string
	failed                              string
	upright, finished                   string
	fault                               string
	expired, nowOnAxis                  string // of a race
}

// glyphsWith are the glyphs in one of the two sets of characters.
func glyphsWith(sign func(string) string) *glyphs {
	columns := strings.Split("▁▂▃▄▅▆▇█", "")
	for i := range columns {
		columns[i] = sign(columns[i])
	}
	return &glyphs{
		cursor: sign("▸"), tick: sign("╵"), mark: sign("◆"), unmarked: sign("◇"), arrow: sign("→"), now: sign("»"),
		waiting: sign("■"), delayed: sign("◌"), dead: sign("✖"), flight: [4]string{sign("●"), sign("◕"), sign("◑"), sign("◔")},
		full: sign("━"), half: sign("╸"), track: sign("╍"), done: sign("▰"), todo: sign("▱"), patch: sign("╱"),
		up: columns,
		lane: map[state.Activity]string{
			state.Polling: sign("·"), state.Activity(event.Download): sign("░"), state.Activity(event.Thumbnail): sign("▓"),
			state.Activity(event.Upload): sign("▒"), state.Activity(event.Notify): sign("▖"),
			state.NoCore: sign("┈"), state.Holding: sign("╌"), state.Lost: sign("▚"), state.Died: sign("†"), state.Idle: " ",
			state.NoMessage: sign("◦"), state.NoPlace: sign("▐"), state.NoPermit: sign("┇"), state.AtGate: sign("═"),
		},
		failed:  sign("✖"),
		fault:   sign("◈"),
		expired: sign("╳"), nowOnAxis: "^",
		upright: sign("│"), finished: sign("✓"),
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
