package pipeline_test

import (
	"fmt"
	"slices"
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
