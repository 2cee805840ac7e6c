package state

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// counted is a lock that counts how often it is taken.
type counted struct {
	t     *testing.T
	held  bool
	times int
}

func (c *counted) Lock() {
	if c.held {
		c.t.Fatal("who holds the lock waits for it")
	}
	c.held = true
	c.times++
}

func (c *counted) Unlock() { c.held = false }

func TestWhatAnotherGoesOnWithIsMadeOnesOwnWithTheLock(t *testing.T) {
	s, at := NewState(), time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for i := range 9 {
		id, key := fmt.Sprint("m", i), fmt.Sprint("dune-", i)
		of := func(b event.Body) event.Event {
			return event.Event{Time: at, MessageID: id, Key: key, Bucket: "uploads", Worker: "1", Body: b}
		}
		s.Apply(of(&event.ObjectUploaded{ETag: id}), of(&event.MessageSent{ETag: id}), of(&event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Hour)}),
			of(&event.StageStarted{Stage: event.Download}), of(&event.StageFinished{Stage: event.Download}))
	}
	p := s.Snapshot()
	for what, look := range map[string]struct {
		at    func(*State) bool
		locks int
	}{
		"a message":               {func(s *State) bool { return s.MessageAlive("m3").ID == "m3" }, 1},
		"a message, twice":        {func(s *State) bool { m := s.MessageAlive("m3"); return m == s.MessageAlive("m3") }, 1},
		"a message by its image":  {func(s *State) bool { return s.Latest("dune-8").ID == "m8" }, 2},
		"one that comes first":    {func(s *State) bool { return s.Latest("dune-0").ID == "m0" }, 10},
		"all":                     {func(s *State) bool { return len(s.Live()) == 9 }, 9},
		"a hue":                   {func(s *State) bool { return s.Hue("dune-4") >= 0 }, 1},
		"an arrival":              {func(s *State) bool { return s.arrivals.known("dune-4") != nil }, 1},
		"what was done":           {func(s *State) bool { return s.works.get(s.works.image(s.MessageAlive("m2"), "dune-2")) != nil }, 1},
		"what was done, and that": {func(s *State) bool { return s.works.get(s.works.hash("uploaded", "uploads", "dune-2", "m2")) != nil }, 1},
		"everything":              {func(s *State) bool { s.Whole(); return len(s.Live()) == 9 && s.MessageAlive("m3") != nil }, 1},
		"nothing":                 {func(s *State) bool { return s.Known() == 9 }, 0},
	} {
		own, lock := p.State(), &counted{t: t}
		own.Beside(lock)
		if !look.at(own) || lock.times != look.locks || lock.held {
			t.Errorf("%s: the lock is taken %d times, want %d; held still: %t", what, lock.times, look.locks, lock.held)
		}
	}
}
