package consume_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

func TestAWorkerWhoseVisibilityHasRunOutChangesItNoMore(t *testing.T) {
	for name, tc := range map[string]struct {
		content string
		stop    bool
	}{
		"when its work fails":      {content: "broken"},
		"when it is interrupted":   {content: "photo", stop: true},
		"when its work is done":    {content: "photo"},
		"when its engine panicked": {content: "panic"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Heartbeat, r.Buckets.Slow = false, 40*time.Second
				r.Image("slow.jpg", tc.content)
				r.Start(t.Context(), 1)
				other := pipelinetest.NewRig() // another process, a second later, on the same queue
				other.Queue, other.Store, other.Visibility = r.Memory, r.Buckets, time.Hour
				time.Sleep(time.Second)
				other.Start(t.Context(), 1)
				time.Sleep(35 * time.Second) // it is the other's now
				if tc.stop {
					now, cancel := pipelinetest.EndedContext(t)
					defer cancel()
					r.Stop(now)
				}
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if r.Memory.Stale != 0 {
					t.Errorf("%d calls changed the visibility of another's message", r.Memory.Stale)
				}
				for _, e := range r.Told(event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDeleted]()) {
					if !toldLate(e) {
						t.Errorf("%s is not told as late", e.Kind())
					}
				}
				r.Stop(t.Context())
				other.Stop(t.Context())
			})
		})
	}
}

func TestAHeartbeatThatCameTooLateIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 50 * time.Second
		r.Memory.Refuse = pipelinetest.ErrRefused // the network is gone for a while
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(30*time.Second + 50*time.Millisecond)
		r.Memory.Heal()
		time.Sleep(15 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := pipelinetest.KindsOf(r.Told(event.KindOf[event.MessageExpired](), event.KindOf[event.MessageExtended]()))
		if want := []event.Kind{event.KindOf[event.MessageExpired]()}; !slices.Equal(got, want) || r.Memory.Stale != 0 {
			t.Errorf("got %v and %d stale calls, want %v and none", got, r.Memory.Stale, want)
		}
	})
}

func TestOnAFIFOQueueLateWorkDeletesNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		fifo bool
		want []string
	}{
		"FIFO":     {fifo: true, want: []string{"message.returned late 1", "message.deleted 0"}},
		"standard": {fifo: false, want: []string{"message.deleted late 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.FIFO, r.Heartbeat, r.Buckets.Slow = tc.fifo, false, 40*time.Second
				r.Image("slow.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(41 * time.Second)
				synctest.Wait()
				r.Stop(t.Context())
				var got []string
				for _, e := range r.Told(event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDeleted]()) {
					text := string(e.Kind())
					if toldLate(e) {
						text += " late"
					}
					got = append(got, fmt.Sprint(text, " ", e.Receives()))
				}
				if !slices.Equal(got, tc.want) {
					t.Errorf("got %q, want %q", got, tc.want)
				}
			})
		})
	}
}

// toldLate tells whether the visibility had run out before what an event tells.
func toldLate(e event.Event) bool {
	switch b := e.Body.(type) {
	case *event.MessageReturned:
		return b.Late
	case *event.MessageDeleted:
		return b.Late
	}
	return false
}

// rare are the events of a countdown that matter here.
func rare(r *pipelinetest.Rig) []string {
	var got []string
	for _, e := range r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDeleted]()) {
		text := strings.TrimPrefix(string(e.Kind()), "message.")
		if toldLate(e) {
			text += " late"
		}
		got = append(got, text)
	}
	return got
}

