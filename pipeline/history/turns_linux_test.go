package history_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
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

// heapFloor is what the program keeps for as long as it runs (ui/cli/heap_floor.go), so
// that garbage is collected as often as there.
const heapFloor = 32 << 20

// BenchmarkTurns is what it costs that one can go back: events come through a log, as
// those of a run do, and are folded by turns
//
//   - without a past,
//   - with one,
//   - and without one, while as many events are kept as that has, where they lie.
//
// The last is the control: what it costs more than the first is the price of memory in
// use, be it for a past or for anything else.
//
// It reports what an event cost the thread that folds, and what it cost all threads,
// with making the event and collecting garbage: medians of the turns.
func BenchmarkTurns(b *testing.B) {
	const rounds = 6
	runtime.LockOSThread() // whose time is taken
	defer runtime.UnlockOSThread()
	costs := map[string][]float64{}
	floor := make([]byte, heapFloor)
	for b.Loop() {
		most := foldWithPast(b, map[string][]float64{})
		turns := []func(){
			func() {
				s := state.NewState()
				foldLives(b, "without", costs, func(events []event.Event) { s.Apply(events...) })
			},
			func() { foldWithPast(b, costs) },
			func() { k := keeper{state: state.NewState(), most: most}; foldLives(b, "control", costs, k.add) },
		}
		for round := range rounds { // who is first has the memory of another
			for i := range turns {
				turns[(round+i)%len(turns)]()
			}
		}
	}
	runtime.KeepAlive(floor)
	b.ReportMetric(0, "ns/op")
	for name, of := range costs {
		slices.Sort(of)
		b.ReportMetric(of[len(of)/2], "ns-"+name)
	}
}

// foldWithPast is foldLives with a past; it returns how many events that has.
func foldWithPast(b *testing.B, costs map[string][]float64) int {
	b.Helper()
	h := history.New()
	foldLives(b, "with", costs, h.Add)
	oldest, all := h.Bounds()
	return int(all - oldest)
}

// keeper folds events and keeps so many of the last, without their pixels but for
// those of the newest, and can go back to nothing.
type keeper struct {
	state *state.State
	most  int
	n     int
	kept  [][]event.Event
	png   [][]byte
}

func (k *keeper) add(events []event.Event) {
	k.state.Apply(events...)
	if p, ok := events[0].Body.(*event.ThumbnailPictured); ok {
		if k.png = append(k.png, p.PNG); len(k.png) > 400 {
			k.png[0] = nil
			k.png = k.png[1:]
		}
		events = slices.Clone(events)
		events[0].Body = &event.ThumbnailPictured{SourceKey: p.SourceKey}
	}
	k.kept = append(k.kept, events)
	for k.n += len(events); k.n > k.most; k.kept = k.kept[1:] {
		k.n -= len(k.kept[0])
		k.kept[0] = nil
	}
}

