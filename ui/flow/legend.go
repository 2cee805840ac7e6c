package flow

import "inflight/ui/panel"

// Legend says what the characters of the picture stand for that are nowhere
// else, from the table that it is drawn with.
func Legend(styles *panel.Styles) panel.Signs {
	if styles == nil {
		styles = &noStyles
	}
	g := glyphsOf(styles)
	last := len(g.crowd) - 1
	return panel.Signs{Title: "on the arrows", Signs: []panel.Sign{
		{Glyph: g.moving + " " + g.moving + g.tries[2], Style: styles.Text, Means: "its first, second receive"},
		{Glyph: g.crowd[0] + g.crowd[2] + g.crowd[last], Style: styles.Text, Means: "2, 4, many in one place"},
		{Glyph: g.flight[2] + g.left, Style: styles.Warn, Means: "back: failed, or expired"},
		{Glyph: g.times + "5", Style: styles.Dim, Means: "a token stands for 5"},
		{Glyph: g.free, Style: styles.Polling, Means: "polling for a message"},
		{Glyph: g.mail, Style: styles.Notify, Means: "announced by SNS"},
		{Glyph: g.about, Style: styles.Dim, Means: "about"},
		{Glyph: g.part, Style: styles.Dim, Means: "a part of the line above"},
		{Glyph: g.inferred, Style: styles.Border, Means: "inferred, AWS shows nothing"},
		{Glyph: "1 not", Style: styles.Dim, Means: "an event that no rule matched"},
		{Glyph: g.paused, Style: styles.Warn, Means: "paused"},
	}}
}
