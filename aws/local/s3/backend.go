package s3

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"

	"github.com/rclone/gofakes3"
)

// backend lets gofakes3 work on a store.
type backend struct {
	*store
	changed func(ctx context.Context, c change)
}

// change is an object that was created or deleted.
type change struct {
	bucket, key string
	deleted     bool
	size        int64
	etag        string
}

var (
	_ gofakes3.Backend              = (*backend)(nil)
	_ gofakes3.ObjectTaggingBackend = (*backend)(nil)
)

// ListBuckets lists the buckets.
func (b *backend) ListBuckets(context.Context) ([]gofakes3.BucketInfo, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var list []gofakes3.BucketInfo
	for _, bu := range b.buckets {
		list = append(list, gofakes3.BucketInfo{Name: bu.Name, CreationDate: gofakes3.NewContentTime(bu.Created)})
	}
	return list, nil
}

// ListBucket lists a page of a bucket's objects and common prefixes.
func (b *backend) ListBucket(_ context.Context, name string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	b.mu.Lock() // sorting the keys changes the bucket
	defer b.mu.Unlock()
	bu := b.buckets[name]
	if bu == nil {
		return nil, gofakes3.BucketNotFound(name)
	}
	if prefix == nil {
		prefix = &gofakes3.Prefix{}
	}
	list := gofakes3.NewObjectList()
	var match gofakes3.PrefixMatch
	var last string
	var count int64
	for _, key := range bu.sorted() {
		if page.Marker != "" && key <= page.Marker || !prefix.Match(key, &match) {
			continue
		}
		if match.CommonPrefix && (match.MatchedPart == last || page.Marker != "" && match.MatchedPart <= page.Marker) {
			continue
		}
		if page.MaxKeys > 0 && count >= page.MaxKeys {
			list.IsTruncated = true
			break
		}
		if match.CommonPrefix {
			list.AddPrefix(match.MatchedPart)
			last, list.NextMarker = match.MatchedPart, match.MatchedPart
		} else {
			o := bu.objects[key]
			list.Add(&gofakes3.Content{Key: key, LastModified: gofakes3.NewContentTime(o.Modified), ETag: `"` + o.ETag + `"`, Size: o.Size})
			list.NextMarker = key
		}
		count++
	}
	return list, nil
}

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
	return &gofakes3.Object{
		Name: o.Key, Metadata: meta, Size: o.Size, Hash: o.MD5, Contents: io.NopCloser(bytes.NewReader(nil)),
	}
}

// HeadObject describes an object.
func (b *backend) HeadObject(_ context.Context, bucket, key string) (*gofakes3.Object, error) {
	o, err := b.find(bucket, key)
	if err != nil {
		return nil, err
	}
	return o.answer(), nil
}

// GetObject opens an object, or a range of it.
func (b *backend) GetObject(_ context.Context, bucket, key string, want *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	o, err := b.find(bucket, key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(b.dataFile(bucket, o))
	if err != nil {
		return nil, fmt.Errorf("open the object %s: %w", key, err)
	}
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

// PutObject stores an object: first its content beside its place, then both
// the content and the record are moved into place.
func (b *backend) PutObject(ctx context.Context, bucket, key string, meta map[string]string, in io.Reader, size int64) (gofakes3.PutObjectResult, error) {
	if ok, _ := b.BucketExists(ctx, bucket); !ok { //nolint:errcheck // it has none
		return gofakes3.PutObjectResult{}, gofakes3.BucketNotFound(bucket)
	}
	temp, hash, n, err := b.receive(in)
	if err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	defer os.Remove(temp) //nolint:errcheck // it was moved into place, or nobody wants it
	if size >= 0 && n != size {
		return gofakes3.PutObjectResult{}, gofakes3.ErrIncompleteBody
	}
	o := &object{Key: key, Size: n, MD5: hash, ETag: hex.EncodeToString(hash), Modified: b.now(), Meta: maps.Clone(meta)}
	if err := b.place(bucket, o, temp); err != nil {
		return gofakes3.PutObjectResult{}, err
	}
	b.changed(ctx, change{bucket: bucket, key: key, size: n, etag: o.ETag})
	return gofakes3.PutObjectResult{ETag: `"` + o.ETag + `"`}, nil
}

// receive writes a body to a temporary file.
func (b *backend) receive(in io.Reader) (temp string, hash []byte, n int64, err error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, metaFolder), "upload-*")
	if err != nil {
		return "", nil, 0, fmt.Errorf("make a file for an upload: %w", err)
	}
	sum := md5.New()
	n, err = io.Copy(io.MultiWriter(f, sum), in)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the upload's error matters
		return "", nil, 0, err
	}
	return f.Name(), sum.Sum(nil), n, nil
}

// place moves an upload to where it belongs and makes it known.
func (b *backend) place(bucket string, o *object, temp string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return gofakes3.BucketNotFound(bucket)
	}
	if old := bu.objects[o.Key]; old != nil {
		o.File = old.File
	} else {
		o.File = bu.locate(o.Key)
	}
	file := b.dataFile(bucket, o)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", o.Key, err)
	}
	if err := os.Rename(temp, file); err != nil {
		return fmt.Errorf("store %s: %w", o.Key, err)
	}
	if err := writeJSON(b.objectFile(bucket, o.Key), o); err != nil {
		return err
	}
	bu.add(o)
	return nil
}

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

// DeleteObject removes an object; one that is not there is no error.
func (b *backend) DeleteObject(ctx context.Context, bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	o, err := b.delete(bucket, key)
	if o != nil && err == nil {
		b.changed(ctx, change{bucket: bucket, key: key, deleted: true, etag: o.ETag, size: o.Size})
	}
	return gofakes3.ObjectDeleteResult{}, err
}

// delete removes an object and returns it, nil if there was none. The record
// goes first: a file without one is not an object.
func (b *backend) delete(bucket, key string) (*object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return nil, gofakes3.BucketNotFound(bucket)
	}
	o := bu.objects[key]
	if o == nil {
		return nil, nil
	}
	if err := os.Remove(b.objectFile(bucket, key)); err != nil {
		return nil, fmt.Errorf("delete %s: %w", key, err)
	}
	bu.remove(o)
	file := b.dataFile(bucket, o)
	if err := os.Remove(file); err != nil {
		return nil, fmt.Errorf("delete %s: %w", key, err)
	}
	for dir := filepath.Dir(file); dir != filepath.Join(b.dir, bucket); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			break
		}
	}
	return o, nil
}

// DeleteMulti removes several objects.
func (b *backend) DeleteMulti(ctx context.Context, bucket string, keys ...string) (result gofakes3.MultiDeleteResult, err error) {
	if ok, _ := b.BucketExists(ctx, bucket); !ok { //nolint:errcheck // it has none
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

// SetObjectTagging replaces the tags of an object and touches nothing else.
func (b *backend) SetObjectTagging(_ context.Context, bucket, key, tagging string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return gofakes3.BucketNotFound(bucket)
	}
	old := bu.objects[key]
	if old == nil {
		return gofakes3.KeyNotFound(key)
	}
	o := *old
	o.Meta = maps.Clone(old.Meta)
	if o.Meta == nil {
		o.Meta = map[string]string{}
	}
	o.Meta[gofakes3.TaggingMetadataKey] = tagging
	if tagging == "" {
		delete(o.Meta, gofakes3.TaggingMetadataKey)
	}
	if err := writeJSON(b.objectFile(bucket, key), &o); err != nil {
		return err
	}
	bu.objects[key] = &o
	return nil
}
