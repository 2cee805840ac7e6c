package s3

import (
	"context"
	"sync"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// expiry deletes what lifecycle rules let expire. All of them do so at midnight
// UTC, so it has one timer, for the next midnight. The runs it starts are its
// own; stop waits for them.
type expiry struct {
	service *Service

	mu      sync.Mutex
	timer   clock.Timer
	stopped bool
	running sync.WaitGroup
}

// newExpiry begins with a look at what expired while nobody looked.
func newExpiry(s *Service) *expiry {
	e := &expiry{service: s}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.timer = s.cfg.Clock.AfterFunc(0, e.look)
	return e
}

// soon looks now, because rules have changed.
func (e *expiry) soon() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.stopped {
		e.timer.Reset(0)
	}
}

// look deletes what has expired and comes back at midnight.
func (e *expiry) look() {
	e.mu.Lock()
	if e.stopped {
		e.mu.Unlock()
		return
	}
	e.running.Add(1)
	e.mu.Unlock()
	defer e.running.Done()
	now := e.service.cfg.Clock.Now()
	e.service.expire(now)
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.stopped { // the clock may have gone past midnight meanwhile
		e.timer.Reset(midnightAfter(now.Add(time.Nanosecond), 0).Sub(e.service.cfg.Clock.Now()))
	}
}

// stop ends the looking and waits for what is under way.
func (e *expiry) stop() {
	e.mu.Lock()
	e.stopped = true
	e.timer.Stop()
	e.mu.Unlock()
	e.running.Wait()
}

// expire deletes every object past its time, and aborts such uploads. What
// cannot be deleted is tried again the next time.
func (s *Service) expire(now time.Time) {
	ctx := wire.WithCaller(context.Background(), wire.Service)
	for _, found := range s.store.expired(now) {
		if found.upload != "" {
			_ = s.store.dropUpload(found.bucket, found.upload)
			continue
		}
		stillDue := func(o *object) error {
			if o == nil || !o.Modified.Equal(found.modified) { // it was put again meanwhile
				return errPrecondition
			}
			return nil
		}
		_ = s.remove(ctx, found.bucket, found.key, stillDue, ObjectEvent{
			Reason: "Lifecycle Expiration", RequestID: wire.NewRequestID(), Requester: "s3.amazonaws.com",
		})
	}
}

// expiredItem is an object, or an upload, past its time.
type expiredItem struct {
	bucket, key, upload string
	modified            time.Time
}

// expired are the objects and uploads past their time.
func (s *store) expired(now time.Time) []expiredItem {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []expiredItem
	for name, b := range s.buckets {
		if b.rules == nil {
			continue
		}
		for _, o := range b.objects {
			if at, _, ok := b.rules.due(o); ok && !now.Before(at) {
				found = append(found, expiredItem{bucket: name, key: o.Key, modified: o.Modified})
			}
		}
		for id, u := range b.uploads {
			if b.rules.abortDue(u, now) {
				found = append(found, expiredItem{bucket: name, upload: id})
			}
		}
	}
	return found
}
