package s3

import (
	"os"
	"path/filepath"
)

// The record of an object is what the next process knows of it. Where there will be
// none (Config.Temporary) nothing is written: making a file is much of what a small
// object costs.

func (s *store) objectsDir(b string) string { return filepath.Join(s.dir, metaFolder, b, "objects") }

func (s *store) recordFile(b, k string) string {
	return filepath.Join(s.objectsDir(b), keyID(k)+recordSuffix)
}

// recordPending writes the record of an object that is about to be put, under
// another name.
func (s *store) recordPending(bucket string, o *object) error {
	if !s.keeps {
		return nil
	}
	return writeFile(s.recordFile(bucket, o.Key)+pendingSuffix, o)
}

// recordPut gives the record of an object whose content is in place its name. If it
// keeps the other, the next start finds the content moved.
func (s *store) recordPut(bucket string, o *object) {
	if s.keeps {
		record := s.recordFile(bucket, o.Key)
		_ = os.Rename(record+pendingSuffix, record)
	}
}

// recordNothing takes the record of an object away that was not put. If it stays,
// movedIn takes it for what it is.
func (s *store) recordNothing(bucket string, o *object) {
	if s.keeps {
		_ = os.Remove(s.recordFile(bucket, o.Key) + pendingSuffix)
	}
}

// recordAgain writes the record of an object that has changed, and its content has not.
func (s *store) recordAgain(bucket string, o *object) error {
	if !s.keeps {
		return nil
	}
	return writeRecord(s.recordFile(bucket, o.Key), o)
}

// recordDeleting marks an object as one that is being deleted.
func (s *store) recordDeleting(bucket string, o *object) error {
	if !s.keeps {
		return nil
	}
	record := s.recordFile(bucket, o.Key)
	return os.Rename(record, record+deletedSuffix)
}

// recordDeleted takes the mark away.
func (s *store) recordDeleted(bucket string, o *object) error {
	if !s.keeps {
		return nil
	}
	return os.Remove(s.recordFile(bucket, o.Key) + deletedSuffix)
}
