package sqs

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheDiskIsWaitedForOnlyIfThatWasAskedFor(t *testing.T) {
	for _, sync := range []bool{false, true} {
		s, err := New(Config{Dir: t.TempDir(), Sync: sync})
		if err != nil {
			t.Fatal(err)
		}
		if db := s.journal.db; db.NoSync == sync || db.NoGrowSync == sync {
			t.Errorf("with Sync %t the file has NoSync %t and NoGrowSync %t", sync, db.NoSync, db.NoGrowSync)
		}
		if want := map[bool]string{false: "kill -9", true: "power loss"}[sync]; s.Survives() != want {
			t.Errorf("with Sync %t it survives %s, want %s", sync, s.Survives(), want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAFileThatWasClosedInOrderSaysWhichPagesAreFree(t *testing.T) {
	dir := t.TempDir()
	s, err := New(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	listed := func() bool {
		f, err := os.Open(filepath.Join(dir, journalFile))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		p := pageFile{f: f}
		if err := p.readHead(); err != nil {
			t.Fatal(err)
		}
		return p.freelist != noFreelist
	}
	if _, err := s.createQueue(t.Context(), &createQueueInput{QueueName: "q"}); err != nil {
		t.Fatal(err)
	}
	if listed() {
		t.Error("a transaction wrote the list of free pages")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !listed() {
		t.Error("the closed file has no list of free pages")
	}
}
