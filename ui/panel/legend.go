package panel

import (
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// Sign is a character that the screen draws with, and what it stands for.
type Sign struct {
	Glyph string // or several that belong together
	Tone  draw.Tone
	Means string
}

// Signs are those that belong together.
type Signs struct {
	Title string
	Signs []Sign
}

// Legend says what the characters of the panels stand for. It is made from the
// tables that the panels draw from, and so cannot say anything else.
func Legend(styles *draw.Styles) []Signs {
	g := glyphsOf(styles)
	return []Signs{
		{"a message", []Sign{
			{g.waiting, draw.Text, "visible: waits in the queue"},
			{g.delayed, draw.Text, "delayed, or backing off"},
			{g.flight[0] + g.flight[1] + g.flight[2] + g.flight[3], draw.Text, "in flight, its timeout running out"},
			{g.dead, draw.Bad, "dead letter, or a failure"},
			{g.finished, draw.Good, "done: deleted"},
		}},
		{"its race", []Sign{
			{g.done + g.todo, draw.Text, "work done, to do"},
			{g.full + g.track, draw.Good, "visibility timeout left, gone"},
			{g.tick, draw.Accent, "heartbeat: extended it"},
			{g.expired, draw.Bad, "the timeout ran out"},
			{g.nowOnAxis, draw.Text, "now"},
			{g.up[len(g.up)-1], draw.Text, "a level in a chart"},
			{g.patch, draw.Dim, "no picture yet"},
			{g.mark + g.unmarked, draw.Text, "chosen to redrive, or not"},
		}},
		{"a worker's lane", lanesOf(g)},
	}
}

// lanesOf are the characters of the lanes.
func lanesOf(g *glyphs) []Sign {
	var all []Sign
	for _, a := range laneActivities() {
		means := activityWord(a)
		switch a {
		case state.Holding:
			means = "holds one, between stages"
		case state.Lost:
			means = "late: works past its timeout"
		case state.Died:
			means = "dead, of a fault"
		case state.Polling:
			means = "polling for a message"
		case state.NoMessage:
			means = "waits for a message in its channel"
		case state.NoPlace:
			means = "blocked: the next channel is full"
		case state.NoPermit:
			means = "waits for a permit: as many are in work as may be"
		case state.AtGate:
			means = "frozen: AWS's clock goes on"
		case state.Idle:
		}
		all = append(all, Sign{g.lane[a], activityTone(a), means})
	}
	return append(all, Sign{g.fault, draw.Warn, "a fault hit here, on purpose"})
}

// laneActivities are what a lane can show, in the order of the legend.
func laneActivities() []state.Activity {
	return []state.Activity{
		state.Activity(event.Download), state.Activity(event.Thumbnail), state.Activity(event.Upload),
		state.Activity(event.Notify), state.Polling, state.NoCore, state.Holding, state.Lost, state.Died,
		state.NoMessage, state.NoPlace, state.NoPermit, state.AtGate,
	}
}
