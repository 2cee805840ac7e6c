package s3

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rclone/gofakes3"
)

// CreateBucket makes a bucket.
func (b *backend) CreateBucket(_ context.Context, name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buckets[name] != nil {
		return nil // in us-east-1, making one's own bucket again is no error
	}
	bu := newBucket(name, b.now())
	if err := os.MkdirAll(filepath.Join(b.dir, name), 0o700); err != nil {
		return fmt.Errorf("make the folder of bucket %s: %w", name, err)
	}
	if err := writeJSON(b.bucketFile(name), bu); err != nil {
		return err
	}
	b.buckets[name] = bu
	return nil
}

// BucketExists tells whether a bucket is there.
func (b *backend) BucketExists(_ context.Context, name string) (bool, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.buckets[name] != nil, nil
}

// DeleteBucket removes an empty bucket.
func (b *backend) DeleteBucket(_ context.Context, name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[name]
	if bu == nil {
		return gofakes3.BucketNotFound(name)
	}
	if len(bu.objects) > 0 {
		return gofakes3.ResourceError(gofakes3.ErrBucketNotEmpty, name)
	}
	if err := os.RemoveAll(filepath.Join(b.dir, metaFolder, name)); err != nil {
		return fmt.Errorf("delete bucket %s: %w", name, err)
	}
	delete(b.buckets, name)
	return os.RemoveAll(filepath.Join(b.dir, name))
}
