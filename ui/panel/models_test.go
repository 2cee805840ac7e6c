package panel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// The lanes say what a goroutine waits for, and only where one does.
func TestALaneSaysWhatItsGoroutineWaitsFor(t *testing.T) {
	for model, want := range map[string]string{"dispatch": "blocked", "spawn": "no permit", "staged": "no message"} {
		for of, others := range map[string]bool{"dispatch": false, "spawn": false, "staged": false, "pool": false} {
			all := sample.Model(of)
			v := panel.View{State: sample.State(all), Now: all[len(all)-1].Time.Add(5 * time.Second), Styles: &draw.Styles{}, Width: 200, Height: 14}
			text := ansi.Strip(strings.Join(panel.Workers().Draw(v), "\n"))
			if of == model {
				others = true
			}
			if strings.Contains(text, want) != others {
				t.Errorf("%q in the lanes of %s: %v\n%s", want, of, !others, text)
			}
		}
	}
}
