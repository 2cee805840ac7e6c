package aws

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/pipeline/consume"
)

// MaxPresign is how long a presigned URL can last.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
const MaxPresign = 7 * 24 * time.Hour

// Objects are the objects of S3. They are safe for use by many goroutines.
type Objects struct {
	client  *s3.Client
	presign *s3.PresignClient
}

var _ consume.ObjectStore = (*Objects)(nil)

// Objects are all objects that the account can reach.
func (c *Clients) Objects() *Objects {
	return &Objects{client: c.S3, presign: s3.NewPresignClient(c.S3)}
}

// Get opens an object for reading; close its body. A missing one is
// consume.ErrNoObject.
func (o *Objects) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	out, err := o.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return consume.Object{}, objectError("reading", bucket, key, missing(err))
	}
	return consume.Object{Body: out.Body, Size: deref(out.ContentLength), ETag: unquote(out.ETag)}, nil
}

// Head describes an object without reading it. A missing one is
// consume.ErrNoObject.
func (o *Objects) Head(ctx context.Context, bucket, key string) (consume.ObjectInfo, error) {
	out, err := o.client.HeadObject(looking(ctx), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		if hasCode(err, "Forbidden", "AccessDenied") {
			err = fmt.Errorf("%w (to who may not s3:ListBucket, S3 says so of an object that is not there, too)", err)
		}
		return consume.ObjectInfo{}, objectError("looking at", bucket, key, missing(err))
	}
	metadata := make(map[string]string, len(out.Metadata))
	for name, value := range out.Metadata {
		metadata[strings.ToLower(name)] = value
	}
	return consume.ObjectInfo{Size: deref(out.ContentLength), ETag: unquote(out.ETag), Metadata: metadata}, nil
}

// Put stores an object, with its tags and metadata if it has any, and under the
// conditions that it names. Conditions that do not hold are
// consume.ErrChanged; an endpoint that knows none is
// consume.ErrNoConditions.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
func (o *Objects) Put(ctx context.Context, n consume.NewObject) (etag string, err error) {
	in := &s3.PutObjectInput{Bucket: &n.Bucket, Key: &n.Key, Body: n.Body, Metadata: n.Metadata}
	if n.ContentType != "" {
		in.ContentType = &n.ContentType
	}
	if len(n.Tags) > 0 {
		in.Tagging = new(encodeTags(n.Tags))
	}
	if n.OnlyNew || n.IfMatch != "" {
		ctx = conditional(ctx)
	}
	if n.OnlyNew {
		in.IfNoneMatch = new("*")
	}
	if n.IfMatch != "" {
		in.IfMatch = new(`"` + n.IfMatch + `"`)
	}
	out, err := o.client.PutObject(ctx, in, func(so *s3.Options) {
		if n.Once {
			so.RetryMaxAttempts = 1
		}
	})
	if err != nil {
		return "", objectError("storing", n.Bucket, n.Key, condition(ctx, err))
	}
	return unquote(out.ETag), nil
}

// condition marks the answers to a write under a condition. S3 says NoSuchKey
// where the object that If-Match names is gone, and 409 where another write to
// the key ended in the meantime.
func condition(ctx context.Context, err error) error {
	switch {
	case ctx.Value(conditionalKey{}) == nil:
	case hasCode(err, "PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"):
		return fmt.Errorf("%w: %w", consume.ErrChanged, err)
	case hasCode(err, "NotImplemented"):
		return fmt.Errorf("%w: %w", consume.ErrNoConditions, err)
	}
	return err
}

// Tags returns the tags of an object.
func (o *Objects) Tags(ctx context.Context, bucket, key string) (map[string]string, error) {
	out, err := o.client.GetObjectTagging(looking(ctx), &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, objectError("reading the tags of", bucket, key, missing(err))
	}
	tags := make(map[string]string, len(out.TagSet))
	for _, t := range out.TagSet {
		tags[deref(t.Key)] = deref(t.Value)
	}
	return tags, nil
}

// SetTags replaces the tags of an object. AWS takes up to ten.
func (o *Objects) SetTags(ctx context.Context, bucket, key string, tags map[string]string) error {
	set := make([]types.Tag, 0, len(tags))
	for k, v := range tags {
		set = append(set, types.Tag{Key: new(k), Value: new(v)})
	}
	_, err := o.client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
		Bucket: &bucket, Key: &key, Tagging: &types.Tagging{TagSet: set},
	})
	return objectError("setting the tags of", bucket, key, missing(err))
}

// PresignGet signs a URL with which anybody may get the object for d, at most
// MaxPresign and no longer than the credentials that sign it hold. It makes no
// call, so an object that is not there gets one too.
func (o *Objects) PresignGet(ctx context.Context, bucket, key string, d time.Duration) (consume.Link, error) {
	if d <= 0 || d > MaxPresign {
		return consume.Link{}, fmt.Errorf("a presigned URL can last from 1 s to %d days, not %v", MaxPresign/(24*time.Hour), d)
	}
	now := time.Now()
	link := consume.Link{Expires: now.Add(d)}
	// They are asked first: should they be renewed before the signature, it holds
	// for longer than is said.
	if provider := o.client.Options().Credentials; provider != nil {
		credentials, err := provider.Retrieve(ctx)
		if err != nil {
			return consume.Link{}, objectError("signing a URL for", bucket, key, err)
		}
		if credentials.CanExpire && credentials.Expires.Before(link.Expires) {
			link.Expires = credentials.Expires
			d = max(credentials.Expires.Sub(now).Truncate(time.Second), time.Second)
		}
		link.Earlier = credentials.SessionToken != "" && !credentials.CanExpire
	}
	req, err := o.presign.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key}, s3.WithPresignExpires(d))
	if err != nil {
		return consume.Link{}, objectError("signing a URL for", bucket, key, err)
	}
	link.URL = req.URL
	return link, nil
}

// Delete deletes an object. One that is not there is no error.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
func (o *Objects) Delete(ctx context.Context, bucket, key string) error {
	_, err := o.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: &key})
	return objectError("deleting", bucket, key, err)
}

// missing marks an error of S3 that means that the object is not there.
func missing(err error) error {
	if hasCode(err, "NoSuchKey", "NotFound") || isUnreadable404(err) {
		return fmt.Errorf("%w: %w", consume.ErrNoObject, err)
	}
	return err
}

// encodeTags writes tags as PutObject wants them: as the query of a URL.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
func encodeTags(tags map[string]string) string {
	v := make(url.Values, len(tags))
	for k, value := range tags {
		v.Set(k, value)
	}
	return strings.ReplaceAll(v.Encode(), "+", "%20")
}

// unquote takes the quotes off an entity tag.
func unquote(etag *string) string { return strings.Trim(deref(etag), `"`) }
