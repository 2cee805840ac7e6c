package cli

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"inflight/pipeline/history"
)

func cpuNow() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestZZSeek(t *testing.T) {
	f, _ := os.Open(os.Getenv("INFLIGHT_RECORDING"))
	h := history.OfRecording()
	a := cpuNow()
	if err := readInto(t.Context(), h, f); err != nil {
		t.Fatal(err)
	}
	_, all := h.Bounds()
	fmt.Println("events", all, "cpu/event", (cpuNow()-a)/time.Duration(all))
	if os.Getenv("NOGC") != "" {
		debug.SetGCPercent(-1)
	}
	for i := range int64(50) {
		if os.Getenv("NOGC") != "" {
			runtime.GC()
		}
		var m, m2 runtime.MemStats
		runtime.ReadMemStats(&m)
		a := cpuNow()
		w := time.Now()
		n := (all - 1) * (i * 31 % 50) / 50
		c, err := h.Cursor(n)
		if err != nil {
			t.Fatal(err)
		}
		took, wall := cpuNow()-a, time.Since(w)
		runtime.ReadMemStats(&m2)
		fmt.Printf("%8d cpu %v wall %v alive %d alloc %d MB gcs %d\n", n, took.Round(time.Millisecond), wall.Round(time.Millisecond), len(c.State.Messages), (m2.TotalAlloc-m.TotalAlloc)>>20, m2.NumGC-m.NumGC)
	}
	runtime.KeepAlive(h)
}
