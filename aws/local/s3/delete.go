package s3

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rclone/gofakes3"
)

// DeleteObject removes an object; one that is not there is no error.
func (b *backend) DeleteObject(ctx context.Context, bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	o, turn, err := b.delete(bucket, key)
	if o != nil && err == nil {
		b.changed(ctx, change{bucket: bucket, key: key, deleted: true, etag: o.ETag, size: o.Size, turn: turn})
	}
	return gofakes3.ObjectDeleteResult{}, err
}

// delete removes an object and returns it, nil if there was none. The record
// goes first: a file without one is not an object.
func (b *backend) delete(bucket, key string) (o *object, turn int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return nil, 0, gofakes3.BucketNotFound(bucket)
	}
	o = bu.objects[key]
	if o == nil {
		return nil, 0, nil
	}
	if err := os.Remove(b.objectFile(bucket, key)); err != nil {
		return nil, 0, fmt.Errorf("delete %s: %w", key, err)
	}
	bu.remove(o)
	file := b.dataFile(bucket, o)
	if err := os.Remove(file); err != nil {
		return nil, 0, fmt.Errorf("delete %s: %w", key, err)
	}
	for dir := filepath.Dir(file); dir != filepath.Join(b.dir, bucket); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			break
		}
	}
	return o, b.nextTurn(), nil
}

// DeleteMulti removes several objects.
func (b *backend) DeleteMulti(ctx context.Context, bucket string, keys ...string) (result gofakes3.MultiDeleteResult, err error) {
	if ok, _ := b.BucketExists(ctx, bucket); !ok {
		return result, gofakes3.BucketNotFound(bucket)
	}
	for _, key := range keys {
		if _, err := b.DeleteObject(ctx, bucket, key); err != nil {
			result.Error = append(result.Error, gofakes3.ErrorResultFromError(err))
			continue
		}
		result.Deleted = append(result.Deleted, gofakes3.ObjectID{Key: key})
	}
	return result, nil
}
