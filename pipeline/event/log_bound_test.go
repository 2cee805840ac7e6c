package event_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// heap is how much is in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAReaderThatDoesNotReadCannotFillTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("to fill the memory is not short")
	}
	const events, most = 3_000_000, 160 << 20
	for name, read := range map[string]func(*event.Reader){
		"never":                func(*event.Reader) {},
		"once":                 func(r *event.Reader) { r.Some() },
		"in the middle of one": func(r *event.Reader) { r.Take(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			var log event.Log
			stuck, awake := log.NewReader(), log.NewReader()
			var buf []event.Event
			taken, peak := 0, int64(0)
			for i := range events {
				log.Emit(event.Event{MessageID: "9f2c4b1e-77aa-4a0e-9d5c-1a2b3c4d5e6f", Key: "garden-0131.jpg", Body: &event.MessageSent{}})
				if i == 700 {
					read(stuck)
				}
				if i%1000 == 0 {
					buf = awake.Take(buf[:0])
					taken += len(buf)
				}
				if i%500_000 == 0 {
					peak = max(peak, heap()-before)
				}
			}
			taken += len(awake.Take(buf[:0]))
			if peak = max(peak, heap()-before); peak > most {
				t.Errorf("%d events took %d MB", events, peak>>20)
			}
			if taken != events || awake.Dropped() != 0 {
				t.Errorf("who reads got %d of %d events, and missed %d", taken, events, awake.Dropped())
			}
			got, told := 0, 0
			if name != "never" {
				got = 701
			}
			if name == "once" { // it took the first chunk alone
				got = 512
			}
			for _, e := range stuck.Take(nil) {
				if b, ok := e.Body.(*event.EventsDropped); ok {
					told += b.Count
				} else {
					got++
				}
			}
			if got+told != events || told == 0 || uint64(told) != stuck.Dropped() {
				t.Errorf("of %d events it got %d and was told of %d, Dropped says %d", events, got, told, stuck.Dropped())
			}
			runtime.KeepAlive(&log)
		})
	}
}

func TestLargeEventsAreKeptByTheirSize(t *testing.T) {
	before := heap()
	var log event.Log
	stuck := log.NewReader()
	for range 20_000 { // 400 MB
		log.Emit(event.Event{Body: &event.ThumbnailPictured{PNG: make([]byte, 20<<10)}})
	}
	if took := heap() - before; took > 160<<20 {
		t.Errorf("%d MB are kept for a reader that does not read", took>>20)
	}
	if n := len(stuck.Take(nil)); n < 1000 || stuck.Dropped() == 0 {
		t.Errorf("it got %d, and missed %d", n, stuck.Dropped())
	}
}

func TestWhatAllHaveReadIsNotKept(t *testing.T) {
	var log event.Log
	r, whole, gone := log.NewReader(), log.NewWholeReader(), log.NewWholeReader()
	before := heap()
	for range 40 {
		for range 10_000 {
			log.Emit(event.Event{Body: &event.MessageSent{Body: strings.Repeat("x", 100)}})
		}
		for _, r := range []*event.Reader{r, whole} {
			for len(r.Some()) > 0 {
			}
		}
		gone.Close()
		gone.Close()
	}
	if took := heap() - before; took > 16<<20 {
		t.Errorf("%d MB are kept for nobody", took>>20)
	}
	runtime.KeepAlive(&log)
}

func TestAWholeReaderMissesNothing(t *testing.T) {
	var log event.Log
	whole := log.NewWholeReader()
	const events = 200_000
	for range events {
		log.Emit(event.Event{Worker: "1", Body: &event.WorkerPolling{}})
	}
	seq := uint64(0)
	for some := whole.Some(); len(some) > 0; some = whole.Some() {
		for _, e := range some {
			if seq++; e.Seq != seq || !event.Is[event.WorkerPolling](&e) {
				t.Fatalf("after %d came %d, %s", seq-1, e.Seq, e.Kind())
			}
		}
	}
	if seq != events || whole.Dropped() != 0 {
		t.Errorf("it got %d of %d", seq, events)
	}
}

