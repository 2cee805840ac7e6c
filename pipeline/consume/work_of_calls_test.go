package consume_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// askedQueue notes for which work each of its calls is made.
type askedQueue struct {
	consume.Queue
	mu    sync.Mutex
	works map[string]event.Work
}

func (q *askedQueue) note(ctx context.Context, call string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.works[call] = event.WorkOf(ctx)
}

func (q *askedQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	q.note(ctx, "receive")
	return q.Queue.Receive(ctx, limit, wait, visibility)
}

func (q *askedQueue) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	q.note(ctx, "extend")
	return q.Queue.ChangeVisibility(ctx, receipt, d)
}

func (q *askedQueue) Delete(ctx context.Context, receipt string) error {
	q.note(ctx, "delete")
	return q.Queue.Delete(ctx, receipt)
}

// askedStore notes it of the calls of a bucket.
type askedStore struct {
	*pipelinetest.MemoryStore
	queue *askedQueue
}

func (s *askedStore) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	s.queue.note(ctx, "get")
	return s.MemoryStore.Get(ctx, bucket, key)
}

func (s *askedStore) Put(ctx context.Context, o consume.NewObject) (string, error) {
	s.queue.note(ctx, "put")
	return s.MemoryStore.Put(ctx, o)
}

func TestOfSeveralImagesInAMessageACallNamesItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		q := &askedQueue{Queue: r.Memory, works: map[string]event.Work{}}
		r.Queue, r.Store = q, &askedStore{r.Buckets, q}
		r.Buckets.Set("source/a.jpg", "photo")
		r.Buckets.Set("source/b.jpg", "photo")
		r.Memory.Send("both", `{"Records":[
			{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"source"},"object":{"key":"a.jpg"}}},
			{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"source"},"object":{"key":"b.jpg"}}}]}`)
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		r.Stop(t.Context())
		if got := q.works["get"]; got.Key != "b.jpg" { // the last
			t.Errorf("the second image is downloaded for %+v", got)
		}
	})
}

func TestEveryCallOfAWorkerSaysForWhichMessageItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		q := &askedQueue{Queue: r.Memory, works: map[string]event.Work{}}
		r.Queue, r.Store = q, &askedStore{r.Buckets, q}
		r.Pace = 10 * time.Second // long enough for a heartbeat
		r.Image("storm.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Minute)
		r.Stop(t.Context())
		message := event.Work{Worker: "1", MessageID: "id-storm.jpg", Key: "storm.jpg"}
		for call, want := range map[string]event.Work{
			"receive": {Worker: "1"}, "extend": message, "delete": message, "get": message, "put": message,
		} {
			if got, called := q.works[call]; !called || got != want {
				t.Errorf("%s is made for %+v, want %+v (%v)", call, got, want, called)
			}
		}
	})
}
