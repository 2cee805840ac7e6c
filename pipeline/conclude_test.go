package pipeline_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
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
