package cli

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/plain"
)

// lockedText is text that one goroutine writes and another reads.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestALineThatWaitsForAnUploadIsWrittenWhereNothingMoreHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log event.Log
		var out lockedText
		done := make(chan error, 1)
		go func() { done <- writeEvents(context.Background(), log.NewReader(), &out) }()
		synctest.Wait()
		now := time.Now()
		log.Emit(event.Event{Time: now, MessageID: "1", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: now, VisibleAt: now}})
		synctest.Wait()
		if out.String() != "" {
			t.Errorf("it does not wait: %q", out.String())
		}
		timer := time.NewTimer(plain.HoldTime)
		<-timer.C
		synctest.Wait()
		if !strings.Contains(out.String(), "a: received") {
			t.Errorf("it says %q", out.String())
		}
		log.Emit(event.Event{Time: time.Now(), MessageID: "2", Key: "b.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: time.Now(), VisibleAt: now}})
		log.Close()
		if err := <-done; err != nil || !strings.Contains(out.String(), "b: received") {
			t.Errorf("at its end: %v, %q", err, out.String())
		}
	})
}
