package cli

import (
	"os"
	"runtime"
	"testing"
	"time"

	"inflight/pipeline/history"
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
		h, begun := history.WithLimits(history.Limits{}), time.Now()
		if err := readInto(b.Context(), h, f); err != nil {
			b.Fatal(err)
		}
		_, all := h.Bounds()
		b.ReportMetric(float64(all)/time.Since(begun).Seconds(), "events/s")
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/float64(1<<20), "MB")
		b.StopTimer()
		begun = time.Now()
		const seeks = 20
		for i := range int64(seeks) {
			if _, err := h.Cursor((all - 1) * i / seeks); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(time.Since(begun).Milliseconds())/seeks, "ms/seek")
		b.StartTimer()
		f.Close()
		runtime.KeepAlive(h)
	}
}
