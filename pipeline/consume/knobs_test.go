package consume_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// notedQueue notes what each receive asks for.
type notedQueue struct {
	consume.Queue

	mu    sync.Mutex
	asked []asked
}

type asked struct {
	limit            int
	wait, visibility time.Duration
}

func (q *notedQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	q.mu.Lock()
	q.asked = append(q.asked, asked{limit, wait, visibility})
	q.mu.Unlock()
	return q.Queue.Receive(ctx, limit, wait, visibility)
}

// since are what was asked after the first n.
func (q *notedQueue) since(n int) []asked {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.asked[n:])
}

func TestTheNextReceiveAsksForWhatWasTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		q := &notedQueue{Queue: r.Memory}
		r.Queue = q
		r.Start(t.Context(), 1)
		time.Sleep(30 * time.Second) // the second is under way, for 10 s more
		r.Turn(func(k *consume.Knobs) { k.Wait, k.Visibility, k.Batch = 5*time.Second, 3*time.Second, 10 })
		time.Sleep(9 * time.Second)
		if got := q.since(0); len(got) != 2 {
			t.Errorf("the receive under way was not waited for: %v", got)
		}
		time.Sleep(5 * time.Second)
		if got := q.since(2); len(got) != 1 || got[0] != (asked{10, 5 * time.Second, 3 * time.Second}) {
			t.Errorf("then it asked for %v", got)
		}
		r.Stop(t.Context())
	})
}

func TestACountdownIsThatOfTheReceiveThatBroughtTheMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Heartbeat = false
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		r.Start(t.Context(), 1)
		time.Sleep(time.Second) // a receive that asks for 30 s is under way
		r.Turn(func(k *consume.Knobs) { k.Visibility = 5 * time.Second })
		r.Image("photo.jpg", "photo")
		time.Sleep(10 * time.Second)
		got := r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExpired]())
		if len(got) != 1 {
			t.Fatalf("told %v", got)
		}
		if left := pipelinetest.As[event.MessageReceived](got[0]).VisibleAt.Sub(got[0].Time); left != 30*time.Second {
			t.Errorf("it is invisible for %s", left)
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestTheNextHeartbeatExtendsByTheTimeoutThatWasTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Visibility = 4 * time.Second
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			select {
			case <-time.After(time.Minute):
				return nil, errors.New("slow")
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		})
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(3 * time.Second) // one beat, at 2 s
		r.Turn(func(k *consume.Knobs) { k.Visibility = 20 * time.Second })
		time.Sleep(20 * time.Second)
		var by []time.Duration
		for _, e := range r.Told(event.KindOf[event.MessageExtended]()) {
			by = append(by, pipelinetest.As[event.MessageExtended](e).VisibleAt.Sub(e.Time))
		}
		if want := []time.Duration{4 * time.Second, 20 * time.Second, 20 * time.Second}; !slices.Equal(by, want) { // at 2, 4 and 14 s
			t.Errorf("extended by %v, want %v", by, want)
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestTheHeartbeatIsTurnedOffAndOnForWhatIsInWork(t *testing.T) {
	for name, c := range map[string]struct {
		on            bool            // to begin with
		turned        []time.Duration // to the other, after the start
		beats         []time.Duration // until a minute is over, after the start
		runsOut       time.Duration   // 0: never
		asksForFaults int
	}{
		"left on":                  {on: true, beats: every(2*time.Second, 29*time.Second), asksForFaults: 1},
		"off after a beat":         {on: true, turned: seconds(3), beats: seconds(2), runsOut: 6 * time.Second, asksForFaults: 1},
		"off and on in time":       {on: true, turned: seconds(3, 5), beats: append(seconds(2, 5), every(7*time.Second, 30*time.Second)[:12]...), asksForFaults: 1},
		"off and on between beats": {on: true, turned: append(seconds(3), 3500*time.Millisecond), beats: every(2*time.Second, 29*time.Second), asksForFaults: 1},
		"begun without, then on":   {turned: seconds(3), beats: every(3*time.Second, 29*time.Second), asksForFaults: 1},
		"on too late":              {turned: seconds(5), runsOut: 4 * time.Second, asksForFaults: 1},
		"left off":                 {runsOut: 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, model string) {
				r := pipelinetest.NewRig()
				r.Model, r.Visibility, r.Heartbeat = model, 4*time.Second, c.on
				var asked atomic.Int64
				r.LeaveOut = func(event.ImageRef, int) (string, bool) { asked.Add(1); return "", false }
				r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				})
				begun := time.Now()
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 1)
				on := c.on
				for _, at := range c.turned {
					time.Sleep(time.Until(begun.Add(at)))
					on = !on
					r.Turn(func(k *consume.Knobs) { k.Heartbeat = on })
				}
				time.Sleep(time.Until(begun.Add(30*time.Second - time.Millisecond)))
				var beats []time.Duration
				var runsOut time.Duration
				for _, e := range r.Told(event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExpired]()) {
					at := e.Time.Sub(begun).Round(10 * time.Millisecond)
					if event.Is[event.MessageExpired](&e) { // it is received anew then
						runsOut = at
						break
					}
					beats = append(beats, at)
				}
				if !slices.Equal(beats, c.beats) || runsOut != c.runsOut {
					t.Errorf("beats at %v, runs out at %v; want %v and %v", beats, runsOut, c.beats, c.runsOut)
				}
				if n := int(asked.Load()); n != c.asksForFaults {
					t.Errorf("it was asked %d times whether the heartbeat is left out, want %d", n, c.asksForFaults)
				}
				r.Hurry()
				r.Stop(t.Context())
			})
		})
	}
}

