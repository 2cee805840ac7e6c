package s3

import (
	"context"
	"time"
)

// EventSink hears of objects that came and went.
type EventSink interface {
	// ObjectEvent is called after the change and before the caller has its
	// answer, by many goroutines at once. It must be quick.
	ObjectEvent(ctx context.Context, e ObjectEvent)
}

// ObjectEvent is what S3 tells EventBridge of an object.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
type ObjectEvent struct {
	Time      time.Time
	Bucket    string
	Key       string // as it is, not URL-encoded
	Size      int64
	ETag      string // without quotes
	Sequencer string // hexadecimal, rises with each change
	RequestID string
	Requester string // an account, or s3.amazonaws.com for what S3 does by itself
	SourceIP  string // "" for what S3 does by itself
	// Reason is PutObject, CopyObject, CompleteMultipartUpload, DeleteObject or
	// Lifecycle Expiration.
	Reason  string
	Deleted bool
}

// tell tells of a change in a bucket, if the bucket's events are wanted.
func (s *Service) tell(ctx context.Context, bucket string, e ObjectEvent) {
	if s.cfg.Events == nil || !s.store.sendsEvents(bucket) {
		return
	}
	e.Bucket, e.Time = bucket, s.cfg.Clock.Now()
	s.cfg.Events.ObjectEvent(ctx, e)
}

// sendsEvents tells whether a bucket sends its events to EventBridge.
func (s *store) sendsEvents(bucket string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buckets[bucket]
	return b != nil && b.events
}
