package ui

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/sample"
	"inflight/ui/ticker"
)

// frames are the runs whose frames are measured. The aim is less than 1 ms at
// 200x60 with 10,000 messages in flight.
var frames = []struct {
	flight int
	at     size
}{{200, size{120, 36}}, {10_000, size{200, 60}}}

// measureFrames measures frames that follow one another as they do while
// something moves: each a thirtieth of a second after the one before.
func measureFrames(b *testing.B, use func(b *testing.B, m *model) (frame func())) {
	b.Helper()
	for _, c := range frames {
		b.Run(fmt.Sprintf("%s/%d", c.at, c.flight), func(b *testing.B) {
			run := func() ([]event.Event, time.Time) { return sample.Many(c.flight) }
			m := newScreen(b, run, c.at, nil)
			if n := m.census.InWork; n != c.flight {
				b.Fatalf("%d messages are in flight, want %d", n, c.flight)
			}
			begun, n := m.now, 0
			m.clock = func() time.Time {
				return begun.Add(time.Duration(n%ticker.FramesASecond) * time.Second / ticker.FramesASecond)
			}
			frame := use(b, m)
			b.ReportAllocs()
			processor := pipelinetest.Processor(b, "frame")
			for b.Loop() {
				n++
				m.Update(frameMsg{m.frame})
				frame()
			}
			processor(b.N)
		})
	}
}

// BenchmarkFrame makes whole frames: events are folded, messages are counted,
// all panels are drawn.
func BenchmarkFrame(b *testing.B) {
	measureFrames(b, func(_ *testing.B, m *model) func() {
		return func() { m.View() }
	})
}

// BenchmarkWrite makes whole frames, and writes what changes from one to the
// next as Bubble Tea's renderer does. It reports how much that is.
func BenchmarkWrite(b *testing.B) {
	measureFrames(b, func(b *testing.B, m *model) func() {
		var out bytes.Buffer
		buf := uv.NewScreenBuffer(m.width, m.height)
		terminal := uv.NewTerminalRenderer(&out, []string{"TERM=xterm-256color"})
		terminal.SetColorProfile(colorprofile.TrueColor)
		terminal.SetFullscreen(true)
		written := 0
		b.Cleanup(func() { b.ReportMetric(float64(written)/float64(b.N), "written-B/frame") })
		return func() {
			buf.Clear()
			uv.NewStyledString(m.View().Content).Draw(buf, buf.Bounds())
			terminal.Render(buf.RenderBuffer)
			if err := terminal.Flush(); err != nil {
				b.Fatal(err)
			}
			written += out.Len()
			out.Reset()
		}
	})
}
