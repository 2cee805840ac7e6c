package consume_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestAMessageThatIsGivenBackSaysWhatOfTheStackIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) {
			return nil, fmt.Errorf("doing: %w", event.Missing("bucket", "thumbs"))
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second / 2)
		r.Stop(t.Context())
		back := r.Told(event.KindOf[event.MessageReturned]())
		if len(back) == 0 {
			t.Fatal("nothing was given back")
		}
		if got := pipelinetest.As[event.MessageReturned](back[0]).Missing; got == nil || *got != (event.Resource{Kind: "bucket", Name: "thumbs"}) {
			t.Errorf("it says that %v is gone", got)
		}
	})
}

func TestAnAnnouncementThatFailsSaysWhatOfTheStackIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(int, consume.Announcement) error { return event.Missing("topic", "news") })
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		r.Stop(t.Context())
		refused := r.Told(failed)
		if len(refused) == 0 {
			t.Fatal("no announcement failed")
		}
		if got := pipelinetest.As[event.NotificationFailed](refused[0]).Missing; got == nil || *got != (event.Resource{Kind: "topic", Name: "news"}) {
			t.Errorf("it says that %v is gone", got)
		}
	})
}
