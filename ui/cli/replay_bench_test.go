package cli

import (
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"inflight/pipeline/history"
	"inflight/pipeline/pipelinetest"
)

// BenchmarkReplay reads a recording as `inflight replay` does, which INFLIGHT_RECORDING
// names, and goes back and forth in it: what an event costs, how much memory all takes,
// and how long it is to another moment.
func BenchmarkReplay(b *testing.B) {
	path := os.Getenv("INFLIGHT_RECORDING")
	if path == "" {
		b.Skip("INFLIGHT_RECORDING names none")
	}
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		h, begun := history.OfRecording(), time.Now()
		reading := pipelinetest.Processor(b, "event")
		if err := readInto(b.Context(), h, f); err != nil {
			b.Fatal(err)
		}
		_, all := h.Bounds()
		reading(int(all))
		b.ReportMetric(float64(all)/time.Since(begun).Seconds(), "events/s")
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/float64(1<<20), "MB")
		b.StopTimer()
		const seeks = 50
		var took []float64
		seeking := pipelinetest.Processor(b, "seek")
		for i := range int64(seeks) {
			begun := time.Now()
			if _, err := h.Cursor((all - 1) * (i * 31 % seeks) / seeks); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun).Seconds()*1000)
		}
		seeking(seeks)
		slices.Sort(took)
		b.ReportMetric(took[seeks/2], "ms/seek")
		b.ReportMetric(took[seeks*95/100], "ms/95%-seek")
		b.ReportMetric(took[seeks-1], "ms/slowest-seek")
		b.ReportMetric(float64(len(h.State().Live())), "alive")
		b.StartTimer()
		f.Close()
		runtime.KeepAlive(h)
	}
}

// BenchmarkSeekWhileReading goes back and forth in the recording that
// INFLIGHT_RECORDING names while the rest of it is being read: how long it is to
// another moment.
func BenchmarkSeekWhileReading(b *testing.B) {
	path := os.Getenv("INFLIGHT_RECORDING")
	if path == "" {
		b.Skip("INFLIGHT_RECORDING names none")
	}
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		h, read := history.OfRecording(), make(chan error, 1)
		go func() {
			err := readInto(b.Context(), h, f)
			h.End(err)
			read <- err
		}()
		var took []float64
		for i := int64(1); ; i++ {
			changed := h.Changed()
			if ended, _ := h.Ended(); ended {
				break
			}
			<-changed
			_, all := h.Bounds()
			begun := time.Now()
			if _, err := h.Cursor(all * (i * 31 % 50) / 50); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun).Seconds()*1000)
		}
		if err := <-read; err != nil {
			b.Fatal(err)
		}
		slices.Sort(took)
		b.ReportMetric(float64(len(took)), "seeks")
		b.ReportMetric(took[len(took)/2], "ms/seek")
		b.ReportMetric(took[len(took)*95/100], "ms/95%-seek")
		b.ReportMetric(took[len(took)-1], "ms/slowest-seek")
		f.Close()
	}
}
