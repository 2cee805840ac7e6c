package consume_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// TestAPanicAtADeskIsThatAnnouncementsFailure: it waited, so no worker is there to whose
// message it could happen. The next image is announced.
func TestAPanicAtADeskIsThatAnnouncementsFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			switch try {
			case 1:
				return pipelinetest.AskToWait(10 * time.Second)
			case 2:
				panic("at the desk")
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		all := r.Events.Take(nil)
		if got := endOf(all, "discord"); !slices.Equal(got, []event.Kind{failed, failed, givenUp}) {
			t.Errorf("it went %v", got)
		}
		up := pipelinetest.OfKind(all, givenUp)
		if got := pipelinetest.As[event.NotificationGivenUp](up[0]).Error; got != "announce: a fault in the program: at the desk" {
			t.Errorf("it is given up, for %q", got)
		}
		r.Image("b.jpg", "photo")
		time.Sleep(20 * time.Second)
		r.Stop(t.Context())
		if got := discord.keys(); !slices.Equal(got, []string{"b.jpg"}) {
			t.Errorf("announced are %v", got)
		}
	})
}

func TestAPanicAtAnAnnouncementByHandIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(try int, _ consume.Announcement) error {
			if try == 2 {
				panic("by hand")
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Minute)
		if err := r.AnnounceAgain(t.Context(), "id", event.ImageRef{Bucket: "photos", Key: "a.jpg"}); err != nil {
			t.Error(err)
		}
		r.Stop(t.Context())
		if got := endOf(r.Events.Take(nil), "discord"); !slices.Equal(got, []event.Kind{sent, failed, givenUp}) {
			t.Errorf("it went %v", got)
		}
	})
}
