package ui

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/ui/sample"
)

// BenchmarkFrame draws a whole frame anew, as a run with so many messages in
// flight needs it.
func BenchmarkFrame(b *testing.B) {
	for _, c := range []struct {
		flight int
		at     size
	}{{200, size{120, 36}}, {10_000, size{200, 60}}} {
		run := func() ([]pipeline.Event, time.Time) { return sample.Many(c.flight) }
		b.Run(fmt.Sprintf("%s/%d", c.at, c.flight), func(b *testing.B) {
			m := newScreen(b, run, c.at, nil)
			b.ReportAllocs()
			for b.Loop() {
				m.dirty = true
				m.View()
			}
		})
	}
}
