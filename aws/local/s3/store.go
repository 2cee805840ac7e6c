package s3

import (
	"fmt"
	"os"
	"path/filepath"
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
