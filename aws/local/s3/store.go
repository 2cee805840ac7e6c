package s3

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// store keeps buckets as folders and objects as plain files. What it knows of
// them is in memory; a record beside each object makes that durable. It is safe
// for use by many goroutines.
//
//	DIR/BUCKET/KEY                             content
//	DIR/.inflight/BUCKET/bucket.json           the bucket and its configurations
//	DIR/.inflight/BUCKET/objects/ID.json       an object's record
//	DIR/.inflight/BUCKET/uploads/ID/           a multipart upload and its parts
//	DIR/.inflight/.incoming/                   what is being received
type store struct {
	dir string
	now func() time.Time

	mu        sync.RWMutex
	buckets   map[string]*bucket
	sequencer int64
}

// metaFolder holds what a plain file cannot tell.
const metaFolder = ".inflight"

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

// object is what is known of an object. It is replaced, never changed.
type object struct {
	Key      string
	File     string // below the bucket's folder, with slashes
	Upload   string `json:",omitempty"` // the file it was received in, to finish what a crash cut short
	Size     int64
	ETag     string // without quotes
	Modified time.Time
	Headers  map[string]string `json:",omitempty"` // Content-Type, X-Amz-Meta-… and the like
	Class    string            `json:",omitempty"` // storage class; "" is STANDARD
	Tags     []tag             `json:",omitempty"`
	Sum      checksum
	Parts    []part `json:",omitempty"` // of a multipart upload
}

// newBucket makes a bucket without objects.
func newBucket(name string, at time.Time) *bucket {
	return &bucket{
		Name: name, Created: at, Config: map[string]string{}, objects: map[string]*object{},
		uploads: map[string]*multipart{}, files: map[string]bool{}, folders: map[string]int{},
	}
}

func (s *store) incoming() string { return filepath.Join(s.dir, metaFolder, ".incoming") }
func (s *store) bucketFile(b string) string {
	return filepath.Join(s.dir, metaFolder, b, "bucket.json")
}

func (s *store) objectsDir(b string) string { return filepath.Join(s.dir, metaFolder, b, "objects") }

func (s *store) uploadsDir(b string) string { return filepath.Join(s.dir, metaFolder, b, "uploads") }

func (s *store) recordFile(b, k string) string {
	return filepath.Join(s.objectsDir(b), keyID(k)+".json")
}

// dataFile is where the content of an object is.
func (s *store) dataFile(bucket string, o *object) string {
	return filepath.Join(s.dir, bucket, filepath.FromSlash(o.File))
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
	return nil, errNoSuchBucket
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

// find is an object, or the error that says what is missing.
func (s *store) find(bucket, key string) (*object, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.findLocked(bucket, key)
}

func (s *store) findLocked(bucket, key string) (*object, error) {
	b, err := s.bucket(bucket)
	if err != nil {
		return nil, err
	}
	if o := b.objects[key]; o != nil {
		return o, nil
	}
	return nil, errNoSuchKey
}

// open opens an object's content, which stays what it is while it is read.
func (s *store) open(bucket, key string) (*object, *os.File, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, err := s.findLocked(bucket, key)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(s.dataFile(bucket, o))
	if err != nil {
		return nil, nil, fmt.Errorf("open the content of s3://%s/%s: %w", bucket, key, err)
	}
	return o, f, nil
}

// put moves what was received to where it belongs, if allow, which may be nil,
// does not object to what is there now (nil for nothing). It returns the
// change's place in the order of changes.
//
// A record that names the received file is written first. Whether that file has
// moved tells after a crash if the new object had come into being.
func (s *store) put(bucket string, o *object, received string, allow func(*object) error) (sequencer string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return "", err
	}
	old := b.objects[o.Key]
	if allow != nil {
		if err := allow(old); err != nil {
			return "", err
		}
	}
	if old != nil {
		o.File = old.File
	} else {
		o.File = b.locate(o.Key)
	}
	o.Modified, o.Upload = s.now(), filepath.Base(received)
	if err := s.moveIn(bucket, o, received); err != nil {
		return "", fmt.Errorf("store s3://%s/%s: %w", bucket, o.Key, err)
	}
	b.add(o)
	return s.nextSequencer(), nil
}

// moveIn puts content and record in place.
func (s *store) moveIn(bucket string, o *object, received string) error {
	record := s.recordFile(bucket, o.Key)
	if err := writeFile(record+pendingSuffix, o); err != nil {
		return err
	}
	file := s.dataFile(bucket, o)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := os.Rename(received, file); err != nil {
		_ = os.Remove(record + pendingSuffix)
		return err
	}
	return os.Rename(record+pendingSuffix, record)
}

// remove deletes an object and returns it, nil if there was none, unless allow,
// which may be nil, objects.
func (s *store) remove(bucket, key string, allow func(*object) error) (o *object, sequencer string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return nil, "", err
	}
	o = b.objects[key]
	if allow != nil {
		if err := allow(o); err != nil {
			return nil, "", err
		}
	}
	if o == nil {
		return nil, "", nil
	}
	record := s.recordFile(bucket, key)
	if err := os.Rename(record, record+deletedSuffix); err != nil {
		return nil, "", fmt.Errorf("delete s3://%s/%s: %w", bucket, key, err)
	}
	b.drop(o)
	return o, s.nextSequencer(), s.finishDelete(bucket, o)
}

// finishDelete removes the content of an object that has been deleted, the
// folders that it leaves empty, and then the mark that this was to be done.
func (s *store) finishDelete(bucket string, o *object) error {
	file := s.dataFile(bucket, o)
	if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("delete s3://%s/%s: %w", bucket, o.Key, err)
	}
	for dir := filepath.Dir(file); dir != filepath.Join(s.dir, bucket); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			break
		}
	}
	return os.Remove(s.recordFile(bucket, o.Key) + deletedSuffix)
}

// retag replaces the tags of an object and nothing else.
func (s *store) retag(bucket, key string, tags []tag) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.findLocked(bucket, key)
	if err != nil {
		return err
	}
	o := *old
	o.Tags = tags
	if err := writeRecord(s.recordFile(bucket, key), &o); err != nil {
		return err
	}
	s.buckets[bucket].objects[key] = &o
	return nil
}

// nextSequencer is a number that rises with every change. The lock is held.
func (s *store) nextSequencer() string {
	s.sequencer = max(s.sequencer+1, s.now().UnixNano())
	return fmt.Sprintf("%016X", s.sequencer)
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
