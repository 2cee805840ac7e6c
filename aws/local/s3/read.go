package s3

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"

	"github.com/rclone/gofakes3"
)

// find is an object, or the error that says what is missing.
func (b *backend) find(bucket, key string) (*object, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return nil, gofakes3.BucketNotFound(bucket)
	}
	o := bu.objects[key]
	if o == nil {
		return nil, gofakes3.KeyNotFound(key)
	}
	return o, nil
}

// answer is an object in the library's form.
func (o *object) answer() *gofakes3.Object {
	meta := maps.Clone(o.Meta)
	if meta == nil {
		meta = map[string]string{}
	}
	if o.Checksum.Value != "" {
		meta[o.Checksum.header()] = o.Checksum.Value
	}
	return &gofakes3.Object{
		Name: o.Key, Metadata: meta, Size: o.Size, Hash: o.MD5, PartSizes: o.Parts, Contents: http.NoBody,
	}
}

// HeadObject describes an object.
func (b *backend) HeadObject(ctx context.Context, bucket, key string) (*gofakes3.Object, error) {
	o, err := b.find(bucket, key)
	if err != nil {
		return nil, err
	}
	exchangeFrom(ctx).etag = o.ETag
	return o.answer(), nil
}

// GetObject opens an object, or a range of it.
func (b *backend) GetObject(ctx context.Context, bucket, key string, want *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	o, err := b.find(bucket, key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(b.dataFile(bucket, o))
	if err != nil {
		return nil, fmt.Errorf("open the object %s: %w", key, err)
	}
	exchangeFrom(ctx).etag = o.ETag
	answer := o.answer()
	answer.Range, err = want.Range(o.Size)
	if err != nil {
		return nil, closing(f, err)
	}
	answer.Contents = f
	if answer.Range != nil {
		if _, err := f.Seek(answer.Range.Start, io.SeekStart); err != nil {
			return nil, closing(f, err)
		}
		answer.Contents = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(f, answer.Range.Length), f}
	}
	return answer, nil
}

// closing closes what an error makes useless.
func closing(c io.Closer, err error) error {
	if cerr := c.Close(); cerr != nil {
		return fmt.Errorf("%w (and closing: %w)", err, cerr)
	}
	return err
}
