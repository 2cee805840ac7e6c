package pipeline_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
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
				r := newRig()
				r.Heartbeat, r.store.slow = false, 40*time.Second
				r.image("slow.jpg", tc.content)
				r.Start(t.Context(), 1)
				other := newRig() // another process, a second later, on the same queue
				other.Queue, other.Store, other.Visibility = r.queue, r.store, time.Hour
				time.Sleep(time.Second)
				other.Start(t.Context(), 1)
				time.Sleep(35 * time.Second) // it is the other's now
				if tc.stop {
					now, cancel := endedContext(t)
					defer cancel()
					r.Stop(now)
				}
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if r.queue.stale != 0 {
					t.Errorf("%d calls changed the visibility of another's message", r.queue.stale)
				}
				for _, e := range r.told(pipeline.MessageReturned, pipeline.MessageDeleted) {
					if !e.Late {
						t.Errorf("%s is not told as late", e.Type)
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
		r := newRig()
		r.store.slow = 50 * time.Second
		r.queue.refuse = errRefused // the network is gone for a while
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(30*time.Second + 50*time.Millisecond)
		r.queue.heal()
		time.Sleep(15 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := kindsOf(r.told(pipeline.MessageExpired, pipeline.MessageExtended))
		if want := []pipeline.Kind{pipeline.MessageExpired}; !slices.Equal(got, want) || r.queue.stale != 0 {
			t.Errorf("got %v and %d stale calls, want %v and none", got, r.queue.stale, want)
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
				r := newRig()
				r.FIFO, r.Heartbeat, r.store.slow = tc.fifo, false, 40*time.Second
				r.image("slow.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(41 * time.Second)
				synctest.Wait()
				r.Stop(t.Context())
				var got []string
				for _, e := range r.told(pipeline.MessageReturned, pipeline.MessageDeleted) {
					text := string(e.Type)
					if e.Late {
						text += " late"
					}
					got = append(got, fmt.Sprint(text, " ", e.ReceiveCount))
				}
				if !slices.Equal(got, tc.want) {
					t.Errorf("got %q, want %q", got, tc.want)
				}
			})
		})
	}
}

// rare are the events of a countdown that matter here.
func (r *rig) rare() []string {
	var got []string
	for _, e := range r.told(pipeline.MessageReceived, pipeline.MessageExtended, pipeline.MessageExpired, pipeline.MessageReturned, pipeline.MessageDeleted) {
		text := strings.TrimPrefix(string(e.Type), "message.")
		if e.Late {
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
		prepare func(q *memoryQueue)
		after   time.Duration // the queue is whole again
		want    []string
	}{
		"an extension of which nobody heard, and the next": {
			content: "photo", slow: 40 * time.Second, beats: true, after: 16 * time.Second,
			prepare: func(q *memoryQueue) { q.lose = unknown },
			want:    []string{"received", "extended", "extended", "deleted"},
		},
		"extensions of which nobody heard": {
			content: "photo", slow: 40 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *memoryQueue) { q.lose = unknown },
			want:    []string{"received", "expired", "deleted late"},
		},
		"a message given back of which nobody heard": {
			content: "broken", after: 500 * time.Millisecond,
			prepare: func(q *memoryQueue) { q.lose = unknown },
			want:    []string{"received", "returned", "received", "returned", "received", "returned"},
		},
		"a message that could not be given back": {
			content: "broken", after: 500 * time.Millisecond,
			prepare: func(q *memoryQueue) { q.refuse = unknown },
			want:    []string{"received", "returned", "expired", "received", "returned", "received", "returned"},
		},
		"an end that is too near for a call": {
			content: "broken", slow: 29800 * time.Millisecond, after: time.Hour,
			want: []string{"received", "returned", "expired", "received", "returned", "expired", "received", "returned", "expired"},
		},
		"an extension under way when the work ends": {
			content: "broken", slow: 15500 * time.Millisecond, beats: true, after: 18 * time.Second,
			prepare: func(q *memoryQueue) { q.max, q.transit = 1, 800*time.Millisecond },
			want:    []string{"received", "extended", "returned"},
		},
		"the queue's clock is ahead": {
			content: "photo", slow: 20 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *memoryQueue) { q.refuse = pipeline.ErrNotInFlight },
			want:    []string{"received", "expired", "deleted late"},
		},
		"somebody has deleted it": {
			content: "photo", slow: 40 * time.Second, beats: true, after: time.Hour,
			prepare: func(q *memoryQueue) { q.refuse = pipeline.ErrNoMessage },
			want:    []string{"received", "deleted late"},
		},
		"somebody has deleted it, and its work fails": {
			content: "broken", after: time.Hour,
			prepare: func(q *memoryQueue) { q.max, q.refuse = 1, pipeline.ErrNoMessage },
			want:    []string{"received", "returned late"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.Heartbeat, r.store.slow = tc.beats, tc.slow
				r.queue.onDead = nil
				if tc.prepare != nil {
					tc.prepare(r.queue)
				}
				r.image("photo.jpg", tc.content)
				r.Start(t.Context(), 1)
				time.Sleep(tc.after % time.Hour)
				if tc.after < time.Hour {
					r.queue.heal()
				}
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				if got := r.rare(); !slices.Equal(got, tc.want) {
					t.Errorf("got %q, want %q", got, tc.want)
				}
				if r.queue.stale != 0 {
					t.Errorf("%d calls changed the visibility of a message that was not held", r.queue.stale)
				}
			})
		})
	}
}

func TestAPurgeDuringTheWorkHarmsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow = 40 * time.Second
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if err := r.queue.Purge(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if got, want := r.rare(), []string{"received", "deleted late"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestWorkOnAPurgedMessageIsNotLateBeforeItsVisibilityHasRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow = 20 * time.Second // its heartbeat, after 15 s, hears of the purge
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if err := r.queue.Purge(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if got, want := r.rare(), []string{"received", "deleted"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestAStateSaysThatWorkWasDoneLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Heartbeat, r.store.slow = false, 40*time.Second
		r.image("slow.jpg", "photo")
		r.image("bad.jpg", "broken")
		r.Start(t.Context(), 2)
		time.Sleep(41 * time.Second)
		synctest.Wait()
		s := pipeline.NewState()
		events := r.events.Take(nil)
		s.Apply(events...)
		want := int64(0)
		for _, e := range events { // the other worker may be free first, receive it, and find it done
			if e.Type == pipeline.MessageDeleted && e.MessageID == "id-slow.jpg" {
				if e.Late {
					want = 1
				}
				break
			}
		}
		if s.Count.DeletedLate != want || s.Count.Returned != 0 {
			t.Errorf("%d done too late, want %d; %d given back", s.Count.DeletedLate, want, s.Count.Returned)
		}
		m := s.Message("id-bad.jpg")
		if m == nil || m.Phase(s.Now) == pipeline.Returned {
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
				r := newRig()
				r.queue.max, r.queue.onDead = 1, nil
				r.queue.refuse = errors.New("the connection was reset")
				r.Heartbeat, r.store.slow = tc.beats, tc.slow
				r.image("bad.jpg", "broken")
				r.Start(t.Context(), 1)
				time.Sleep(tc.heals)
				r.queue.heal()
				r.queue.mu.Lock()
				r.queue.transit = tc.transit
				before := r.queue.asked
				r.queue.mu.Unlock()
				time.Sleep(time.Minute)
				synctest.Wait()
				if n := r.queue.asked - before; n > tc.asked || r.queue.stale != 0 {
					t.Errorf("%d calls were made, %d of them arrived too late", n, r.queue.stale)
				}
				r.Stop(t.Context())
			})
		})
	}
}

func TestAnExtensionIsCountedFromBeforeTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow, r.queue.transit = 20*time.Second, 900*time.Millisecond
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(18 * time.Second)
		synctest.Wait()
		told := r.told(pipeline.MessageExtended)
		r.queue.mu.Lock()
		visible := r.queue.messages[0].visible
		r.queue.mu.Unlock()
		if len(told) != 1 || told[0].VisibleAt.After(visible) {
			t.Errorf("told %+v, and the queue counts to %s", told, visible)
		}
		time.Sleep(20 * time.Second)
		r.Stop(t.Context())
	})
}
