package state_test

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// alive is a state with so many messages, of which some are in flight.
func alive(n int) *state.State {
	s := state.NewState()
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for i := range n {
		id, key := fmt.Sprintf("%08x-4f1c-4c39-a2f1-%012x", i*2654435761&0xffffffff, i), fmt.Sprintf("photos/harbour-%05d.jpg", i)
		s.Apply(
			event.Event{Time: at, Key: key, Bucket: "uploads", Body: &event.ObjectUploaded{ETag: id}},
			event.Event{Time: at, MessageID: id, Key: key, Bucket: "uploads", Body: &event.MessageSent{}},
			event.Event{Time: at, MessageID: id, Key: key, Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Hour)}},
			event.Event{Time: at, MessageID: id, Key: key, Worker: "1", Body: &event.StageStarted{Stage: event.Download}},
		)
	}
	return s
}

// BenchmarkSnapshot takes a snapshot of 10,000 messages alive.
func BenchmarkSnapshot(b *testing.B) {
	s := alive(10_000)
	b.ReportAllocs()
	for b.Loop() {
		s.Snapshot()
	}
}

// BenchmarkRewind makes a state of a snapshot of 10,000 messages alive.
func BenchmarkRewind(b *testing.B) {
	p := alive(10_000).Snapshot()
	b.ReportAllocs()
	for b.Loop() {
		p.State()
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
	if n := p.Bytes(); n > 1<<20 || n < 300_000 {
		t.Errorf("a snapshot of 10,000 messages says that it takes %d bytes", n)
	}
}

func TestWhatNoSnapshotHasIsLetGoOf(t *testing.T) {
	s := alive(1)
	at := time.Date(2026, 11, 28, 12, 0, 1, 0, time.UTC)
	for i := range 2000 {
		s.Forget(s.Snapshot())
		at = at.Add(time.Second)
		s.Apply(event.Event{Time: at, MessageID: "00000000-4f1c-4c39-a2f1-000000000000", Worker: "1", Body: &event.MessageExtended{VisibleAt: at.Add(time.Hour)}})
		if n := state.Versions(s.Message("00000000-4f1c-4c39-a2f1-000000000000")); n > 2 {
			t.Fatalf("after %d snapshots, all but the last let go of, a message is kept as it was %d times", i+1, n)
		}
	}
}
