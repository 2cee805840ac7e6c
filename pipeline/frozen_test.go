package pipeline_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// halting freezes a world in the midst of a put, which then fails, or does not.
type halting struct {
	consume.ObjectStore
	world *freeze.World
	at    int64 // so many puts
	err   error
	puts  atomic.Int64
}

func (h *halting) Put(ctx context.Context, o consume.NewObject) (string, error) {
	if h.puts.Add(1) == h.at {
		h.world.Freeze()
		if h.err != nil {
			return "", h.err
		}
	}
	return h.ObjectStore.Put(ctx, o)
}

func TestWhatComesOfAnUploadIsToldBeforeTheWorldIsSaidToBeFrozen(t *testing.T) {
	for name, err := range map[string]error{
		"it is stored": nil, "it fails": errors.New("no"), "it is tried again": &consume.PassingError{Err: errors.New("busy")},
	} {
		for n := int64(1); n <= 3; n++ {
			synctest.Test(t, func(t *testing.T) {
				log := &event.Log{}
				events := log.NewReader()
				world := freeze.New(log, nil)
				h := &halting{ObjectStore: pipelinetest.NewMemoryStore(), world: world, at: n, err: err}
				p := &pipeline.Producer{Log: log, World: world, Store: h, Bucket: "source", Images: &plenty{}, Count: 3, Rate: 1}
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					p.Run(t.Context())
				}()
				time.Sleep(time.Hour)
				synctest.Wait()
				kinds := pipelinetest.KindsOf(events.Take(nil))
				if last := kinds[len(kinds)-1]; last != event.KindOf[event.WorldFrozen]() || len(kinds) < 2 {
					t.Errorf("%s, upload %d: told is %v", name, n, kinds)
				}
				world.Thaw()
				<-ended
			})
		}
	}
}

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
