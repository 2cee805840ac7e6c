package pipeline_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestAProducerGoesByTheClockAndNotByTheWall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		hand := r.ByHand()
		p := &pipeline.Producer{Log: r.Log, Store: r.Buckets, Bucket: "source", Images: &plenty{}, Count: 4, Rate: 0.5}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(t.Context())
		}()
		for want := 1; want <= 4; want++ {
			time.Sleep(time.Hour)
			hand.Move(0)
			if up, _ := p.Totals(); up != want {
				t.Errorf("%d uploaded, want %d", up, want)
			}
			wall := time.Now()
			hand.Move(2 * time.Second)
			if !time.Now().Equal(wall) {
				t.Error("the wall clock went on")
			}
		}
		<-ended
	})
}

func TestAnUploadIsTriedAgainByTheClockAndNotByTheWall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		hand := r.ByHand()
		tries := 0
		r.Buckets.FailPut = func(consume.NewObject) error {
			if tries++; tries == 1 {
				return &consume.PassingError{Err: errors.New("503"), After: time.Minute}
			}
			return nil
		}
		p := &pipeline.Producer{Log: r.Log, Store: r.Buckets, Bucket: "source", Images: &plenty{}, Count: pipeline.NoImages}
		ended := make(chan error)
		go func() { ended <- p.Upload(t.Context(), 1) }()
		time.Sleep(time.Hour)
		if hand.Move(59 * time.Second); tries != 1 {
			t.Errorf("%d tries before its time", tries)
		}
		hand.Move(time.Second)
		if err := <-ended; err != nil || tries != 2 {
			t.Errorf("%d tries: %v", tries, err)
		}
		up := r.Told(event.KindOf[event.ObjectUploaded]())
		if len(up) != 1 || pipelinetest.As[event.ObjectUploaded](up[0]).Took != time.Minute || !up[0].Time.Equal(hand.Now()) {
			t.Errorf("told %+v", up)
		}
	})
}

func TestTheQueuesAreAskedByTheClockAndNotByTheWall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		hand := r.ByHand()
		p := &pipeline.Pipeline{Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, Setup: event.Setup{Queue: "q"}}
		p.DeadLetters.Log = r.Log
		ctx, cancel := context.WithCancel(t.Context())
		var outcome pipeline.Outcome
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			outcome, _ = p.Run(ctx)
		}()
		time.Sleep(time.Hour)
		if n := len(r.Told(event.KindOf[event.QueueSampled]())); n != 1 {
			t.Errorf("asked %d times while the clock stood still", n)
		}
		hand.Move(3 * time.Second)
		if n := len(r.Told(event.KindOf[event.QueueSampled]())); n != 3 {
			t.Errorf("asked %d times in three seconds", n)
		}
		cancel()
		<-ended
		if outcome.Took != 3*time.Second {
			t.Errorf("the run took %s", outcome.Took)
		}
	})
}
