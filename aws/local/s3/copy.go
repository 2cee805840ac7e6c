package s3

import (
	"context"

	"github.com/rclone/gofakes3"
)

// CopyObject copies an object.
func (b *backend) CopyObject(ctx context.Context, fromBucket, fromKey, toBucket, toKey string, meta map[string]string) (gofakes3.CopyObjectResult, error) {
	from, err := b.GetObject(ctx, fromBucket, fromKey, nil)
	if err != nil {
		return gofakes3.CopyObjectResult{}, err
	}
	defer from.Contents.Close() //nolint:errcheck // it was only read
	put, err := b.PutObject(ctx, toBucket, toKey, meta, from.Contents, from.Size)
	if err != nil {
		return gofakes3.CopyObjectResult{}, err
	}
	return gofakes3.CopyObjectResult{ETag: put.ETag, LastModified: gofakes3.NewContentTime(b.now())}, nil
}
