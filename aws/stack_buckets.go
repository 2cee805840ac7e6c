package aws

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// bucket is a bucket of this account, in this region.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func (b *build) bucket(name string) resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		_, err := b.c.S3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
		switch {
		case noBucket(err):
			return false, nil, nil
		case hasCode(err, "Forbidden", "AccessDenied"):
			return false, nil, fmt.Errorf("it belongs to somebody else, or these credentials may not see it; "+
				"all accounts share the names of buckets, so choose others, for example with a suffix: %w", err)
		case hasCode(err, "MovedPermanently", "PermanentRedirect", "301"):
			return false, nil, fmt.Errorf("it is in another region than %s; use that region or another name: %w", b.c.Region, err)
		}
		return err == nil, nil, err
	}
	return resource{
		kind: "bucket", name: name, look: look,
		create: func(ctx context.Context) error { return b.createBucket(ctx, name) },
		remove: func(ctx context.Context) error { return b.removeBucket(ctx, name) },
		undo: func(ctx context.Context) error { // without emptying it
			_, err := b.c.S3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name})
			return err
		},
		tags: func(ctx context.Context) (map[string]string, error) { return b.bucketTags(ctx, name) },
		tag:  func(ctx context.Context, add map[string]string) error { return b.tagBucket(ctx, name, add) },
	}
}

// createBucket makes a bucket. us-east-1 is the region that must not be named.
func (b *build) createBucket(ctx context.Context, name string) error {
	in := &s3.CreateBucketInput{Bucket: &name}
	if b.c.Region != DefaultRegion {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{
			LocationConstraint: types.BucketLocationConstraint(b.c.Region),
		}
	}
	_, err := b.c.S3.CreateBucket(ctx, in)
	switch {
	case err == nil:
		return b.claimBucket(ctx, name)
	case hasCode(err, "BucketAlreadyOwnedByYou"):
		return fmt.Errorf("%w: %w", errMeanwhile, err)
	case hasCode(err, "BucketAlreadyExists"):
		return fmt.Errorf("somebody else has a bucket of this name, and all accounts share the names; "+
			"choose another, for example with a suffix: %w", err)
	}
	return err
}

// claimBucket tags a bucket that was created a moment ago. One that cannot be
// tagged would be nobody's, so it is deleted again.
func (b *build) claimBucket(ctx context.Context, name string) error {
	err := b.checkNewBucket(ctx, name)
	switch {
	case errors.Is(err, errMeanwhile):
		return err
	case err != nil:
		return fmt.Errorf("it was created, and stays, without a tag, because what is in it cannot be seen: %w", err)
	}
	if err = b.tagBucket(ctx, name, b.newTags()); err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoLimit)
	defer cancel()
	if _, left := b.c.S3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name}); left != nil {
		return fmt.Errorf("it was created, and stays, without a tag, because it cannot be deleted again (%w): %w", left, err)
	}
	return err
}

// checkNewBucket makes sure that a bucket that was created is a new one. In
// us-east-1 creating a bucket that this account has succeeds, so that one which
// somebody else created a moment ago can be told only by what they did with it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func (b *build) checkNewBucket(ctx context.Context, name string) error {
	tags, err := b.bucketTags(looking(ctx), name)
	if err != nil {
		return err
	}
	objects, err := b.c.S3.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &name, MaxKeys: new(int32(1))})
	if err != nil {
		return err
	}
	lifecycle, err := b.c.S3.GetBucketLifecycleConfiguration(looking(ctx), &s3.GetBucketLifecycleConfigurationInput{Bucket: &name})
	if err != nil && !hasCode(err, "NoSuchLifecycleConfiguration") {
		return err
	}
	if len(tags) > 0 || len(objects.Contents) > 0 || err == nil && len(lifecycle.Rules) > 0 {
		return errMeanwhile
	}
	return nil
}

// accessBlock keeps a bucket private, whatever else is set.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
func (b *build) accessBlock(bucket string) resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		out, err := b.c.S3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &bucket})
		if noBucket(err) || hasCode(err, "NoSuchPublicAccessBlockConfiguration") {
			return false, nil, nil
		}
		if err != nil {
			return false, nil, err
		}
		if p := out.PublicAccessBlockConfiguration; p == nil ||
			!deref(p.BlockPublicAcls) || !deref(p.IgnorePublicAcls) || !deref(p.BlockPublicPolicy) || !deref(p.RestrictPublicBuckets) {
			return true, []Change{{Setting: "PublicAccessBlock", Old: blocked(p), New: "all four on"}}, nil
		}
		return true, nil, nil
	}
	put := func(ctx context.Context) error {
		_, err := b.c.S3.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
			Bucket: &bucket,
			PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
				BlockPublicAcls: new(true), IgnorePublicAcls: new(true),
				BlockPublicPolicy: new(true), RestrictPublicBuckets: new(true),
			},
		})
		return err
	}
	return resource{kind: "public access block", name: bucket, of: "bucket " + bucket, look: look, create: put, change: put}
}

// blocked says what a public access block blocks.
func blocked(p *types.PublicAccessBlockConfiguration) string {
	if p == nil {
		return "nothing"
	}
	return fmt.Sprintf("BlockPublicAcls %t, IgnorePublicAcls %t, BlockPublicPolicy %t, RestrictPublicBuckets %t",
		deref(p.BlockPublicAcls), deref(p.IgnorePublicAcls), deref(p.BlockPublicPolicy), deref(p.RestrictPublicBuckets))
}

// notification makes the source bucket tell EventBridge of its objects. What it
// tells others (queues, topics, functions) stays.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html
func (b *build) notification() resource {
	bucket := b.SourceBucket
	var have *s3.GetBucketNotificationConfigurationOutput
	look := func(ctx context.Context) (there bool, differs []Change, err error) {
		have, err = b.c.S3.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: &bucket})
		if noBucket(err) {
			return false, nil, nil
		}
		return err == nil && have.EventBridgeConfiguration != nil, nil, err
	}
	create := func(ctx context.Context) error {
		if have == nil {
			return errors.New("there is no bucket " + bucket)
		}
		_, err := b.c.S3.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{
			Bucket: &bucket,
			NotificationConfiguration: &types.NotificationConfiguration{
				EventBridgeConfiguration:     &types.EventBridgeConfiguration{},
				LambdaFunctionConfigurations: have.LambdaFunctionConfigurations,
				QueueConfigurations:          have.QueueConfigurations,
				TopicConfigurations:          have.TopicConfigurations,
			},
			SkipDestinationValidation: new(true), // of what others set: it was valid then
		})
		return err
	}
	return resource{kind: "EventBridge notification", name: bucket, of: "bucket " + bucket, essential: true, look: look, create: create}
}

func noBucket(err error) bool { return hasCode(err, "NoSuchBucket", "NotFound") }
