package s3

import (
	"context"

	"github.com/rclone/gofakes3"
)

// backend lets gofakes3 work on a store.
type backend struct {
	*store
	uploads uploads
	changed func(ctx context.Context, c change)
}

// change is an object that was created or deleted.
type change struct {
	bucket, key string
	deleted     bool
	size        int64
	etag        string
	turn        int64 // rises with each change to the store
}

var (
	_ gofakes3.Backend              = (*backend)(nil)
	_ gofakes3.ObjectTaggingBackend = (*backend)(nil)
	_ gofakes3.MultipartBackend     = (*backend)(nil)
)
