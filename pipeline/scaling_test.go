package pipeline_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// scaling runs a pipeline with 1 to 8 workers on a backlog of fifty images of a second
// each, and meanwhile what a test wants to do.
func scaling(t *testing.T, model string, meanwhile func(p *pipeline.Pipeline)) []event.Event {
	t.Helper()
	r := pipelinetest.NewRig()
	r.Model = model
	r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, image []byte) ([]byte, error) {
		return image, clock.Clock{}.Wait(ctx, time.Second)
	})
	p := assemble(r, &mixed{}, 0)
	p.Producer, p.Drain, p.Workers, p.Scaling = nil, false, 1, &pipeline.Scaling{Least: 1, Most: 8}
	for i := range 50 {
		r.Image(string(rune('a'+i))+".jpg", "photo")
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { p.Run(ctx); close(ended) }()
	meanwhile(p)
	time.Sleep(2 * time.Minute)
	cancel()
	<-ended
	return r.Told(event.KindOf[event.ModelChanged]())
}

func TestTheNumberOfWorkersGoesUpWithTheBacklogAndDownAfterIt(t *testing.T) {
	for _, model := range []string{"pool", "dispatch", "staged", "spawn"} {
		t.Run(model, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				most, last := 0, 0
				reasons := ""
				for _, e := range scaling(t, model, func(*pipeline.Pipeline) {}) {
					b := pipelinetest.As[event.ModelChanged](e)
					most, last = max(most, b.Workers), b.Workers
					reasons += b.Reason + "\n"
					if b.Least != 1 || b.Most != 8 {
						t.Errorf("it keeps to %d-%d", b.Least, b.Most)
					}
				}
				if most != 8 || last != 1 || !strings.Contains(reasons, "target 4: 7 more") || !strings.Contains(reasons, "fewer") {
					t.Errorf("at most %d, in the end %d, for\n%s", most, last, reasons)
				}
			})
		})
	}
}

func TestWhoSetsTheNumberByHandTurnsScalingOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := scaling(t, "pool", func(p *pipeline.Pipeline) {
			time.Sleep(1500 * time.Millisecond)
			if err := p.SetWorkers(t.Context(), 2); err != nil {
				t.Error(err)
			}
		})
		b := pipelinetest.As[event.ModelChanged](events[len(events)-1])
		if b.Workers != 2 || b.Most != 0 || b.Reason != "scaling is off: their number was set by hand" {
			t.Errorf("the last is %+v", b)
		}
	})
}

func TestInAFrozenWorldTheNumberStaysAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := scaling(t, "pool", func(p *pipeline.Pipeline) {
			time.Sleep(500 * time.Millisecond)
			world := freeze.New(p.Log, nil) // whose clock is not ours: samples go on
			world.Freeze()
			time.Sleep(time.Minute)
			synctest.Wait()
			if n, _ := p.Consumers.Wanted(); n != 1 {
				t.Errorf("frozen, %d workers are wanted", n)
			}
			world.Thaw()
		})
		if len(events) < 1 {
			t.Error("afterwards it does not follow the backlog")
		}
	})
}
