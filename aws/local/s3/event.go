package s3

import (
	"context"
	"path/filepath"
	"time"
)

// EventSink hears of objects that came and went.
type EventSink interface {
	// ObjectEvent is called after the change and before the caller has its
	// answer, by many goroutines at once. It must be quick. Settled is to be
	// called, at any time, once the event need not be told again: all that were
	// to have it have it, or it was given up. Until then, with
	// Config.KeepEvents, the next start reports it again.
	ObjectEvent(ctx context.Context, e ObjectEvent, settled func())
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

// report reports a change; nil is one that nobody wants to hear of.
func (s *Service) report(ctx context.Context, e *ObjectEvent) {
	if e != nil {
		s.cfg.Events.ObjectEvent(ctx, *e, func() { s.store.outbox.settle(e.Sequencer) })
	}
}

// reportAgain reports the changes that the process before did not report, or not to
// everybody.
func (s *Service) reportAgain() {
	for i := range s.store.untold {
		s.report(context.Background(), &s.store.untold[i])
	}
	s.store.untold = nil
}

// announce completes the event of a change that is about to be made, and keeps it
// until it is settled. It is nil where the bucket's events are not wanted. The
// lock is held.
func (s *store) announce(b *bucket, e ObjectEvent, o *object) (*ObjectEvent, error) {
	if !s.tells || !b.events {
		return nil, nil //nolint:nilnil // no event, no error
	}
	e.Bucket, e.Time, e.Key, e.Size, e.ETag = b.Name, s.now(), o.Key, o.Size, o.ETag
	return &e, s.outbox.add(&e)
}

// openEvents opens the outbox, and finds out which of the changes in it came
// about: all but perhaps the last.
func (s *store) openEvents() (err error) {
	if s.outbox, s.untold, err = openOutbox(filepath.Join(s.dir, metaFolder, ".outbox")); err != nil {
		return err
	}
	last := len(s.untold) - 1
	if last < 0 {
		return nil
	}
	e := s.untold[last]
	s.rise(e.Sequencer)
	var o *object
	if b := s.buckets[e.Bucket]; b != nil {
		o = b.objects[e.Key]
	}
	if e.Deleted && o != nil || !e.Deleted && (o == nil || o.Sequencer != e.Sequencer) {
		s.untold = s.untold[:last]
		s.outbox.settle(e.Sequencer)
	}
	return nil
}
