package pipeline_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// assemble makes a whole pipeline whose bucket sends events to the queue.
func assemble(r *pipelinetest.Rig, images pipeline.Images, count int) *pipeline.Pipeline {
	r.Buckets.OnPut = func(o consume.NewObject) {
		if o.Bucket == "source" {
			r.Memory.Send("id-"+o.Key, strings.Replace(pipelinetest.Body(o.Key, "1"), "e-1", "etag", 1)) // as Put answers
		}
	}
	return &pipeline.Pipeline{
		Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, Workers: 2, Drain: true,
		Setup:    event.Setup{Queue: "q", DeadLetterQueue: "dlq", MaxReceives: 3, Visibility: 30},
		Producer: &pipeline.Producer{Log: r.Log, Store: r.Buckets, Bucket: "source", Images: images, Count: count, Rate: 10},
	}
}

// mixed gives good images and, every third, a broken one.
type mixed struct{ n int }

func (m *mixed) Next(context.Context) (pipeline.NewImage, error) {
	m.n++
	content := "photo"
	if m.n%3 == 0 {
		content = "broken"
	}
	return pipeline.NewImage{Key: string(rune('a'+m.n)) + ".jpg", Body: pipeline.NewBody([]byte(content))}, nil
}

func (m *mixed) Broken(ctx context.Context) (pipeline.NewImage, error) { return m.Next(ctx) }

func TestADrainEndsWhenEverythingProducedHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		// Who reports a death knows the image by its message.
		r.Memory.OnDead = func(id string, count int) { r.DeadLettered("dlq", id, "source", id[len("id-"):], count) }
		p := assemble(r, &mixed{}, 6)
		outcome, interrupted := p.Run(t.Context())
		if interrupted || outcome.Uploaded != 6 || outcome.Thumbnails != 4 || outcome.Dead() != 2 || !outcome.Failed() {
			t.Errorf("got %+v, interrupted %v", outcome, interrupted)
		}
		events := r.Told(event.KindOf[event.PipelineStarted](), event.KindOf[event.RunFinished]())
		if got := pipelinetest.KindsOf(events); !slices.Equal(got, []event.Kind{event.KindOf[event.PipelineStarted](), event.KindOf[event.RunFinished]()}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestAnInterruptedRunLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = time.Minute
		p := assemble(r, &mixed{}, 2)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begun := time.Now()
		_, interrupted := p.Run(ctx)
		if !interrupted || time.Since(begun) > 8*time.Second {
			t.Errorf("interrupted %v after %s", interrupted, time.Since(begun))
		}
		if r.Memory.Visible() != 2 {
			t.Errorf("%d of 2 messages are visible at once", r.Memory.Visible())
		}
	})
}

func TestInsightsAreRaisedWhileTheyHoldAndClearedAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		p := assemble(r, &mixed{}, 2)
		p.Drain = false
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.Run(ctx)
		}()
		time.Sleep(1500 * time.Millisecond)
		if err := p.Pause(ctx); err != nil {
			t.Error(err)
		}
		synctest.Wait() // the polls have ended
		r.Image("z.jpg", "photo")
		time.Sleep(3 * time.Second)
		if err := p.Resume(ctx); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		cancel()
		<-done
		events := r.Told(event.KindOf[event.InsightRaised](), event.KindOf[event.InsightCleared]())
		if len(events) != 2 || pipelinetest.As[event.InsightRaised](events[0]).Insight != "nobody-consumes" || !event.Is[event.InsightCleared](&events[1]) {
			t.Errorf("got %+v", events)
		}
	})
}

func TestWorkersOutOfRangeAreRefused(t *testing.T) {
	p := &pipeline.Pipeline{Consumers: &consume.Consumers{}}
	for _, n := range []int{-1, event.MaxWorkers + 1} {
		if p.SetWorkers(t.Context(), n) == nil {
			t.Errorf("%d workers were accepted", n)
		}
	}
}

// TestWhatAPurgeThrewAwayIsNotSaidToDie: its last try is over when it is purged, and ours
// ask for messages after that.
func TestWhatAPurgeThrewAwayIsNotSaidToDie(t *testing.T) {
	for queue, want := range map[string]int{"q": 0, "dlq": 1} {
		synctest.Test(t, func(t *testing.T) {
			r := pipelinetest.NewRig()
			r.DeathsReported, r.Memory.OnDead, r.Memory.Max, r.MaxReceives = false, nil, 1, 1
			p := &pipeline.Pipeline{Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq"}}
			r.Image("photo.jpg", "photo")
			r.Start(t.Context(), 0)
			m, err := r.ReceiveByHand(t.Context())
			if err = errors.Join(err, r.GiveBackInHand(t.Context(), m.MessageID)); err != nil {
				t.Fatal(err)
			}
			purge := p.Purge
			if queue == "dlq" {
				purge = p.PurgeDeadLetters
			}
			if err := purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if m, err := r.ReceiveByHand(t.Context()); err != nil || m.MessageID != "" {
				t.Fatalf("received again: %+v, %v", m, err)
			}
			if dead := r.Told(event.KindOf[event.MessageDead]()); len(dead) != want {
				t.Errorf("after a purge of %s %d are said to be dead, want %d", queue, len(dead), want)
			}
			r.Stop(t.Context())
		})
	}
}

func TestAPurgeIsToldOnceAndOnlyOneThatWasMade(t *testing.T) {
	for name, tc := range map[string]struct {
		elsewhere bool // somebody else reports it
		want      []string
	}{
		"where nobody else does":         {false, []string{"q", "dlq"}},
		"where the embedded AWS does so": {true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				p := &pipeline.Pipeline{
					Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, PurgesReported: tc.elsewhere,
					Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq"},
				}
				if err := errors.Join(p.Purge(t.Context()), p.PurgeDeadLetters(t.Context())); err != nil {
					t.Fatal(err)
				}
				if p.Purge(t.Context()) == nil || p.PurgeDeadLetters(t.Context()) == nil {
					t.Fatal("a second purge within a minute was made")
				}
				var queues []string
				events := r.Events.Take(nil)
				for _, e := range pipelinetest.OfKind(events, event.KindOf[event.QueuePurged]()) {
					queues = append(queues, pipelinetest.As[event.QueuePurged](e).Queue)
				}
				if !slices.Equal(queues, tc.want) {
					t.Errorf("told of purges of %v, want %v", queues, tc.want)
				}
				if n := len(pipelinetest.OfKind(events, event.KindOf[event.ActionTaken]())); n != 4 {
					t.Errorf("%d actions were reported", n)
				}
			})
		})
	}
}
