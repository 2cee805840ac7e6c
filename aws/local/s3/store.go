package s3

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"sync"
	"time"
)

// metaFolder holds, beside the buckets' folders, what a plain file cannot:
// an object's key, metadata and ETag, and the buckets' configurations.
const metaFolder = ".inflight"

// uploadsFolder holds, below metaFolder, what is being uploaded. No bucket can
// have its name.
const uploadsFolder = ".uploads"

// store keeps buckets as folders and objects as plain files. What it knows of
// them is in memory; a file beside each object makes that durable. It is safe
// for use by many goroutines.
type store struct {
	dir string
	now func() time.Time

	mu      sync.RWMutex
	buckets map[string]*bucket
	turn    int64 // of the last change
}

// bucket is one bucket. Its fields are guarded by the store's lock.
type bucket struct {
	Name    string
	Created time.Time
	Config  map[string]string // sub-resource name to XML or JSON

	objects map[string]*object
	keys    []string // sorted, nil when it has to be made anew
	files   map[string]bool
	folders map[string]int
}

// object is what is known of an object. It is replaced, not changed.
type object struct {
	Key      string
	File     string // below the bucket's folder, with slashes
	Size     int64
	MD5      []byte
	ETag     string // without quotes
	Modified time.Time
	Meta     map[string]string
	Checksum checksum
	Parts    []int64 `json:",omitempty"` // sizes, where it was uploaded in parts
	Upload   string  `json:",omitempty"` // the temporary file its content came from
}

// openStore reads what is in dir. The error names the file that is damaged.
func openStore(dir string, now func() time.Time) (*store, error) {
	s := &store{dir: dir, now: now, buckets: map[string]*bucket{}, turn: now().UnixNano()}
	meta := filepath.Join(dir, metaFolder)
	if err := os.MkdirAll(filepath.Join(meta, uploadsFolder), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the buckets: %w", err)
	}
	entries, err := os.ReadDir(meta)
	if err != nil {
		return nil, fmt.Errorf("read the folder of the buckets: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != uploadsFolder {
			if err := s.loadBucket(e.Name()); err != nil {
				return nil, err
			}
		}
	}
	return s, s.clearUploads()
}

// clearUploads removes what an earlier run did not finish to receive.
func (s *store) clearUploads() error {
	dir := filepath.Join(s.dir, metaFolder, uploadsFolder)
	left, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read the folder of uploads: %w", err)
	}
	for _, e := range left {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove an upload that was cut off: %w", err)
		}
	}
	return nil
}

// nextTurn is the number of a change; numbers rise from run to run as well. The
// lock is held.
func (s *store) nextTurn() int64 {
	s.turn++
	return s.turn
}

// bucketFile is where a bucket's own record is.
func (s *store) bucketFile(name string) string {
	return filepath.Join(s.dir, metaFolder, name, "bucket.json")
}

// objectFile is where the record of an object is.
func (s *store) objectFile(bucket, key string) string {
	return filepath.Join(s.dir, metaFolder, bucket, "objects", keyID(key)+".json")
}

// dataFile is where the content of an object is.
func (s *store) dataFile(bucket string, o *object) string {
	return filepath.Join(s.dir, bucket, filepath.FromSlash(o.File))
}

// loadBucket reads a bucket and its objects.
func (s *store) loadBucket(name string) error {
	b := newBucket(name, time.Time{})
	if err := readJSON(s.bucketFile(name), b); err != nil {
		if errors.Is(err, fs.ErrNotExist) { // its creation was never acknowledged
			return nil
		}
		return err
	}
	if err := s.loadObjects(b); err != nil {
		return err
	}
	s.buckets[name] = b
	return nil
}

func newBucket(name string, at time.Time) *bucket {
	return &bucket{
		Name: name, Created: at, Config: map[string]string{},
		objects: map[string]*object{}, files: map[string]bool{}, folders: map[string]int{},
	}
}

// add makes an object known.
func (b *bucket) add(o *object) {
	if _, known := b.objects[o.Key]; !known {
		b.keys = nil
		b.occupy(o.File)
	}
	b.objects[o.Key] = o
}

// remove makes an object unknown.
func (b *bucket) remove(o *object) {
	delete(b.objects, o.Key)
	b.keys = nil
	b.vacate(o.File)
}

// sorted are the keys in order.
func (b *bucket) sorted() []string {
	if b.keys == nil {
		b.keys = make([]string, 0, len(b.objects))
		for k := range b.objects {
			b.keys = append(b.keys, k)
		}
		sort.Strings(b.keys)
	}
	return b.keys
}