func TestAWorkerBelievesNeitherAnAnswerThatWasLostNorOneThatCameTooLate(t *testing.T) {
	unknown := errors.New("the connection was reset")
	for name, tc := range map[string]struct {
		content string
		slow    time.Duration
		beats   bool
		prepare func(q *pipelinetest.MemoryQueue)
		after   time.Duration // the queue is whole again
		want    []string
	}{
		"an extension of which nobody heard, and the next": {
			content: "photo", slow: 40 * time.Second, beats: true, after: 16 * time.Second,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Lose = unknown },
			want:    []string{"received", "extended", "extended", "deleted"},
		},
		"extensions of which nobody heard": {
			content: "photo", slow: 40 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Lose = unknown },
			want:    []string{"received", "expired", "deleted late"},
		},
		"a message given back of which nobody heard": {
			content: "broken", after: 500 * time.Millisecond,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Lose = unknown },
			want:    []string{"received", "returned", "received", "returned", "received", "returned"},
		},
		"a message that could not be given back": {
			content: "broken", after: 500 * time.Millisecond,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Refuse = unknown },
			want:    []string{"received", "returned", "expired", "received", "returned", "received", "returned"},
		},
		"an end that is too near for a call": {
			content: "broken", slow: 29800 * time.Millisecond, after: time.Hour,
			want: []string{"received", "returned", "expired", "received", "returned", "expired", "received", "returned", "expired"},
		},
		"an extension under way when the work ends": {
			content: "broken", slow: 15500 * time.Millisecond, beats: true, after: 18 * time.Second,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Max, q.Transit = 1, 800*time.Millisecond },
			want:    []string{"received", "extended", "returned"},
		},
		"the queue's clock is ahead": {
			content: "photo", slow: 20 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Refuse = consume.ErrNotInFlight },
			want:    []string{"received", "expired", "deleted late"},
		},
		"somebody has deleted it": {
			content: "photo", slow: 40 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Refuse = consume.ErrNoMessage },
			want:    []string{"received", "deleted late"},
		},
		"somebody has deleted it, and its work fails": {
			content: "broken", after: time.Hour,
			prepare: func(q *pipelinetest.MemoryQueue) { q.Max, q.Refuse = 1, consume.ErrNoMessage },
			want:    []string{"received", "returned late"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Heartbeat, r.Buckets.Slow = tc.beats, tc.slow
				r.Memory.OnDead = nil
				if tc.prepare != nil {
					tc.prepare(r.Memory)
				}
				r.Image("photo.jpg", tc.content)
				r.Start(t.Context(), 1)
				time.Sleep(tc.after % time.Hour)
				if tc.after < time.Hour {
					r.Memory.Heal()
				}
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				if got := rare(r); !slices.Equal(got, tc.want) {
					t.Errorf("got %q, want %q", got, tc.want)
				}
				if r.Memory.Stale != 0 {
					t.Errorf("%d calls changed the visibility of a message that was not held", r.Memory.Stale)
				}
			})
		})
	}
}

func TestAPurgeDuringTheWorkHarmsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 40 * time.Second
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if err := r.Memory.Purge(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if got, want := rare(r), []string{"received", "deleted late"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestWorkOnAPurgedMessageIsNotLateBeforeItsVisibilityHasRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 20 * time.Second // its heartbeat, after 15 s, hears of the purge
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if err := r.Memory.Purge(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if got, want := rare(r), []string{"received", "deleted"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestAStateSaysThatWorkWasDoneLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Heartbeat, r.Buckets.Slow = false, 40*time.Second
		r.Image("slow.jpg", "photo")
		r.Image("bad.jpg", "broken")
		r.Start(t.Context(), 2)
		time.Sleep(41 * time.Second)
		synctest.Wait()
		s := state.NewState()
		events := r.Events.Take(nil)
		s.Apply(events...)
		want := int64(0)
		for _, e := range events { // the other worker may be free first, receive it, and find it done
			if b, ok := e.Body.(*event.MessageDeleted); ok && e.MessageID == "id-slow.jpg" {
				if b.Late {
					want = 1
				}
				break
			}
		}
		if s.Count.DeletedLate != want || s.Count.Returned != 0 {
			t.Errorf("%d done too late, want %d; %d given back", s.Count.DeletedLate, want, s.Count.Returned)
		}
		m := s.Message("id-bad.jpg")
		if m == nil || m.Phase(s.Now) == state.Returned {
			t.Errorf("what was put down late is %v", m)
		}
		r.Stop(t.Context())
	})
}

func TestACallIsNotMadeThatMayComeTooLate(t *testing.T) {
	for name, tc := range map[string]struct {
		slow    time.Duration
		beats   bool
		transit time.Duration
		heals   time.Duration
		asked   int // after it has healed
	}{
		"to give back, shortly before the end":   {slow: 29800 * time.Millisecond, heals: 0},
		"to give back, which would arrive after": {slow: 29300 * time.Millisecond, transit: 800 * time.Millisecond, asked: 1},
		"to extend, shortly before the end":      {slow: 50 * time.Second, beats: true, heals: 29550 * time.Millisecond},
		"to extend, which would arrive after it": {slow: 50 * time.Second, beats: true, heals: 29300 * time.Millisecond, transit: 800 * time.Millisecond, asked: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Memory.Max, r.Memory.OnDead = 1, nil
				r.Memory.Refuse = errors.New("the connection was reset")
				r.Heartbeat, r.Buckets.Slow = tc.beats, tc.slow
				r.Image("bad.jpg", "broken")
				r.Start(t.Context(), 1)
				time.Sleep(tc.heals)
				r.Memory.Heal()
				r.Memory.Mu.Lock()
				r.Memory.Transit = tc.transit
				before := r.Memory.Asked
				r.Memory.Mu.Unlock()
				time.Sleep(time.Minute)
				synctest.Wait()
				if n := r.Memory.Asked - before; n > tc.asked || r.Memory.Stale != 0 {
					t.Errorf("%d calls were made, %d of them arrived too late", n, r.Memory.Stale)
				}
				r.Stop(t.Context())
			})
		})
	}
}

func TestAnExtensionIsCountedFromBeforeTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow, r.Memory.Transit = 20*time.Second, 900*time.Millisecond
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(18 * time.Second)
		synctest.Wait()
		told := r.Told(event.KindOf[event.MessageExtended]())
		r.Memory.Mu.Lock()
		visible := r.Memory.Messages[0].Visible
		r.Memory.Mu.Unlock()
		if len(told) != 1 || pipelinetest.As[event.MessageExtended](told[0]).VisibleAt.After(visible) {
			t.Errorf("told %+v, and the queue counts to %s", told, visible)
		}
		time.Sleep(20 * time.Second)
		r.Stop(t.Context())
	})
}

func TestALastTryThatRunsOutIsADeathWhereNobodyReportsThem(t *testing.T) {
	for told, want := range map[bool]int{false: 1, true: 0} {
		synctest.Test(t, func(t *testing.T) {
			r := pipelinetest.NewRig()
			r.Memory.Max, r.MaxReceives, r.Heartbeat, r.DeathsReported = 2, 2, false, told
			r.Memory.OnDead = nil
			r.Engine = pipelinetest.EngineFunc(endless)
			r.Image("photo.jpg", "photo")
			r.Start(t.Context(), 3) // two have it in hand, and the third asks
			time.Sleep(2 * time.Minute)
			events := r.Events.Take(nil)
			dead := pipelinetest.OfKind(events, event.KindOf[event.MessageDead]())
			if n := len(pipelinetest.OfKind(events, event.KindOf[event.MessageExpired]())); n != 2 || len(dead) != want {
				t.Fatalf("%d ran out, %d died, want 2 and %d", n, len(dead), want)
			}
			for _, e := range dead {
				if !pipelinetest.As[event.MessageDead](e).Inferred || e.Receives() != 2 || !strings.Contains(pipelinetest.As[event.MessageDead](e).Reason, "ran out on every receive") {
					t.Errorf("it died with %+v", e)
				}
			}
			r.Hurry()
			r.Stop(t.Context())
		})
	}
}
