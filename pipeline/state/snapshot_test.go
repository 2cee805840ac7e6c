package state_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// alive is a state with so many messages, of which some are in flight.
func alive(n int) *state.State {
	s := state.NewState()
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for i := range n {
		id, key := fmt.Sprintf("%08x-4f1d-4c39-a2f1-%012x", i*2654435761&0xffffffff, i), fmt.Sprintf("photos/wood-%05d.jpg", i)
		s.Apply(
			event.Event{Time: at, Key: key, Bucket: "uploads", Body: &event.ObjectUploaded{ETag: id}},
			event.Event{Time: at, MessageID: id, Key: key, Bucket: "uploads", Body: &event.MessageSent{}},
			event.Event{Time: at, MessageID: id, Key: key, Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Hour)}},
			event.Event{Time: at, MessageID: id, Key: key, Worker: "1", Body: &event.StageStarted{Stage: event.Download}},
		)
	}
	return s
}

// BenchmarkSnapshot takes a snapshot of messages alive, of which some have changed
// since the last one and some have ended.
func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("alive=%d", n), func(b *testing.B) {
			s := alive(n)
			end(s, n/3)
			b.ReportAllocs()
			processor := pipelinetest.Processor(b, "snapshot")
			for b.Loop() {
				s.Snapshot()
			}
			processor(b.N)
		})
	}
}

// end ends the first messages of a state.
func end(s *state.State, n int) {
	for _, m := range s.Live()[:n] {
		s.Apply(event.Event{Time: s.Now, MessageID: m.ID, Key: m.Key, Worker: "1", Body: &event.MessageDeleted{}})
	}
}

// BenchmarkRewind makes a state of a snapshot of messages alive.
func BenchmarkRewind(b *testing.B) {
	for _, n := range []int{0, 10_000, 100_000} {
		b.Run(fmt.Sprintf("alive=%d", n), func(b *testing.B) {
			s := alive(n)
			s.Apply(lives(20_000, s.Now)...)
			p := s.Snapshot()
			b.ReportAllocs()
			processor := pipelinetest.Processor(b, "state")
			for b.Loop() {
				p.State()
			}
			processor(b.N)
		})
	}
}

// BenchmarkLivesWithSnapshots is BenchmarkLives with a snapshot after each 8,192
// events, of which the last 60 are kept.
func BenchmarkLivesWithSnapshots(b *testing.B) {
	const images, every, most = 20_000, 8192, 60
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	events := lives(images, begin)
	b.ReportAllocs()
	folded := 0
	for b.Loop() {
		s := state.NewState()
		var taken []*state.Snapshot
		since := 0
		for from := 0; from < len(events); from += 100 {
			if since += 100; since > every {
				since = 0
				if taken = append(taken, s.Snapshot()); len(taken) > most {
					taken = taken[1:]
					s.Forget(taken[0])
				}
			}
			s.Apply(events[from:min(from+100, len(events))]...)
		}
		if s.Count.Deleted != images {
			b.Fatalf("%d of %d images are done", s.Count.Deleted, images)
		}
		folded += len(events)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(folded), "ns/event")
}

// A millisecond, says BenchmarkSnapshot; what it would be lost by can be counted.
func TestASnapshotOfManyMessagesCopiesNone(t *testing.T) {
	s := alive(10_000)
	if n := testing.AllocsPerRun(5, func() { s.Snapshot() }); n > 30 {
		t.Errorf("a snapshot of 10,000 messages takes %v allocations", n)
	}
	p := s.Snapshot()
	if n := p.Size().Own; n > 200_000 || n < 100_000 {
		t.Errorf("a snapshot of 10,000 messages says that it takes %d bytes", n)
	}
}

