package flow_test

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
	"inflight/ui/theme"
)

func benchmark(b *testing.B, n, w, h int) {
	events, now := sample.Many(n)
	v := panel.View{State: sample.State(events), Now: now, Styles: theme.For(theme.Dark, true, colorprofile.TrueColor, false), Width: w, Height: h}
	for b.Loop() {
		new(flow.Diagram).Draw(v, flow.None)
	}
}

// On 120 columns a picture should take less than a millisecond, on 200 less
// than two.
func BenchmarkTwoHundredInFlight(b *testing.B)  { benchmark(b, 200, 120, 18) }
func BenchmarkTenThousandInFlight(b *testing.B) { benchmark(b, 10_000, 200, 24) }
