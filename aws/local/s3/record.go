package s3

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Endings of records that say what was being done to an object.
const (
	recordSuffix  = ".json"
	pendingSuffix = ".pending" // it was being put
	deletedSuffix = ".deleted" // it was being deleted
)

// keyID is a file name made of a key, its own for each.
func keyID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// openStore reads what is in dir, and finishes or undoes what a crash cut
// short. The error names the file that is damaged or missing.
func openStore(cfg Config) (*store, error) {
	s := &store{dir: cfg.Dir, now: cfg.Clock.Now, keeps: true, tells: cfg.Events != nil, buckets: map[string]*bucket{}}
	if err := os.MkdirAll(s.incoming(), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the buckets: %w", err)
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, metaFolder))
	if err != nil {
		return nil, fmt.Errorf("read the folder of the buckets: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := s.loadBucket(e.Name()); err != nil {
			return nil, fmt.Errorf("open bucket %s: %w", e.Name(), err)
		}
	}
	s.keeps = !cfg.Temporary || len(s.buckets) > 0
	if err := s.clearIncoming(); err != nil || !cfg.KeepEvents || cfg.Events == nil {
		return s, err
	}
	return s, s.openEvents()
}

// clearIncoming removes uploads that were never answered.
func (s *store) clearIncoming() error {
	entries, err := os.ReadDir(s.incoming())
	for _, e := range entries {
		err = errors.Join(err, os.Remove(filepath.Join(s.incoming(), e.Name())))
	}
	return err
}

// loadBucket reads a bucket, its objects and its unfinished uploads.
func (s *store) loadBucket(name string) error {
	b := newBucket(name, time.Time{})
	if err := readRecord(s.bucketFile(name), b); err != nil {
		if errors.Is(err, fs.ErrNotExist) { // its creation was never answered, or its deletion was
			return nil
		}
		return err
	}
	b.understand()
	names, err := fileNames(s.objectsDir(name))
	if err != nil {
		return err
	}
	for _, file := range names {
		if err := s.settle(name, filepath.Join(s.objectsDir(name), file)); err != nil {
			return err
		}
	}
	if names, err = fileNames(s.objectsDir(name)); err != nil {
		return err
	}
	for _, file := range names {
		if err := s.loadObject(b, filepath.Join(s.objectsDir(name), file)); err != nil {
			return err
		}
	}
	slices.Sort(b.keys)
	s.buckets[name] = b
	return s.loadUploads(b)
}

// settle finishes a change of an object that was cut short, or undoes it.
func (s *store) settle(bucket, file string) error {
	o := &object{}
	switch filepath.Ext(file) {
	case pendingSuffix:
		if err := readRecord(file, o); err != nil || !s.movedIn(bucket, o) {
			return os.Remove(file)
		}
		return os.Rename(file, strings.TrimSuffix(file, pendingSuffix))
	case deletedSuffix:
		if err := readRecord(file, o); err != nil {
			return err
		}
		return s.finishDelete(bucket, o)
	}
	return nil
}

// movedIn tells whether the content that a record is about has come to where it
// belongs: it is not where it was received, and what is in its place adds up to
// the same. It may be at neither place, where it could not be moved.
func (s *store) movedIn(bucket string, o *object) bool {
	if _, err := os.Lstat(filepath.Join(s.incoming(), o.Upload)); o.Upload == "" || err == nil || s.outside(bucket, o.File) != nil {
		return false
	}
	f, err := os.Open(s.dataFile(bucket, o))
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != o.Size {
		return false
	}
	sum := algorithms[o.Sum.Algorithm]
	if sum == nil || o.Sum.Type != fullObject {
		return true
	}
	h := sum()
	_, err = io.Copy(h, f)
	return err == nil && sumOf(o.Sum.Algorithm, h).Value == o.Sum.Value
}

// loadObject reads an object's record and looks whether its content is there.
func (s *store) loadObject(b *bucket, file string) error {
	if filepath.Ext(file) != recordSuffix {
		return nil
	}
	o := &object{}
	if err := readRecord(file, o); err != nil {
		return err
	}
	data := s.dataFile(b.Name, o)
	if err := s.outside(b.Name, o.File); err != nil {
		return fmt.Errorf("the object %q: %w; or remove %s to go on without it", o.Key, err, file)
	}
	info, err := os.Stat(data)
	switch {
	case err != nil:
		return fmt.Errorf("the object %q has lost its content: %w; put the file back, or remove %s to go on without it", o.Key, err, file)
	case info.Size() != o.Size:
		return fmt.Errorf("%s has %d bytes, but the object %q has %d; put the file back, or remove %s to go on without it",
			data, info.Size(), o.Key, o.Size, file)
	}
	s.rise(o.Sequencer)
	b.objects[o.Key] = o
	b.occupy(o.File)
	b.keys = append(b.keys, o.Key)
	return nil
}

// fileNames are the names in a folder, none if it is not there.
func fileNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read records: %w", err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

// writeRecord writes a record so that it is there whole or not at all.
func writeRecord(file string, v any) error {
	if err := writeFile(file+".new", v); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}

// writeFile writes a value as JSON, and makes the folder if it is not there.
func writeFile(file string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	err = os.WriteFile(file, b, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("make a folder for records: %w", err)
		}
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}

// readRecord reads a record; the error names the file.
func readRecord(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read a record: %w", err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s is damaged (%w); move it away to go on without what it describes", file, err)
	}
	return nil
}