func TestASnapshotCostsWhatChangesAndNotWhatThereIs(t *testing.T) {
	// It is 100,000 times a pointer, and three of them times a time and a pointer, where
	// all is copied.
	s := alive(100_000)
	end(s, 30_000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := s.Snapshot()
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 250_000 {
		t.Errorf("a snapshot of 70,000 messages takes %d bytes", n)
	}
	if n := s.Copied(); n != 0 {
		t.Errorf("right after it %d bytes have been copied", n)
	}
	m := s.Live()[100]
	s.Apply(event.Event{Time: s.Now.Add(time.Second), MessageID: m.ID, Key: m.Key, Worker: "1", Body: &event.MessageDeleted{}})
	if n := s.Copied(); n < 1000 || n > 40_000 {
		t.Errorf("when one of them has ended %d bytes have been copied", n)
	}
	if got := p.State().Message(m.ID); got.Phase(s.Now) != state.InFlight || len(got.Receives) != 1 {
		t.Errorf("in the snapshot it is %s", got.Phase(s.Now))
	}
}

func TestWhatNoSnapshotHasIsLetGoOf(t *testing.T) {
	const kept = 10
	s := alive(1)
	var taken []*state.Snapshot
	at := time.Date(2026, 11, 28, 12, 0, 1, 0, time.UTC)
	for i := range 2000 {
		if taken = append(taken, s.Snapshot()); len(taken) > kept {
			taken = taken[1:]
			s.Forget(taken[0])
		}
		at = at.Add(time.Second)
		s.Apply(event.Event{Time: at, MessageID: "00000000-4f1d-4c39-a2f1-000000000000", Worker: "1", Body: &event.MessageExtended{VisibleAt: at.Add(time.Hour)}})
		if n := state.Versions(s.Message("00000000-4f1d-4c39-a2f1-000000000000")); n > kept+2 {
			t.Fatalf("after %d snapshots, all but the last ten let go of, a message is kept as it was %d times", i+1, n)
		}
	}
}

// It goes on from a snapshot with many messages, arrivals and hues of which few are
// looked at, until lists close their holes and generations end.
func TestALentStateFoldsAsAWholeOneDoes(t *testing.T) {
	s := before()
	p := s.Snapshot()
	more := lives(25_000, s.Now.Add(time.Minute))
	s.Apply(lives(3000, s.Now.Add(time.Second))...) // what the snapshot has changes
	finish(s, event.Thumbnail, 700)
	end(s, 500)
	for _, n := range []int{0, 1000, 50_000, len(more)} {
		lent, whole := p.State(), before()
		for _, of := range []*state.State{lent, whole} {
			for from := 0; from < n; from += 10_000 {
				of.Apply(more[from:min(from+10_000, n)]...)
				for _, m := range slices.Collect(of.InQueueFrom(100))[:40] {
					of.Apply(event.Event{Time: of.Now, MessageID: m.ID, Key: m.Key, Worker: "1", Body: &event.MessageDeleted{}})
				}
			}
		}
		for i := range 3000 {
			key := fmt.Sprintf("photos/wood-%05d.jpg", i)
			if got, want := lent.Hue(key), whole.Hue(key); got != want {
				t.Fatalf("after %d events more %s has the hue %d, not %d", n, key, got, want)
			}
		}
		if got, want := seen(lent), seen(whole); got != want {
			t.Fatalf("after %d events more there is\n%.500s\nand not\n%.500s", n, got, want)
		}
		if where := state.Differ(lent, whole); where != "" {
			t.Fatalf("after %d events more: %s", n, where)
		}
	}
}

// before is a state with messages, of which some have come to an end and some are farther
// than others.
func before() *state.State {
	s := alive(3000)
	end(s, 500)
	finish(s, event.Download, 700)
	return s
}

// finish ends a stage of the first messages of a state.
func finish(s *state.State, stage event.Stage, n int) {
	for _, m := range s.Live()[:n] {
		s.Apply(event.Event{Time: s.Now, MessageID: m.ID, Key: m.Key, Worker: "1", Body: &event.StageFinished{Stage: stage}})
	}
}

// seen is what lists of a state show.
func seen(s *state.State) string {
	var b strings.Builder
	for m := range s.FirstInWork(s.Now) {
		place, there := s.PlaceInQueue(m)
		fmt.Fprintln(&b, m.ID, place, there, s.PlaceInWork(m, s.Now), s.MessageAlive(m.ID) == m, s.Latest(m.Identity()) == m)
		if b.Len() > 20_000 {
			break
		}
	}
	for m := range s.InQueueFrom(1000) {
		fmt.Fprintln(&b, m.ID, m.Name(), m.Phase(s.Now), len(m.History))
	}
	return b.String()
}
