package s3

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bucket is one bucket. Its fields are guarded by the store's lock.
type bucket struct {
	Name    string
	Created time.Time
	Config  map[string]string // sub-resource to document

	objects map[string]*object
	keys    []string // of objects, in order
	uploads map[string]*multipart
	files   map[string]bool // files taken, in lower case
	folders map[string]int  // folders taken, and by how many files

	events bool       // EventBridge is turned on
	rules  *lifecycle // nil without any
}

// newBucket makes a bucket without objects.
func newBucket(name string, at time.Time) *bucket {
	return &bucket{
		Name: name, Created: at, Config: map[string]string{}, objects: map[string]*object{},
		uploads: map[string]*multipart{}, files: map[string]bool{}, folders: map[string]int{},
	}
}

// mustHave is the error for a bucket that is not there.
func (s *store) mustHave(bucket string) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, err := s.bucket(bucket)
	return err
}

// bucket is a bucket, or the error that it is not there. The lock is held.
func (s *store) bucket(name string) (*bucket, error) {
	if b := s.buckets[name]; b != nil {
		return b, nil
	}
	return nil, errNoSuchBucket.with("BucketName", name)
}

// bucketList are the buckets by name.
func (s *store) bucketList() []*bucket {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []*bucket
	for _, b := range s.buckets {
		list = append(list, &bucket{Name: b.Name, Created: b.Created})
	}
	slices.SortFunc(list, func(x, y *bucket) int { return strings.Compare(x.Name, y.Name) })
	return list
}

// createBucket makes a bucket, unless it is there already.
func (s *store) createBucket(name string) (existed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets[name] != nil {
		return true, nil
	}
	b := newBucket(name, s.now())
	if err := s.outside(name, "."); err != nil {
		return false, fmt.Errorf("make the bucket %s: %w", name, err)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, name), 0o700); err != nil {
		return false, fmt.Errorf("make the folder of bucket %s: %w", name, err)
	}
	if err := writeRecord(s.bucketFile(name), b); err != nil {
		return false, err
	}
	s.buckets[name] = b
	return false, nil
}

// deleteBucket removes an empty bucket and its unfinished uploads.
func (s *store) deleteBucket(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(name)
	if err != nil {
		return err
	}
	if len(b.objects) > 0 {
		return &apiError{409, "BucketNotEmpty", "The bucket you tried to delete is not empty"}
	}
	if err := os.Remove(s.bucketFile(name)); err != nil { // without its record it is no bucket
		return fmt.Errorf("delete bucket %s: %w", name, err)
	}
	delete(s.buckets, name)
	if err := os.RemoveAll(filepath.Join(s.dir, metaFolder, name)); err != nil {
		return fmt.Errorf("delete bucket %s: %w", name, err)
	}
	_ = os.Remove(filepath.Join(s.dir, name)) // it stays if somebody else's files are in it
	return nil
}

// add makes an object known.
func (b *bucket) add(o *object) {
	if _, known := b.objects[o.Key]; !known {
		b.occupy(o.File)
		at, _ := slices.BinarySearch(b.keys, o.Key)
		b.keys = slices.Insert(b.keys, at, o.Key)
	}
	b.objects[o.Key] = o
}

// drop makes an object unknown.
func (b *bucket) drop(o *object) {
	delete(b.objects, o.Key)
	b.vacate(o.File)
	if at, found := slices.BinarySearch(b.keys, o.Key); found {
		b.keys = slices.Delete(b.keys, at, at+1)
	}
}
