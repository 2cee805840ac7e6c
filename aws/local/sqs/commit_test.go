package sqs

import (
	"runtime"
	"testing"
	"time"
)

// TestWhoFindsAnotherWritingIsAnsweredOnceTheJournalHasWritten holds the file, so
// that one transaction is being written while others come.
func TestWhoFindsAnotherWritingIsAnsweredOnceTheJournalHasWritten(t *testing.T) {
	s, err := New(Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	held, err := s.journal.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 3)
	create := func(name string) {
		_, err := s.createQueue(t.Context(), &createQueueInput{QueueName: name})
		answered <- err
	}
	until := func(reached func(j *journal) bool) {
		for {
			s.journal.mu.Lock()
			yes := reached(s.journal)
			s.journal.mu.Unlock()
			if yes {
				return
			}
			runtime.Gosched()
		}
	}
	go create("first")
	until(func(j *journal) bool { return j.writing != nil })
	go create("second")
	until(func(j *journal) bool { return j.next != nil })
	r, _ := s.change(t.Context(), func(*transaction) error { return nil }) // sees what "second" changed
	for range 10_000 {
		runtime.Gosched()
	}
	select {
	case <-answered:
		t.Error("a change was answered before it was written")
	case <-r.commit.done:
		t.Error("what was seen was written while the file was held")
	default:
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
}

// TestWhatIsLeftIsWrittenThoughNobodyWhoWaitsForItWrites has a caller that seals
// its change and is slow to wait for it.
func TestWhatIsLeftIsWrittenThoughNobodyWhoWaitsForItWrites(t *testing.T) {
	s, err := New(Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	change := func() receipt {
		r, _ := s.change(t.Context(), func(*transaction) error {
			s.journal.putJSON(deletedBucket, "q", time.Time{})
			return nil
		})
		return r
	}
	held, err := s.journal.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	first := change()
	done := make(chan error)
	go func() { done <- first.wait() }()
	for writing := false; !writing; runtime.Gosched() {
		s.journal.mu.Lock()
		writing = s.journal.writing == first.commit
		s.journal.mu.Unlock()
	}
	second := change()
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	select {
	case <-second.commit.done:
	case <-time.After(10 * time.Second):
		t.Error("nobody wrote what came while another was writing")
	}
}
