package sqs

import "testing"

func TestTheDiskIsWaitedForOnlyIfThatWasAskedFor(t *testing.T) {
	for _, sync := range []bool{false, true} {
		s, err := New(Config{Dir: t.TempDir(), Sync: sync})
		if err != nil {
			t.Fatal(err)
		}
		if db := s.journal.db; db.NoSync == sync || db.NoGrowSync == sync {
			t.Errorf("with Sync %t the file has NoSync %t and NoGrowSync %t", sync, db.NoSync, db.NoGrowSync)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
