package aws

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// removeBucket empties a bucket and deletes it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
func (b *build) removeBucket(ctx context.Context, name string) error {
	if err := b.emptyBucket(ctx, name); err != nil {
		return err
	}
	_, err := b.c.S3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name})
	if !hasCode(err, "BucketNotEmpty") {
		return err
	}
	// Earlier versions and delete markers are seen only by listing versions.
	if err := b.emptyVersions(ctx, name); err != nil {
		return err
	}
	_, err = b.c.S3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name})
	return err
}

// emptyBucket deletes all objects, a listing's page at a time.
func (b *build) emptyBucket(ctx context.Context, name string) error {
	deleted := 0
	pages := s3.NewListObjectsV2Paginator(b.c.S3, &s3.ListObjectsV2Input{Bucket: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		ids := make([]types.ObjectIdentifier, len(page.Contents))
		for i, o := range page.Contents {
			ids[i].Key = o.Key
		}
		if err := b.deleteObjects(ctx, name, ids, &deleted); err != nil {
			return err
		}
	}
	return nil
}

// emptyVersions deletes all versions and delete markers.
func (b *build) emptyVersions(ctx context.Context, name string) error {
	deleted := 0
	pages := s3.NewListObjectVersionsPaginator(b.c.S3, &s3.ListObjectVersionsInput{Bucket: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		var ids []types.ObjectIdentifier
		for _, v := range page.Versions {
			ids = append(ids, types.ObjectIdentifier{Key: v.Key, VersionId: v.VersionId})
		}
		for _, m := range page.DeleteMarkers {
			ids = append(ids, types.ObjectIdentifier{Key: m.Key, VersionId: m.VersionId})
		}
		if err := b.deleteObjects(ctx, name, ids, &deleted); err != nil {
			return err
		}
	}
	return nil
}

// deleteBatch is how many objects one call deletes.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const deleteBatch = 1000

// deleteObjects deletes objects, and tells how many are gone so far.
func (b *build) deleteObjects(ctx context.Context, bucket string, ids []types.ObjectIdentifier, deleted *int) error {
	for len(ids) > 0 {
		n := min(len(ids), deleteBatch)
		out, err := b.c.S3.DeleteObjects(ctx, &s3.DeleteObjectsInput{
			Bucket: &bucket,
			Delete: &types.Delete{Objects: ids[:n], Quiet: new(true)},
		})
		if err != nil {
			return err
		}
		if len(out.Errors) > 0 {
			return refusedObject(out.Errors[0], len(out.Errors))
		}
		ids, *deleted = ids[n:], *deleted+n
		b.report(Step{Kind: "bucket", Name: bucket, Outcome: Waiting, Detail: count(*deleted, "object") + " deleted"})
	}
	return nil
}

// refusedObject says which object could not be deleted, and how many others.
func refusedObject(e types.Error, n int) error {
	msg := fmt.Sprintf("object %q cannot be deleted: %s: %s", deref(e.Key), deref(e.Code), deref(e.Message))
	if n > 1 {
		msg += fmt.Sprintf(" (and %d more)", n-1)
	}
	return errors.New(msg)
}
