package s3

import (
	"encoding/json"
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

// store keeps buckets as folders and objects as plain files. What it knows of
// them is in memory; a file beside each object makes that durable. It is safe
// for use by many goroutines.
type store struct {
	dir string
	now func() time.Time

	mu      sync.RWMutex
	buckets map[string]*bucket
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
}

// openStore reads what is in dir. The error names the file that is damaged.
func openStore(dir string, now func() time.Time) (*store, error) {
	s := &store{dir: dir, now: now, buckets: map[string]*bucket{}}
	if err := os.MkdirAll(filepath.Join(dir, metaFolder), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the buckets: %w", err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, metaFolder))
	if err != nil {
		return nil, fmt.Errorf("read the folder of the buckets: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := s.loadBucket(e.Name()); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
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
	entries, err := os.ReadDir(filepath.Join(s.dir, metaFolder, name, "objects"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the objects of bucket %s: %w", name, err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".json" {
			continue
		}
		o := &object{}
		if err := readJSON(filepath.Join(s.dir, metaFolder, name, "objects", e.Name()), o); err != nil {
			return err
		}
		b.add(o)
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

// writeJSON writes a record so that it is there whole or not at all.
func writeJSON(file string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	temp := file + ".new"
	if err := os.WriteFile(temp, b, 0o600); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	if err := os.Rename(temp, file); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}

// readJSON reads a record; the error names the file.
func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read a record: %w", err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s is damaged; move it away to go on without what it describes: %w", file, err)
	}
	return nil
}
