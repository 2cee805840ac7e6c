package pipeline_test

import (
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// TestAFrozenProducerUploadsWhatAPersonAsksForAndNothingElse: who stops the world to
// look at it may still give it work.
func TestAFrozenProducerUploadsWhatAPersonAsksForAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		world := freeze.New(log, nil)
		store := pipelinetest.NewMemoryStore()
		p := &pipeline.Producer{Log: log, World: world, Store: store, Bucket: "source", Images: &plenty{}, Count: 5, Rate: 1}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(t.Context())
		}()
		time.Sleep(1500 * time.Millisecond)
		world.Freeze()
		time.Sleep(time.Hour)
		synctest.Wait()
		if n, _ := p.Totals(); n != 2 {
			t.Errorf("frozen after 1.5 s, it has uploaded %d", n)
		}
		if err := p.Upload(t.Context(), 1); err != nil {
			t.Error(err)
		}
		if n, _ := p.Totals(); n != 3 {
			t.Errorf("with one by hand it has uploaded %d", n)
		}
		world.Thaw()
		<-ended
		if n, failed := p.Totals(); n != 6 || failed != 0 {
			t.Errorf("in the end it has uploaded %d, and %d failed", n, failed)
		}
	})
}