// seconds are some durations.
func seconds(n ...float64) (all []time.Duration) {
	for _, s := range n {
		all = append(all, time.Duration(s*float64(time.Second)))
	}
	return all
}

// every are the times from one on, two seconds apart, until another is over.
func every(from, to time.Duration) (all []time.Duration) {
	for ; from <= to; from += 2 * time.Second {
		all = append(all, from)
	}
	return all
}

func TestAllInHandIsExtendedAtOnceWhenTheHeartbeatIsTurnedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Model, r.Heartbeat, r.Visibility, r.Batch = "dispatch", false, 10*time.Second, 10
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		for _, key := range []string{"a.jpg", "b.jpg", "c.jpg"} {
			r.Image(key, "photo")
		}
		r.Prefetch = 3
		r.Start(t.Context(), 1)
		time.Sleep(7 * time.Second) // half of it is over
		r.Turn(func(k *consume.Knobs) { k.Heartbeat = true })
		time.Sleep(time.Second)
		if got := r.Told(event.KindOf[event.MessageExtended]()); len(got) != 3 {
			t.Errorf("%d were extended, of two that are held and one in work", len(got))
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

// TestAHeartbeatThatIsTurnedOffInAFrozenWorldDoesNotBeatWhenItThaws: it waits at the gate
// of the world then, where the clock is not ours.
func TestAHeartbeatThatIsTurnedOffInAFrozenWorldDoesNotBeatWhenItThaws(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		for _, turned := range []bool{false, true} {
			r := pipelinetest.NewRig()
			world := freeze.New(r.Log, nil)
			r.World, r.Model, r.Visibility, r.Batch, r.Prefetch = world, model, 10*time.Second, 10, 3
			r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
			for _, key := range []string{"a.jpg", "b.jpg", "c.jpg"} {
				r.Image(key, "photo")
			}
			r.Start(t.Context(), 1)
			time.Sleep(3 * time.Second)
			world.Freeze()
			time.Sleep(4 * time.Second) // half of it is over
			if turned {
				r.Turn(func(k *consume.Knobs) { k.Heartbeat = false })
			}
			world.Thaw()
			time.Sleep(time.Second)
			extended, received := event.KindOf[event.MessageExtended](), event.KindOf[event.MessageReceived]()
			told := r.Told(extended, received)
			if got := pipelinetest.OfKind(told, extended); len(got) > 0 == turned {
				t.Errorf("turned off: %t; %d were extended", turned, len(got))
			}
			r.Turn(func(k *consume.Knobs) { k.Heartbeat = true })
			time.Sleep(500 * time.Millisecond)
			if got := r.Told(extended); turned && len(got) != len(pipelinetest.OfKind(told, received)) {
				t.Errorf("turned on again %d were extended, of %d in hand", len(got), len(pipelinetest.OfKind(told, received)))
			}
			world.Release()
			r.Hurry()
			r.Stop(t.Context())
		}
	})
}

func TestALongerChannelTakesMoreAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Model, r.Prefetch = "dispatch", 1
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		for _, key := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"} {
			r.Image(key, "photo")
		}
		r.Start(t.Context(), 1)
		time.Sleep(5 * time.Second)
		if got := r.Told(event.KindOf[event.MessageReceived]()); len(got) != 3 { // in work, in the channel, in the hand of the receiver
			t.Errorf("%d received with a channel of one", len(got))
		}
		r.Turn(func(k *consume.Knobs) { k.Prefetch = 3 })
		time.Sleep(5 * time.Second)
		if got := r.Told(event.KindOf[event.MessageReceived]()); len(got) != 2 {
			t.Errorf("%d more with a channel of three", len(got))
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestTheNextFailureWaitsAsLongAsWasTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") })
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		r.Turn(func(k *consume.Knobs) { k.RetryDelay = 10 * time.Second })
		time.Sleep(time.Second)
		r.Turn(func(k *consume.Knobs) { k.MaxReceives = 2 }) // its second receive was the last then
		var delays []time.Duration
		for _, e := range r.Told(event.KindOf[event.MessageReturned]()) {
			delays = append(delays, pipelinetest.As[event.MessageReturned](e).VisibleAt.Sub(e.Time))
		}
		if want := []time.Duration{time.Second, 20 * time.Second}; !slices.Equal(delays, want) { // the second doubles
			t.Errorf("gave it back for %v, want %v", delays, want)
		}
		r.Stop(t.Context())
	})
}

func TestTheLastReceiveIsThatOfTheNumberTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.DeathsReported, r.Memory.OnDead, r.Memory.Max = false, nil, 1 // as on an account: it is inferred
		r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") })
		r.Image("photo.jpg", "photo")
		r.Turn(func(k *consume.Knobs) { k.MaxReceives = 1 }) // before it begins
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		dead := r.Told(event.KindOf[event.MessageDead]())
		if len(dead) != 1 || pipelinetest.As[event.MessageDead](dead[0]).ReceiveCount != 1 {
			t.Errorf("told %v", dead)
		}
		r.Stop(t.Context())
	})
}

func TestTheNextStageTakesAsLongAsThePaceTurned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Pace = 10 * time.Second
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(15 * time.Second) // in the second stage
		r.Turn(func(k *consume.Knobs) { k.Pace = time.Second })
		time.Sleep(10 * time.Second)
		var took []time.Duration
		for _, e := range r.Told(event.KindOf[event.StageFinished]()) {
			took = append(took, pipelinetest.As[event.StageFinished](e).Took.Round(time.Second))
		}
		if want := []time.Duration{10 * time.Second, 10 * time.Second, time.Second, time.Second}; !slices.Equal(took, want) {
			t.Errorf("stages took %v, want %v", took, want)
		}
		r.Stop(t.Context())
	})
}

func TestAShortPollThatBroughtNothingIsNotRepeatedWithoutAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		q := &notedQueue{Queue: r.Memory}
		r.Queue, r.Wait, r.ShortPoll = q, 0, 50*time.Millisecond
		r.Start(t.Context(), 2)
		time.Sleep(10 * time.Second)
		if got := len(q.since(0)); got < 380 || got > 420 {
			t.Errorf("two workers asked %d times in 10 s", got)
		}
		begun := time.Now()
		r.Stop(t.Context())
		if took := time.Since(begun); took > time.Second {
			t.Errorf("a stop took %s", took)
		}
	})
}

// replaced is an engine that another takes the place of while it works.
type replaced struct {
	mu   sync.Mutex
	name string
}

func (e *replaced) Name() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.name
}

func (e *replaced) Shrink(context.Context, []byte) ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.name = "second"
	return []byte("png"), nil
}

func TestAThumbnailIsSaidToBeOfTheEngineThatMadeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = &replaced{name: "first"}
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		made := r.Told(event.KindOf[event.ThumbnailCreated]())
		if len(made) != 1 || pipelinetest.As[event.ThumbnailCreated](made[0]).Engine != "first" {
			t.Errorf("told %v", made)
		}
		r.Stop(t.Context())
	})
}

// turningQueue has somebody turn a setting while a call is under way.
type turningQueue struct {
	consume.Queue

	turn func()
}

func (q *turningQueue) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	defer q.turn()
	return q.Queue.ChangeVisibility(ctx, receipt, d)
}

func TestBetweenTwoHeartbeatsIsAPauseThoughTheTimeoutIsTurnedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Visibility = 4 * time.Second
		r.Queue = &turningQueue{r.Memory, func() { r.Turn(func(k *consume.Knobs) { k.Visibility = time.Minute }) }}
		r.Engine = pipelinetest.EngineFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		told := r.Told(event.KindOf[event.MessageExtended]())
		if len(told) != 2 { // the first gave 4 s, of which the half that is a minute's now is long over
			t.Fatalf("it is extended %d times", len(told))
		}
		if pause := told[1].Time.Sub(told[0].Time); pause < 100*time.Millisecond || pause > time.Second {
			t.Errorf("the second comes %s after the first", pause)
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}
