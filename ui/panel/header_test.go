package panel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

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
