package pipeline_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// farStore takes time to say what is there.
type farStore struct {
	*pipelinetest.MemoryStore

	answer time.Duration
}

func (s farStore) Head(ctx context.Context, bucket, key string) (consume.ObjectInfo, error) {
	select {
	case <-time.After(s.answer):
		return s.MemoryStore.Head(ctx, bucket, key)
	case <-ctx.Done():
		return consume.ObjectInfo{}, ctx.Err()
	}
}

// elsewhere is a drain of 400 images that another process has made, on a store that
// answers so late.
func elsewhere(t *testing.T, answer time.Duration) *told {
	t.Helper()
	d := tellDrain(t, func(p *pipeline.Pipeline) {
		p.Consumers.Store = farStore{p.Consumers.Store.(*pipelinetest.MemoryStore), answer}
	})
	for i := range 400 {
		key := fmt.Sprintf("%03d.jpg", i)
		d.uploaded(key)
		d.thumbnail(key, "1")
	}
	return d.emptied()
}

func TestAsManyThumbnailsAreFoundAsAnotherProcessHasMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, _ := elsewhere(t, 500*time.Millisecond).outcome()
		if out.Thumbnails != 400 || out.Unasked != nil || out.Failed() {
			t.Errorf("got %d thumbnails: %+v", out.Thumbnails, out)
		}
	})
}

func TestAStoreThatDoesNotAnswerIsAskedForThumbnailsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, took := elsewhere(t, time.Hour).outcome()
		if took > 15*time.Second || out.Ends[pipeline.EndUnknown].Count != 400 {
			t.Errorf("it ended after %s: %+v", took, out)
		}
		if out.Unasked != nil {
			t.Errorf("the dead-letter queue was not asked: %v", out.Unasked)
		}
	})
}

// mute does not answer the first so many questions for the dead letters, but for those of
// the sampler.
type mute struct {
	*countedQueues

	first int
}

func (q *mute) Counts(ctx context.Context, queue string) (pipeline.Counts, error) {
	if queue == "dlq" && !event.Bookkeeping(ctx) && q.first > 0 {
		q.first--
		<-ctx.Done()
		return pipeline.Counts{}, ctx.Err()
	}
	return q.countedQueues.Counts(ctx, queue)
}

func TestOneLostAnswerDoesNotDecideHowARunEnds(t *testing.T) {
	for lost, unasked := range map[int]bool{0: false, 1: false, 2: false, 3: true} {
		synctest.Test(t, func(t *testing.T) {
			d := tellDrain(t, func(p *pipeline.Pipeline) { p.Queues = &mute{p.Queues.(*countedQueues), lost} })
			d.uploaded("a.jpg")
			d.thumbnail("a.jpg", "1")
			d.sent("a.jpg")
			d.Log.Emit(event.Event{MessageID: "a.jpg", Body: &event.MessageDeleted{}})
			if out, _ := d.emptied().outcome(); (out.Unasked != nil) != unasked {
				t.Errorf("with %d lost: %v", lost, out.Unasked)
			}
		})
	}
}
