package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/pipeline"
)

// memoryQueue is a queue with visibility timeouts and a dead-letter queue, as
// small as the tests need it. In a synctest bubble its time is virtual.
type memoryQueue struct {
	mu       sync.Mutex
	max      int // receives before a message is dead
	messages []*memoryMessage
	dead     []*memoryMessage
	onDead   func(id string, count int)
	extended int
	refuse   error // of ChangeVisibility
	stale    int   // changes of visibility by who had the message no more
}

type memoryMessage struct {
	id, body, receipt string
	count             int
	sent, visible     time.Time
}

func (q *memoryQueue) send(id, body string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, &memoryMessage{id: id, body: body, sent: time.Now(), visible: time.Now()})
}

func (q *memoryQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]pipeline.Delivery, error) {
	for end := time.Now().Add(wait); ; {
		if d := q.take(limit, visibility); len(d) > 0 {
			return d, nil
		}
		if !time.Now().Before(end) {
			return nil, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (q *memoryQueue) take(limit int, visibility time.Duration) (got []pipeline.Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range slices.Clone(q.messages) {
		if len(got) == limit || m.visible.After(time.Now()) {
			continue
		}
		if m.count++; m.count > q.max {
			q.messages = slices.DeleteFunc(q.messages, func(o *memoryMessage) bool { return o == m })
			q.dead = append(q.dead, m)
			if q.onDead != nil {
				q.onDead(m.id, m.count-1)
			}
			continue
		}
		m.visible = time.Now().Add(visibility)
		m.receipt = fmt.Sprintf("%s/%d", m.id, m.count)
		got = append(got, pipeline.Delivery{MessageID: m.id, Receipt: m.receipt, Body: m.body, ReceiveCount: m.count, SentAt: m.sent})
	}
	return got
}

func (q *memoryQueue) ChangeVisibility(_ context.Context, receipt string, d time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.refuse != nil {
		return q.refuse
	}
	for _, m := range q.messages {
		if id, _, _ := strings.Cut(receipt, "/"); m.id == id && (m.receipt != receipt || !m.visible.After(time.Now())) {
			q.stale++
		}
		if m.receipt == receipt {
			m.visible = time.Now().Add(d)
			q.extended++
		}
	}
	return nil
}

func (q *memoryQueue) Delete(_ context.Context, receipt string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	id, _, _ := strings.Cut(receipt, "/")
	q.messages = slices.DeleteFunc(q.messages, func(m *memoryMessage) bool { return m.id == id })
	return nil
}

func (q *memoryQueue) Counts(_ context.Context, queue string) (c pipeline.Counts, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if queue == "dlq" {
		return pipeline.Counts{Visible: len(q.dead)}, nil
	}
	for _, m := range q.messages {
		if m.visible.After(time.Now()) {
			c.InFlight++
		} else {
			c.Visible++
		}
	}
	return c, nil
}

func (q *memoryQueue) Purge(context.Context, string) error { return nil }

// left tells how many messages there are at all.
func (q *memoryQueue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages)
}

// visible tells how many messages can be received now.
func (q *memoryQueue) visible() int {
	c, _ := q.Counts(context.Background(), "q")
	return c.Visible
}

// memoryStore is a bucket store in memory. onPut is called after a put.
type memoryStore struct {
	mu      sync.Mutex
	objects map[string][]byte
	tags    map[string]map[string]string
	onPut   func(o pipeline.NewObject)
	slow    time.Duration // of Get
}

func newMemoryStore() *memoryStore {
	return &memoryStore{objects: map[string][]byte{}, tags: map[string]map[string]string{}}
}

// set puts an object without an event.
func (s *memoryStore) set(path, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[path] = []byte(content)
}

func (s *memoryStore) Get(ctx context.Context, bucket, key string) (pipeline.Object, error) {
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return pipeline.Object{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.objects[bucket+"/"+key]
	if !ok {
		return pipeline.Object{}, fmt.Errorf("get: %w", pipeline.ErrNoObject)
	}
	return pipeline.Object{Body: io.NopCloser(bytes.NewReader(b)), Size: int64(len(b)), ETag: "etag"}, nil
}

func (s *memoryStore) Put(_ context.Context, o pipeline.NewObject) (string, error) {
	b, err := io.ReadAll(o.Body)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.objects[o.Bucket+"/"+o.Key] = b
	s.tags[o.Bucket+"/"+o.Key] = o.Tags
	s.mu.Unlock()
	if s.onPut != nil {
		s.onPut(o)
	}
	return "etag", nil
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
	s.tags[bucket+"/"+key] = tags
	return nil
}

func (s *memoryStore) PresignGet(_ context.Context, bucket, key string, _ time.Duration) (string, error) {
	return "https://example.invalid/" + bucket + "/" + key, nil
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

// heal ends the refusal.
func (q *memoryQueue) heal() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.refuse = nil
}

// endedContext is a context that has ended: no patience.
func endedContext(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}