func TestAGapIsToldWhereItIsAndNumbersGoOnAfterIt(t *testing.T) {
	var log event.Log
	r := log.NewReader()
	const all = 1_000_000
	write := func(n int) {
		for range n {
			log.Emit(event.Event{Body: &event.ActionTaken{Text: "one of many that are more than is kept"}})
		}
	}
	write(10)
	stopped := false
	seq, dropped := uint64(0), uint64(0)
	var last event.Event
	for {
		events, ok := r.Next(t.Context(), nil)
		if !ok {
			break
		}
		for i := range events {
			e := events[i]
			step := uint64(1)
			if b, ok := e.Body.(*event.EventsDropped); ok {
				step = uint64(b.Count)
				dropped += step
			}
			if seq += step; e.Seq != seq || e.Time.Before(last.Time) {
				t.Fatalf("event %d at %v after %d at %v, %s", e.Seq, e.Time, last.Seq, last.Time, e.Kind())
			}
			last = e
		}
		if !stopped { // it reads no more until all is written
			stopped = true
			write(all - 10)
			log.Close()
		}
	}
	if seq != all || dropped == 0 || dropped != r.Dropped() {
		t.Errorf("it came to %d, and missed %d (%d)", seq, dropped, r.Dropped())
	}
}

// blocked takes nothing until it is let go.
type blocked struct {
	bytes.Buffer

	begun, free chan struct{}
	once        sync.Once
}

func (b *blocked) Write(p []byte) (int, error) {
	b.once.Do(func() { close(b.begun) })
	<-b.free
	return b.Buffer.Write(p)
}

func TestAnOutputThatStoodStillHasALineWhereTheGapIs(t *testing.T) {
	var log event.Log
	r := log.NewReader()
	out := &blocked{begun: make(chan struct{}), free: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- event.Record(context.Background(), r, out, nil) }()
	log.Emit(event.Event{Body: &event.ConsumingPaused{}})
	<-out.begun
	for range 1_000_000 {
		log.Emit(event.Event{Worker: "1", Body: &event.WorkerPolling{}})
	}
	log.Emit(event.Event{Body: &event.ConsumingResumed{}})
	log.Close()
	close(out.free)
	incomplete := (*event.IncompleteError)(nil)
	if err := <-ended; !errors.As(err, &incomplete) {
		t.Fatalf("it ended with %v", err)
	}
	first, gaps, last := firstGapAndLast(t, &out.Buffer)
	if first != event.KindOf[event.ConsumingPaused]() || gaps == 0 || uint64(gaps) != incomplete.Events || last != event.KindOf[event.ConsumingResumed]() {
		t.Errorf("it begins with %s, has a gap of %d where %d are missing, and ends with %s", first, gaps, incomplete.Events, last)
	}
}

// firstGapAndLast are the first kind of a recording, how many it misses, and its
// last kind.
func firstGapAndLast(t *testing.T, recording io.Reader) (first event.Kind, missing int, last event.Kind) {
	t.Helper()
	err := event.ReadRecording(recording, func(e event.Event) bool {
		if first == "" {
			first = e.Kind()
		}
		if b, ok := e.Body.(*event.EventsDropped); ok {
			missing += b.Count
		}
		last = e.Kind()
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return first, missing, last
}

func TestAStateThatWasNotToldEverythingSaysSoAndClaimsNothing(t *testing.T) {
	s := state.NewState()
	s.Apply(
		event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", DeadLetterQueue: "dlq"}}},
		event.Event{MessageID: "waits", Key: "a.jpg", Body: &event.MessageSent{Queue: "q"}},
		event.Event{MessageID: "flies", Worker: "1", Key: "b.jpg", Body: &event.MessageReceived{ReceiveCount: 1}},
		event.Event{MessageID: "dead", Key: "c.jpg", Body: &event.MessageDead{ReceiveCount: 3}},
		event.Event{Body: &event.EventsDropped{Count: 4711}},
	)
	if live := s.Live(); s.Count.Dropped != 4711 || len(live) != 1 || live[0].ID != "dead" || s.Message("flies") != nil {
		t.Errorf("after a gap of %d it knows %d messages", s.Count.Dropped, len(live))
	}
	s.Apply(event.Event{MessageID: "flies", Worker: "1", Body: &event.MessageDeleted{}})
	s.Apply(event.Event{MessageID: "waits", Worker: "1", Key: "a.jpg", Body: &event.MessageReceived{ReceiveCount: 1}})
	if m := s.Message("waits"); m == nil || len(s.Live()) != 2 {
		t.Error("what is heard of after the gap is not known")
	}
}

func TestAGapIsOneLineOfJSON(t *testing.T) {
	b, err := json.Marshal(event.Event{Seq: 9, Body: &event.EventsDropped{Count: 4}})
	if err != nil || !strings.Contains(string(b), `"type":"events.dropped","count":4`) {
		t.Errorf("%s, %v", b, err)
	}
}
