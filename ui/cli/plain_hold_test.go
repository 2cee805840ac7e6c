package cli

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/ui/plain"
)

func TestALineThatWaitsForAnUploadIsWrittenWhereNothingMoreHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log pipeline.Log
		var out strings.Builder
		done := make(chan error, 1)
		go func() { done <- tell(context.Background(), log.NewReader(), &out) }()
		synctest.Wait()
		now := time.Now()
		log.Emit(pipeline.Event{Type: pipeline.MessageReceived, Time: now, MessageID: "1", Key: "a.jpg", Worker: "1", ReceiveCount: 1, SentAt: now, VisibleAt: now})
		synctest.Wait()
		if out.Len() > 0 {
			t.Errorf("it does not wait: %q", out.String())
		}
		timer := time.NewTimer(plain.HoldTime)
		<-timer.C
		synctest.Wait()
		if !strings.Contains(out.String(), "a: received") {
			t.Errorf("it says %q", out.String())
		}
		log.Emit(pipeline.Event{Type: pipeline.MessageReceived, Time: time.Now(), MessageID: "2", Key: "b.jpg", Worker: "1", ReceiveCount: 1, SentAt: time.Now(), VisibleAt: now})
		log.Close()
		if err := <-done; err != nil || !strings.Contains(out.String(), "b: received") {
			t.Errorf("at its end: %v, %q", err, out.String())
		}
	})
}
