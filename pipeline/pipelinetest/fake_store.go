package pipelinetest

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"maps"
	"sync"
	"testing"
	"time"

	"inflight/pipeline/consume"
)

// MemoryStore is a bucket store in memory. OnPut is called after a put.
type MemoryStore struct {
	mu      sync.Mutex
	Objects map[string][]byte
	Tagged  map[string]map[string]string
	meta    map[string]map[string]string
	OnPut   func(o consume.NewObject)
	Slow    time.Duration // of Get
	Plain   bool          // knows no conditions
	// FailPut is asked before an object is put, LosePut after: the error is all
	// that the caller hears.
	FailPut, LosePut func(o consume.NewObject) error
	Puts             int
}

func NewMemoryStore() *MemoryStore {
	return &MemoryStore{
		Objects: map[string][]byte{}, Tagged: map[string]map[string]string{}, meta: map[string]map[string]string{},
	}
}

// Set puts an object without an event.
func (s *MemoryStore) Set(path, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Objects[path] = []byte(content)
}

func (s *MemoryStore) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	s.mu.Lock()
	b, ok := s.Objects[bucket+"/"+key] // the one that was there when it began
	s.mu.Unlock()
	if err := travel(ctx, s.Slow); err != nil {
		return consume.Object{}, err
	}
	if !ok {
		return consume.Object{}, fmt.Errorf("get: %w", consume.ErrNoObject)
	}
	return consume.Object{Body: io.NopCloser(bytes.NewReader(b)), Size: int64(len(b)), ETag: ETagOf(b)}, nil
}

// ETagOf is the entity tag of S3: the MD5 of the content.
func ETagOf(b []byte) string { return fmt.Sprintf("%x", md5.Sum(b)) }

func (s *MemoryStore) Head(_ context.Context, bucket, key string) (consume.ObjectInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.Objects[bucket+"/"+key]
	if !ok {
		return consume.ObjectInfo{}, fmt.Errorf("head: %w", consume.ErrNoObject)
	}
	return consume.ObjectInfo{Size: int64(len(b)), ETag: ETagOf(b), Metadata: maps.Clone(s.meta[bucket+"/"+key])}, nil
}

func (s *MemoryStore) Put(_ context.Context, o consume.NewObject) (string, error) {
	b, err := io.ReadAll(o.Body)
	if err != nil {
		return "", err
	}
	if err := s.put(o, b); err != nil {
		return "", err
	}
	if s.OnPut != nil {
		s.OnPut(o)
	}
	if s.LosePut != nil {
		if err := s.LosePut(o); err != nil {
			return "", err
		}
	}
	return ETagOf(b), nil
}

func (s *MemoryStore) put(o consume.NewObject, b []byte) error {
	if s.FailPut != nil {
		if err := s.FailPut(o); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := o.Bucket + "/" + o.Key
	old, there := s.Objects[path]
	switch {
	case len(o.Key) > 1024:
		return errors.New("KeyTooLongError: Your key is too long")
	case s.Plain && (o.OnlyNew || o.IfMatch != ""):
		return fmt.Errorf("put: %w", consume.ErrNoConditions)
	case o.OnlyNew && there, o.IfMatch != "" && (!there || ETagOf(old) != o.IfMatch):
		return fmt.Errorf("put: %w", consume.ErrChanged)
	}
	s.Puts++
	s.Objects[path], s.Tagged[path], s.meta[path] = b, o.Tags, o.Metadata
	return nil
}

func (s *MemoryStore) Tags(_ context.Context, bucket, key string) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.Objects[bucket+"/"+key]; !ok {
		return nil, fmt.Errorf("tags: %w", consume.ErrNoObject)
	}
	return maps.Clone(s.Tagged[bucket+"/"+key]), nil
}

func (s *MemoryStore) SetTags(_ context.Context, bucket, key string, tags map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.Objects[bucket+"/"+key]; !ok {
		return fmt.Errorf("set tags: %w", consume.ErrNoObject)
	}
	s.Tagged[bucket+"/"+key] = tags
	return nil
}

func (s *MemoryStore) PresignGet(_ context.Context, bucket, key string, d time.Duration) (consume.Link, error) {
	return consume.Link{URL: "https://example.invalid/" + bucket + "/" + key, Expires: time.Now().Add(d)}, nil
}

// EngineFunc is an engine made of a function.
type EngineFunc func(ctx context.Context, image []byte) ([]byte, error)

func (EngineFunc) Name() string { return "test" }
func (f EngineFunc) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	return f(ctx, image)
}

// picky refuses images that say they are broken, and panics where they say so.
func picky(_ context.Context, image []byte) ([]byte, error) {
	switch string(image) {
	case "broken":
		return nil, errors.New("the JPEG ends too early")
	case "panic":
		panic("a fault in the engine")
	}
	return []byte("png of " + string(image)), nil
}

// Channel is a publisher that remembers what it was told.
type Channel struct {
	name string
	mu   sync.Mutex
	Keys []string
	Err  error
}

func (c *Channel) Channel() string { return c.name }
func (c *Channel) Publish(_ context.Context, a consume.Announcement) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Err != nil {
		return c.Err
	}
	c.Keys = append(c.Keys, a.SourceKey)
	return nil
}

// Body is an S3 event as EventBridge sends it.
func Body(key, sequencer string) string {
	return fmt.Sprintf(`{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"source"},`+
		`"object":{"key":%q,"size":3,"etag":"e-%s","sequencer":%q}}}`, key, sequencer, sequencer)
}

// EndedContext is a context that has ended: no patience.
func EndedContext(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}
