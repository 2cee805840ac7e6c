package s3

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// EventSink hears of objects that came and went.
type EventSink interface {
	// ObjectEvent is called after the change and before the caller has its
	// answer. It must be quick.
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
	Sequencer string // rises with each change
	RequestID string
	Requester string
	SourceIP  string
	// Reason is PutObject, PostObject, CopyObject, CompleteMultipartUpload, DeleteObject or
	// Lifecycle Expiration.
	Reason  string
	Deleted bool
}

// origin is what an event tells of the request behind it.
type origin struct{ reason, requestID, ip string }

// originOf is what an event will tell of the request.
func originOf(w http.ResponseWriter, r *http.Request) origin {
	o := origin{reason: "PutObject", requestID: w.Header().Get("X-Amz-Request-Id")}
	switch {
	case r.Header.Get("X-Amz-Copy-Source") != "":
		o.reason = "CopyObject"
	case r.Method == http.MethodPost && r.URL.Query().Has("uploadId"):
		o.reason = "CompleteMultipartUpload"
	case r.Method == http.MethodDelete, r.Method == http.MethodPost && r.URL.Query().Has("delete"):
		o.reason = "DeleteObject"
	case r.Method == http.MethodPost:
		o.reason = "PostObject"
	}
	o.ip = "127.0.0.1"
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		o.ip = host
	}
	return o
}

// event describes a change.
func (s *Service) event(ctx context.Context, c change) ObjectEvent {
	o := exchangeFrom(ctx).origin
	if o.reason == "" {
		o = origin{reason: "Lifecycle Expiration", ip: "127.0.0.1"}
	}
	return ObjectEvent{
		Time: s.cfg.Clock.Now(), Bucket: c.bucket, Key: c.key, Size: c.size, ETag: c.etag, Deleted: c.deleted,
		Sequencer: fmt.Sprintf("%018X", c.turn), RequestID: o.requestID, Requester: s.cfg.Account,
		SourceIP: o.ip, Reason: o.reason,
	}
}
