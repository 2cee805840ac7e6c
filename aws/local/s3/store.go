package s3

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// store keeps buckets as folders and objects as plain files. What it knows of
// them is in memory; a record beside each object makes that durable
// (object_record.go). It is safe for use by many goroutines.
//
//	DIR/BUCKET/KEY                             content
//	DIR/.inflight/BUCKET/bucket.json           the bucket and its configurations
//	DIR/.inflight/BUCKET/objects/ID.json       an object's record
//	DIR/.inflight/BUCKET/uploads/ID/           a multipart upload and its parts
//	DIR/.inflight/.incoming/                   what is being received
//	DIR/.inflight/.outbox                      events that are not settled
type store struct {
	dir     string
	now     func() time.Time
	keeps   bool          // records are written, for the process after this one
	tells   bool          // somebody hears of events
	outbox  *outbox       // nil where events are not kept
	untold  []ObjectEvent // of the process before
	buffers sync.Pool     // of *[copyBuffer]byte
	step    func(string)  // nil, or a test that ends the process between two steps of a change

	mu        sync.RWMutex
	buckets   map[string]*bucket
	sequencer int64
}

// metaFolder holds what a plain file cannot tell.
const metaFolder = ".inflight"

// object is what is known of an object. It is replaced, never changed.
type object struct {
	Key    string
	File   string // below the bucket's folder, with slashes
	Upload string `json:",omitempty"` // the file it was received in, to finish what a crash cut short
	// Sequencer is the place of its creation in the order of changes.
	Sequencer string `json:",omitempty"`
	Size      int64
	ETag      string // without quotes
	Modified  time.Time
	Headers   map[string]string `json:",omitempty"` // Content-Type, X-Amz-Meta-… and the like
	Class     string            `json:",omitempty"` // storage class; "" is STANDARD
	Tags      []tag             `json:",omitempty"`
	Sum       checksum
	Parts     []part `json:",omitempty"` // of a multipart upload
}

func (s *store) incoming() string { return filepath.Join(s.dir, metaFolder, ".incoming") }
func (s *store) bucketFile(b string) string {
	return filepath.Join(s.dir, metaFolder, b, "bucket.json")
}

func (s *store) uploadsDir(b string) string { return filepath.Join(s.dir, metaFolder, b, "uploads") }

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
	return nil, errNoSuchKey.with("Key", key)
}

// open opens an object's content, which stays what it is while it is read.
func (s *store) open(bucket, key string) (*object, *os.File, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, err := s.findLocked(bucket, key)
	if err != nil {
		return nil, nil, err
	}
	if err := s.outside(bucket, o.File); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(s.dataFile(bucket, o))
	if err != nil {
		return nil, nil, fmt.Errorf("open the content of s3://%s/%s: %w", bucket, key, err)
	}
	return o, f, nil
}

// put moves what was received to where it belongs, if allow, which may be nil,
// does not object to what is there now (nil for nothing). It returns the event
// that reports it, nil if the bucket's events are not wanted.
func (s *store) put(bucket string, o *object, received string, allow func(*object) error, e ObjectEvent) (*ObjectEvent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return nil, err
	}
	old := b.objects[o.Key]
	if allow != nil {
		if err := allow(old); err != nil {
			return nil, err
		}
	}
	if o.File, err = s.settleOn(b, o.Key, old); err != nil {
		return nil, fmt.Errorf("store s3://%s/%s: %w", bucket, o.Key, err)
	}
	s.reached("folder")
	o.Modified, o.Upload, o.Sequencer = s.now(), filepath.Base(received), s.nextSequencer()
	e.Sequencer = o.Sequencer
	told, err := s.moveIn(b, o, received, e)
	if err != nil {
		return nil, fmt.Errorf("store s3://%s/%s: %w", bucket, o.Key, err)
	}
	b.add(o)
	return told, nil
}

// settleOn is the file that an object is to have, whose folder is there.
func (s *store) settleOn(b *bucket, key string, old *object) (file string, err error) {
	if old == nil {
		return s.clearWay(b, key)
	}
	folder, _, err := s.way(b.Name, old.File)
	if err != nil {
		return "", err
	}
	return old.File, s.makeFolder(b.Name, old.File, folder)
}

// moveIn puts content and record in place. What can fail comes first: the folder
// of the content, which is there, the record under another name, the event. Then the content
// moves, and from then on the object is the new one: the record names the received
// file, and whether that has moved tells after a crash what it was cut short at.
func (s *store) moveIn(b *bucket, o *object, received string, e ObjectEvent) (*ObjectEvent, error) {
	err := s.recordPending(b.Name, o)
	var told *ObjectEvent
	if err == nil {
		s.reached("pending")
		told, err = s.announce(b, e, o)
	}
	if err == nil {
		s.reached("announced")
		if err = os.Rename(received, s.dataFile(b.Name, o)); err != nil {
			s.outbox.settle(e.Sequencer)
		}
	}
	if err != nil {
		s.recordNothing(b.Name, o)
		return nil, err
	}
	s.reached("moved")
	s.recordPut(b.Name, o)
	s.reached("recorded")
	return told, nil
}

// reached tells a test how far a change has come.
func (s *store) reached(step string) {
	if s.step != nil {
		s.step(step)
	}
}

// remove deletes an object, unless allow, which may be nil, objects, and returns
// the event that reports it; nil if there was none, or if the bucket's events are
// not wanted.
func (s *store) remove(bucket, key string, allow func(*object) error, e ObjectEvent) (*ObjectEvent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return nil, err
	}
	o := b.objects[key]
	if allow != nil {
		if err := allow(o); err != nil {
			return nil, err
		}
	}
	if o == nil {
		return nil, nil //nolint:nilnil // nothing was there, which is no error
	}
	e.Sequencer = s.nextSequencer()
	told, err := s.announce(b, e, o)
	if err != nil {
		return nil, fmt.Errorf("delete s3://%s/%s: %w", bucket, key, err)
	}
	s.reached("announced")
	if err := s.recordDeleting(bucket, o); err != nil {
		s.outbox.settle(e.Sequencer)
		return nil, fmt.Errorf("delete s3://%s/%s: %w", bucket, key, err)
	}
	b.drop(o)
	s.reached("recorded")
	return told, s.finishDelete(bucket, o)
}

// finishDelete removes the content of an object that has been deleted, the
// folders that it leaves empty, and then the mark that this was to be done.
func (s *store) finishDelete(bucket string, o *object) error {
	file := s.dataFile(bucket, o)
	if s.outside(bucket, o.File) != nil { // what is behind a link is not ours, and neither is the link
		return s.recordDeleted(bucket, o)
	}
	if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("delete s3://%s/%s: %w", bucket, o.Key, err)
	}
	s.reached("removed")
	for dir := filepath.Dir(file); dir != filepath.Join(s.dir, bucket); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			break
		}
	}
	return s.recordDeleted(bucket, o)
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
	if err := s.recordAgain(bucket, &o); err != nil {
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

// rise lets the numbers to come be greater than one of a process before, also
// where the clock has gone back since.
func (s *store) rise(sequencer string) {
	if n, err := strconv.ParseInt(sequencer, 16, 64); err == nil {
		s.sequencer = max(s.sequencer, n)
	}
}
