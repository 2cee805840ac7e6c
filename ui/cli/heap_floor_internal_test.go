package cli

import (
	"runtime"
	"testing"
)

func TestWithTheHeapFloorGarbageIsCollectedSeldom(t *testing.T) {
	collections := func() uint32 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range 200 {
			garbage = make([]byte, 1<<20)
		}
		garbage = nil
		runtime.ReadMemStats(&after)
		return after.NumGC - before.NumGC
	}
	without := collections()
	floor := newHeapFloor()
	with := collections()
	runtime.KeepAlive(floor)
	if with*2 > without {
		t.Errorf("200 MB of garbage were collected %d times with the floor, and %d times without", with, without)
	}
}

var garbage []byte
