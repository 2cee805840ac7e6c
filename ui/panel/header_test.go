package panel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// TestASpeedIsWrittenInOneWay: of what is live, of the past and of a recording, and in ASCII.
func TestASpeedIsWrittenInOneWay(t *testing.T) {
	for _, v := range []panel.View{
		{Playing: &panel.Playing{Length: time.Minute, Speed: 0.25}},
		{Ago: &panel.Ago{Runs: true, Speed: 0.25}},
	} {
		v.State, v.Width, v.Height = state.NewState(), 120, 1
		if line := ansi.Strip(panel.Header(v)); !strings.HasSuffix(strings.TrimSpace(line), "  1/4×") {
			t.Errorf("the header is %q", line)
		}
		v.Styles = &draw.Styles{ASCII: true}
		if line := ansi.Strip(panel.Header(v)); !strings.HasSuffix(strings.TrimSpace(line), "  1/4x") {
			t.Errorf("in ASCII the header is %q", line)
		}
	}
}

// TestARecordingIsCalledSoBeforeAnythingIsToldInIt: it does not start.
func TestARecordingIsCalledSoBeforeAnythingIsToldInIt(t *testing.T) {
	v := panel.View{State: state.NewState(), Width: 80, Height: 1}
	if line := ansi.Strip(panel.Header(v)); !strings.Contains(line, "inflight  starting") {
		t.Errorf("of a run the header is %q", line)
	}
	v.Playing = &panel.Playing{Length: time.Minute, Stands: true}
	if line := ansi.Strip(panel.Header(v)); !strings.Contains(line, "inflight  REPLAY") {
		t.Errorf("of a recording the header is %q", line)
	}
}

// TestTheHeaderSaysThatConsumingIsStoppedBesideHowTheWorldGoes: of a frozen world, and of one
// whose clock runs at another speed.
func TestTheHeaderSaysThatConsumingIsStoppedBesideHowTheWorldGoes(t *testing.T) {
	pause, resume := on(1, event.Event{Body: &event.ConsumingPaused{}}), on(2, event.Event{Body: &event.ConsumingResumed{}})
	frozen := all(on(3, event.Event{Body: &event.WorldFreezing{}}), on(3, event.Event{Body: &event.WorldFrozen{}}))
	fast := on(3, event.Event{Body: &event.ClockChanged{Speed: 4}})
	for _, c := range []struct {
		says   string
		events []event.Event
	}{
		{"‖ paused", all(pause)},
		{"● live", all(pause, resume)},
		{"‖ paused 4×", all(pause, fast)},
		{"● live 4×", all(pause, resume, fast)},
		{"‖ frozen, paused", append(all(pause), frozen...)},
		{"‖ frozen", append(all(pause, resume), frozen...)},
	} {
		v := panel.View{State: running(c.events...), Now: until(4), Width: 120, Height: 1}
		if line := ansi.Strip(panel.Header(v)); !strings.HasSuffix(strings.TrimSpace(line), "  "+c.says) {
			t.Errorf("want %q at the end of the header, which is %q", c.says, line)
		}
	}
}
