package s3

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"

	"github.com/rclone/gofakes3"
)

// PutObject stores an object: first its content beside its place, then both
// the content and the record are moved into place.
func (b *backend) PutObject(ctx context.Context, bucket, key string, meta map[string]string, in io.Reader, size int64) (gofakes3.PutObjectResult, error) {
	if ok, _ := b.BucketExists(ctx, bucket); !ok {
		return gofakes3.PutObjectResult{}, gofakes3.BucketNotFound(bucket)
	}
	c, err := b.receive(ctx, in, size)
	if err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	defer os.Remove(c.file) //nolint:errcheck // it was moved into place, or nobody wants it
	o := &object{Key: key, Size: c.size, MD5: c.md5, ETag: hex.EncodeToString(c.md5), Checksum: c.sum, Meta: maps.Clone(meta)}
	if err := b.place(ctx, bucket, o, c.file); err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	exchangeFrom(ctx).stored = c.sum
	return gofakes3.PutObjectResult{ETag: `"` + o.ETag + `"`}, nil
}

// place moves an upload to where it belongs, makes it known and tells of it.
func (b *backend) place(ctx context.Context, bucket string, o *object, temp string) error {
	c, err := b.replace(ctx, bucket, o, temp)
	if err != nil {
		return err
	}
	b.changed(ctx, c)
	return nil
}

// replace puts the object in the place of the one with its key, if the request's
// conditions allow it.
//
// The record is written first, under another name, then the content and the
// record are moved into place. Whoever opens the store after a crash can tell by
// what was moved whether the old object is still there or the new one is.
func (b *backend) replace(ctx context.Context, bucket string, o *object, temp string) (change, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return change{}, gofakes3.BucketNotFound(bucket)
	}
	old, current := bu.objects[o.Key], ""
	if old != nil {
		o.File, current = old.File, hex.EncodeToString(old.MD5)
	} else {
		o.File = bu.locate(o.Key)
	}
	if err := gofakes3.CheckWriteConditions(ctx, old != nil, current); err != nil {
		return change{}, err
	}
	o.Modified, o.Upload = b.now(), filepath.Base(temp)
	if o.Meta == nil {
		o.Meta = map[string]string{}
	}
	o.Meta["Last-Modified"] = o.Modified.UTC().Format(http.TimeFormat)
	if err := b.move(bucket, o, temp); err != nil {
		return change{}, err
	}
	bu.add(o)
	return change{bucket: bucket, key: o.Key, size: o.Size, etag: o.ETag, turn: b.nextTurn()}, nil
}

// move makes the object's files be in place.
func (b *backend) move(bucket string, o *object, temp string) error {
	file, record := b.dataFile(bucket, o), b.objectFile(bucket, o.Key)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", o.Key, err)
	}
	if err := prepareJSON(record, o); err != nil {
		return err
	}
	if err := os.Rename(temp, file); err != nil {
		return fmt.Errorf("store %s: %w", o.Key, err)
	}
	return commitJSON(record)
}