// foldLives folds the events of images, once the past, and the memory that Go has for
// it, are as large as they get.
func foldLives(b *testing.B, name string, costs map[string][]float64, fold func([]event.Event)) {
	b.Helper()
	const before, images, batch = 20_000, 20_000, 50
	debug.FreeOSMemory()
	begin := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	var log event.Log
	reader := log.NewReader()
	var all, thread time.Duration
	events, come := 0, 0
	for i := range before + images {
		if i == before {
			all, thread, events = -used(b, unix.CLOCK_PROCESS_CPUTIME_ID), 0, 0
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
		took := used(b, unix.CLOCK_THREAD_CPUTIME_ID) - begun
		if i >= before {
			costs[name+"-batch"] = append(costs[name+"-batch"], float64(took.Nanoseconds())/float64(come))
		}
		thread += took
		events += come
		come = 0
	}
	all += used(b, unix.CLOCK_PROCESS_CPUTIME_ID)
	costs[name] = append(costs[name], float64(thread.Nanoseconds())/float64(events))
	costs["all-"+name] = append(costs["all-"+name], float64(all.Nanoseconds())/float64(events))
}

// BenchmarkBeside folds the same events without a past and with one, one after the other,
// so that what else the machine does, memory and collector are the same for both: what
// differs is what is done for the past on the thread that folds. It reports the medians
// of the batches.
func BenchmarkBeside(b *testing.B) {
	runtime.LockOSThread() // whose time is taken
	defer runtime.UnlockOSThread()
	const images, batch = 40_000, 50
	var costs [2][]float64
	var ratios []float64
	for b.Loop() {
		s, h := state.NewState(), history.New()
		begin := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
		var log event.Log
		readers := [2]*event.Reader{log.NewReader(), log.NewReader()}
		folds := [2]func([]event.Event){func(events []event.Event) { s.Apply(events...) }, h.Add}
		come := 0
		for i := range images {
			for _, e := range life(i, begin.Add(time.Duration(i)*5*time.Millisecond)) {
				log.Emit(e)
				come++
			}
			if i%batch != batch-1 {
				continue
			}
			var took [2]float64
			for turn := range 2 {
				at := (i/batch + turn) % 2
				begun := used(b, unix.CLOCK_THREAD_CPUTIME_ID)
				for some := readers[at].Some(); len(some) > 0; some = readers[at].Some() {
					folds[at](some)
				}
				took[at] = float64((used(b, unix.CLOCK_THREAD_CPUTIME_ID) - begun).Nanoseconds()) / float64(come)
			}
			come = 0
			if i < images/4 {
				continue
			}
			for at := range took {
				costs[at] = append(costs[at], took[at])
			}
			ratios = append(ratios, took[1]/took[0])
		}
		h.Wait()
	}
	b.ReportMetric(0, "ns/op")
	for at, name := range []string{"ns-without", "ns-with"} {
		slices.Sort(costs[at])
		b.ReportMetric(costs[at][len(costs[at])/2], name)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	mean := func(of []float64) (sum float64) {
		for _, n := range of {
			sum += n
		}
		return sum / float64(len(of))
	}
	b.ReportMetric(mean(costs[1])/mean(costs[0]), "ratio-of-means")
}

// BenchmarkMoments is what it costs to go to another moment while many messages wait:
// somewhere else, where nobody has been, and from there an event back and an event on.
// It reports time of the thread that goes, the median of the moves and the slowest.
func BenchmarkMoments(b *testing.B) {
	for _, alive := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("alive=%d", alive), func(b *testing.B) {
			runtime.LockOSThread() // whose time is taken
			defer runtime.UnlockOSThread()
			costs := map[string][]float64{}
			r := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				h := history.WithLimits(history.Limits{})
				n := fill(h, alive)
				const places, apart = 8, 66_000 // events: each in a block where nobody has been
				for i := range int64(places) {
					c, err := h.Cursor(0)
					if err != nil {
						b.Fatal(err)
					}
					at := n - (i+1)*apart + r.Int64N(apart)
					for _, move := range []struct {
						name string
						to   int64
					}{{"seek", at}, {"back", at - 1}, {"back", at - 2}, {"on", at - 1}} {
						begun := used(b, unix.CLOCK_THREAD_CPUTIME_ID)
						if err := c.To(move.to); err != nil {
							b.Fatal(err)
						}
						costs[move.name] = append(costs[move.name], float64((used(b, unix.CLOCK_THREAD_CPUTIME_ID)-begun).Microseconds())/1000)
					}
					c.Close()
				}
			}
			b.ReportMetric(0, "ns/op")
			for name, of := range costs {
				slices.Sort(of)
				b.ReportMetric(of[len(of)/2], "ms-"+name)
				b.ReportMetric(of[len(of)-1], "ms-"+name+"-slowest")
			}
		})
	}
}

// fill puts into a history the events of messages that stay alive, and as many of
// others that come and go after.
func fill(h *history.History, alive int) int64 {
	begin := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	n := 0
	for i := range alive {
		events := life(i, begin.Add(time.Duration(i)*time.Millisecond))[:4] // until it waits
		n += len(events)
		h.Add(events)
	}
	begin = begin.Add(time.Duration(alive) * time.Millisecond)
	for i := alive; n < 1_000_000; i++ {
		events := life(i, begin.Add(time.Duration(i-alive)*5*time.Millisecond))
		n += len(events)
		h.Add(events)
	}
	return int64(n)
}
