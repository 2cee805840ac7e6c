package panel

import (
	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Sign is a character that the screen draws with, and what it stands for.
type Sign struct {
	Glyph string // or several that belong together
	Style string
	Means string
}

// Signs are those that belong together.
type Signs struct {
	Title string
	Signs []Sign
}

// Legend says what the characters of the panels stand for. It is made from the
// tables that the panels draw from, and so cannot say anything else.
func Legend(styles *Styles) []Signs {
	k, g := inksOf(styles), glyphsOf(styles)
	return []Signs{
		{"a message", []Sign{
			{g.waiting, k.of(toneText), "visible: waits in the queue"},
			{g.delayed, k.of(toneText), "delayed, or backing off"},
			{g.flight[0] + g.flight[1] + g.flight[2] + g.flight[3], k.of(toneText), "in flight, its timeout running out"},
			{g.dead, k.of(toneBad), "dead letter, or a failure"},
			{g.finished, k.of(toneGood), "done: deleted"},
		}},
		{"its race", []Sign{
			{g.done + g.todo, k.of(toneText), "work done, to do"},
			{g.full + g.track, k.of(toneGood), "visibility timeout left, gone"},
			{g.tick, k.of(toneAccent), "heartbeat: extended it"},
			{g.expired, k.of(toneBad), "the timeout ran out"},
			{g.nowOnAxis, k.of(toneText), "now"},
			{g.up[len(g.up)-1], k.of(toneText), "a level in a chart"},
			{g.patch, k.of(toneDim), "no picture yet"},
			{g.mark + g.unmarked, k.of(toneText), "chosen to redrive, or not"},
		}},
		{"a worker's lane", lanesOf(k, g)},
	}
}

// lanesOf are the characters of the lanes.
func lanesOf(k *inks, g *glyphs) []Sign {
	var all []Sign
	for _, a := range laneActivities() {
		means := activityWord(a)
		switch a {
		case state.Holding:
			means = "holds one, between stages"
		case state.Lost:
			means = "late: works past its timeout"
		case state.Polling:
			means = "polling for a message"
		case state.Idle:
		}
		all = append(all, Sign{g.lane[a], k.of(activityTone(a)), means})
	}
	return all
}

// laneActivities are what a lane can show, in the order of the legend.
func laneActivities() []state.Activity {
	return []state.Activity{
		state.Activity(event.Download), state.Activity(event.Thumbnail), state.Activity(event.Upload),
		state.Activity(event.Notify), state.Polling, state.NoCore, state.Holding, state.Lost,
	}
}
