package panel_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestTheDeadLettersTellWhatTheirQueueSaysAndHowFarARedriveIs(t *testing.T) {
	v := view(sample.Letters())
	d := drawn{"deadletters", panel.DeadLetters().Draw, panel.DeadLetters().Title}
	rows := panel.DeadLetterRows(v.State, "")
	v.Cursor, v.Marked = 1, map[string]bool{rows[0].ID: true, rows[2].ID: true}
	for _, size := range sizes {
		t.Run(size.name, func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(framed(d, v, size.w, size.h)))
		})
	}
}

func TestALetterBoxFromBeforeSaysThatItHoldsMoreThanIsKnown(t *testing.T) {
	events, now := sample.Empty()
	events = append(events, event.Event{Seq: 2, Time: now, Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: 8}})
	v := view(events, now)
	d := drawn{"deadletters", panel.DeadLetters().Draw, panel.DeadLetters().Title}
	golden.RequireEqual(t, ansi.Strip(framed(d, v, 80, 8)))
}
