package cli

import (
	"math/rand/v2"
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
		h.End(nil)
		_, all := h.Bounds()
		reading(int(all))
		b.ReportMetric(float64(all)/time.Since(begun).Seconds(), "events/s")
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/float64(1<<20), "MB")
		b.StopTimer()
		const seeks = 50
		var took, used []float64
		for i := range int64(seeks) {
			begun, before := time.Now(), pipelinetest.ProcessorTime()
			if _, err := h.Cursor((all - 1) * (i * 31 % seeks) / seeks); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun).Seconds()*1000)
			used = append(used, (pipelinetest.ProcessorTime()-before).Seconds()*1000)
		}
		reportSeeks(b, took, "ms")
		reportSeeks(b, used, "cpu-ms")
		b.ReportMetric(float64(len(h.State().Live())), "alive")
		b.StartTimer()
		f.Close()
		runtime.KeepAlive(h)
	}
}

// BenchmarkSeekWhileReading goes to other moments of the recording that
// INFLIGHT_RECORDING names while the rest of it is being read, anywhere in what is: how
// long that is, and what the process uses meanwhile, be it for the seek or beside it.
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
		chance := rand.New(rand.NewPCG(1, 2))
		var took, used []float64
		for {
			changed := h.Changed()
			if ended, _ := h.Ended(); ended {
				break
			}
			<-changed
			_, all := h.Bounds()
			begun, before := time.Now(), pipelinetest.ProcessorTime()
			if _, err := h.Cursor(chance.Int64N(all)); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun).Seconds()*1000)
			used = append(used, (pipelinetest.ProcessorTime()-before).Seconds()*1000)
		}
		if err := <-read; err != nil {
			b.Fatal(err)
		}
		reportSeeks(b, took, "ms")
		reportSeeks(b, used, "cpu-ms")
		b.ReportMetric(float64(len(took)), "seeks")
		f.Close()
	}
}

// reportSeeks reports the median of what seeks took, what nineteen of twenty took, and
// the most.
func reportSeeks(b *testing.B, took []float64, unit string) {
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], unit+"/seek")
	b.ReportMetric(took[len(took)*95/100], unit+"/95%-seek")
	b.ReportMetric(took[len(took)-1], unit+"/slowest-seek")
}
