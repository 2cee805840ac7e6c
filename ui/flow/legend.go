package flow

import (
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// Legend says what the characters of the picture stand for that are nowhere
// else, from the table that it is drawn with.
func Legend(styles *draw.Styles) panel.Signs {
	g := glyphsOf(styles)
	last := len(g.crowd) - 1
	return panel.Signs{Title: "on the arrows", Signs: []panel.Sign{
		{Glyph: g.moving + " " + g.moving + g.tries[2], Tone: draw.Text, Means: "its first, second receive"},
		{Glyph: g.crowd[0] + g.crowd[2] + g.crowd[last], Tone: draw.Text, Means: "2, 4, many in one place"},
		{Glyph: g.flight[2] + g.left, Tone: draw.Warn, Means: "back: failed, or expired"},
		{Glyph: g.times + "5", Tone: draw.Dim, Means: "a token stands for 5"},
		{Glyph: g.walls[0] + " " + g.walls[1], Tone: draw.Waiting, Means: "a channel, as full as it is"},
		{Glyph: "(" + g.permits[0] + g.permits[1] + ")", Tone: draw.Flight, Means: "permits: taken, free"},
		{Glyph: g.free, Tone: draw.Polling, Means: "polling for a message"},
		{Glyph: g.mail, Tone: draw.Notify, Means: "announced by SNS"},
		{Glyph: g.about, Tone: draw.Dim, Means: "about"},
		{Glyph: g.part, Tone: draw.Dim, Means: "a part of the line above"},
		{Glyph: g.inferred, Tone: draw.Border, Means: "inferred, AWS shows nothing"},
		{Glyph: "1 not", Tone: draw.Dim, Means: "an event that no rule matched"},
		{Glyph: g.here, Tone: draw.Warn, Means: "what just happened, and where"},
		{Glyph: g.paused, Tone: draw.Warn, Means: "paused"},
	}}
}
