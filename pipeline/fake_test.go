package pipeline_test

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

	"inflight/pipeline"
)

// memoryStore is a bucket store in memory. onPut is called after a put.
type memoryStore struct {
	mu      sync.Mutex
	objects map[string][]byte
	tags    map[string]map[string]string
	meta    map[string]map[string]string
	onPut   func(o pipeline.NewObject)
	slow    time.Duration // of Get
	plain   bool          // knows no conditions
	// failPut is asked before an object is put, losePut after: the error is all
	// that the caller hears.
	failPut, losePut func(o pipeline.NewObject) error
	puts             int
}

func newMemoryStore() *memoryStore {
	return &memoryStore{
		objects: map[string][]byte{}, tags: map[string]map[string]string{}, meta: map[string]map[string]string{},
	}
}

// set puts an object without an event.
func (s *memoryStore) set(path, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[path] = []byte(content)
}

func (s *memoryStore) Get(ctx context.Context, bucket, key string) (pipeline.Object, error) {
	s.mu.Lock()
	b, ok := s.objects[bucket+"/"+key] // the one that was there when it began
	s.mu.Unlock()
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return pipeline.Object{}, ctx.Err()
	}
	if !ok {
		return pipeline.Object{}, fmt.Errorf("get: %w", pipeline.ErrNoObject)
	}
	return pipeline.Object{Body: io.NopCloser(bytes.NewReader(b)), Size: int64(len(b)), ETag: etagOf(b)}, nil
}

// etagOf is the entity tag of S3: the MD5 of the content.
func etagOf(b []byte) string { return fmt.Sprintf("%x", md5.Sum(b)) }

func (s *memoryStore) Head(_ context.Context, bucket, key string) (pipeline.ObjectInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.objects[bucket+"/"+key]
	if !ok {
		return pipeline.ObjectInfo{}, fmt.Errorf("head: %w", pipeline.ErrNoObject)
	}
	return pipeline.ObjectInfo{Size: int64(len(b)), ETag: etagOf(b), Metadata: maps.Clone(s.meta[bucket+"/"+key])}, nil
}

func (s *memoryStore) Put(_ context.Context, o pipeline.NewObject) (string, error) {
	b, err := io.ReadAll(o.Body)
	if err != nil {
		return "", err
	}
	if err := s.put(o, b); err != nil {
		return "", err
	}
	if s.onPut != nil {
		s.onPut(o)
	}
	if s.losePut != nil {
		if err := s.losePut(o); err != nil {
			return "", err
		}
	}
	return etagOf(b), nil
}

func (s *memoryStore) put(o pipeline.NewObject, b []byte) error {
	if s.failPut != nil {
		if err := s.failPut(o); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := o.Bucket + "/" + o.Key
	old, there := s.objects[path]
	switch {
	case len(o.Key) > 1024:
		return errors.New("KeyTooLongError: Your key is too long")
	case s.plain && (o.OnlyNew || o.IfMatch != ""):
		return fmt.Errorf("put: %w", pipeline.ErrNoConditions)
	case o.OnlyNew && there, o.IfMatch != "" && (!there || etagOf(old) != o.IfMatch):
		return fmt.Errorf("put: %w", pipeline.ErrChanged)
	}
	s.puts++
	s.objects[path], s.tags[path], s.meta[path] = b, o.Tags, o.Metadata
	return nil
}

func (s *memoryStore) Tags(_ context.Context, bucket, key string) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.objects[bucket+"/"+key]; !ok {
		return nil, fmt.Errorf("tags: %w", pipeline.ErrNoObject)
	}
	return maps.Clone(s.tags[bucket+"/"+key]), nil
}

func (s *memoryStore) SetTags(_ context.Context, bucket, key string, tags map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.objects[bucket+"/"+key]; !ok {
		return fmt.Errorf("set tags: %w", pipeline.ErrNoObject)
	}
	s.tags[bucket+"/"+key] = tags
	return nil
}

func (s *memoryStore) PresignGet(_ context.Context, bucket, key string, d time.Duration) (pipeline.Link, error) {
	return pipeline.Link{URL: "https://example.invalid/" + bucket + "/" + key, Expires: time.Now().Add(d)}, nil
}

// engineFunc is an engine made of a function.
type engineFunc func(ctx context.Context, image []byte) ([]byte, error)

func (engineFunc) Name() string { return "test" }
func (f engineFunc) Shrink(ctx context.Context, image []byte) ([]byte, error) {
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

// channel is a publisher that remembers what it was told.
type channel struct {
	name string
	mu   sync.Mutex
	keys []string
	err  error
}

func (c *channel) Channel() string { return c.name }
func (c *channel) Publish(_ context.Context, a pipeline.Announcement) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	c.keys = append(c.keys, a.SourceKey)
	return nil
}

// body is an S3 event as EventBridge sends it.
func body(key, sequencer string) string {
	return fmt.Sprintf(`{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"source"},`+
		`"object":{"key":%q,"size":3,"etag":"e-%s","sequencer":%q}}}`, key, sequencer, sequencer)
}

// endedContext is a context that has ended: no patience.
func endedContext(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}
