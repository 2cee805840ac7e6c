package consume_test

import (
	"context"
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
)

func TestTheDelayBeforeAnotherTryDoublesUpToAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Memory.Max, r.MaxReceives, r.RetryDelay = 7, 7, 10*time.Minute
		r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") })
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(6 * time.Hour)
		var minutes []int
		for _, e := range r.Told(event.KindOf[event.MessageReturned]()) {
			minutes = append(minutes, int(pipelinetest.As[event.MessageReturned](e).VisibleAt.Sub(e.Time).Minutes()))
		}
		if want := []int{10, 20, 40, 60, 60, 60, 0}; !slices.Equal(minutes, want) {
			t.Errorf("returned for minutes %v, want %v", minutes, want)
		}
		r.Stop(t.Context())
	})
}

func TestAChannelThatAsksForNoTimeRestsTwiceAsLongEachTimeUpToAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(try int, _ consume.Announcement) error {
			if try == 10 {
				return nil
			}
			return pipelinetest.ErrDown
		})
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Minute)
		r.Image("other.jpg", "other") // the eleventh
		time.Sleep(time.Second / 2)
		var seconds []int
		for _, e := range r.Told(event.KindOf[event.NotificationFailed]()) {
			seconds = append(seconds, int(pipelinetest.As[event.NotificationFailed](e).Took.Seconds()))
		}
		if want := []int{1, 2, 4, 8, 16, 32, 60, 60, 60, 1}; !slices.Equal(seconds, want) {
			t.Errorf("rested for seconds %v, want %v", seconds, want)
		}
		r.Hurry()
		r.Stop(t.Context())
	})
}

func TestAReceiveThatFailsIsTriedAgainAfterWaitsThatDoubleUpToTwentySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Memory.Broken = errors.New("connection reset")
		r.Start(t.Context(), 1)
		time.Sleep(60 * time.Second) // 1 2 4 8 16 20, and in the next wait it is mended
		r.Memory.Heal()
		time.Sleep(40 * time.Second) // one comes back empty
		r.Memory.Break(errors.New("connection reset"))
		time.Sleep(2 * time.Second)
		var waits []string
		for _, e := range r.Told(event.KindOf[event.ActionTaken]()) {
			if _, wait, found := strings.Cut(pipelinetest.As[event.ActionTaken](e).Text, "tries again in "); found {
				waits = append(waits, wait)
			}
		}
		if want := []string{"1s", "2s", "4s", "8s", "16s", "20s", "20s", "1s", "2s"}; !slices.Equal(waits, want) {
			t.Errorf("waited %v, want %v", waits, want)
		}
		r.Stop(t.Context())
	})
}

// lying is a store whose objects are said to be longer than they are.
type lying struct {
	*pipelinetest.MemoryStore

	by int64
}

func (s *lying) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	o, err := s.MemoryStore.Get(ctx, bucket, key)
	o.Size += s.by
	return o, err
}

func TestAnImageThatCameInPartOrIsTooLargeIsNotWorkedOn(t *testing.T) {
	for want, by := range map[string]int64{
		"download photo.jpg: got 5 of 8 bytes: unexpected EOF":         3,
		"the image photo.jpg has 1024 MB; the limit is 512 MB":         1 << 30,
		"download photo.jpg: got 5 of 4 bytes: unexpected EOF":         -1,
		"the image photo.jpg has 512 MB; the limit is 512 MB":          512<<20 - 4,
		"download photo.jpg: got 5 of 536870912 bytes: unexpected EOF": 512<<20 - 5,
	} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Store = &lying{r.Buckets, by}
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 1)
				synctest.Wait()
				events := r.Events.Take(nil)
				back := pipelinetest.OfKind(events, event.KindOf[event.MessageReturned]())
				if len(back) != 1 || pipelinetest.As[event.MessageReturned](back[0]).Reason != want {
					t.Errorf("returned %+v", back)
				}
				for _, e := range pipelinetest.OfKind(events, event.KindOf[event.StageStarted]()) {
					if pipelinetest.As[event.StageStarted](e).Stage != event.Download {
						t.Errorf("%s began", pipelinetest.As[event.StageStarted](e).Stage)
					}
				}
				r.Stop(t.Context())
			})
		})
	}
}
