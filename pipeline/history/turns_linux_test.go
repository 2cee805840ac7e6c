package history_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/state"
)

// used is what the process, or this thread of it, has used of the processors.
func used(b *testing.B, clock int32) time.Duration {
	b.Helper()
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}

// BenchmarkTurns is what it costs that one can go back: events come through a log, as
// those of a run do, and are folded by turns with a past and without. It reports what
// an event cost the folding thread, the median of the batches of fifty images, and
// what it cost all threads, the collector's with them, the median of the turns.
func BenchmarkTurns(b *testing.B) {
	const rounds = 5
	runtime.LockOSThread() // whose time is taken
	defer runtime.UnlockOSThread()
	costs := map[string][]float64{}
	for b.Loop() {
		for range rounds {
			s := state.NewState()
			foldLives(b, "without", costs, func(events []event.Event) { s.Apply(events...) })
			foldLives(b, "with", costs, history.New().Add)
		}
	}
	b.ReportMetric(0, "ns/op")
	for name, of := range costs {
		slices.Sort(of)
		b.ReportMetric(of[len(of)/2], "ns-"+name)
	}
}

// foldLives folds the events of images, once the past is as long as it gets.
func foldLives(b *testing.B, name string, costs map[string][]float64, fold func([]event.Event)) {
	b.Helper()
	const before, images, batch = 9000, 6000, 50
	runtime.GC()
	begin := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	var log event.Log
	reader := log.NewReader()
	var all time.Duration
	events, come := 0, 0
	for i := range before + images {
		if i == before {
			all, events = -used(b, unix.CLOCK_PROCESS_CPUTIME_ID), 0
		}
		for _, e := range life(i, begin.Add(time.Duration(i)*5*time.Millisecond)) {
			log.Emit(e)
			come++
		}
		if i%batch != batch-1 {
			continue
		}
		begun := used(b, unix.CLOCK_THREAD_CPUTIME_ID)
		for some := reader.Some(); len(some) > 0; some = reader.Some() {
			fold(some)
		}
		if i >= before {
			costs[name] = append(costs[name], float64((used(b, unix.CLOCK_THREAD_CPUTIME_ID)-begun).Nanoseconds())/float64(come))
		}
		events += come
		come = 0
	}
	all += used(b, unix.CLOCK_PROCESS_CPUTIME_ID)
	costs["all-"+name] = append(costs["all-"+name], float64(all.Nanoseconds())/float64(events))
}
