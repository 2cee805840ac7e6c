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
	look := func(ctx context.Context) (bool, []string, error) {
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
	case hasCode(err, "BucketAlreadyOwnedByYou"):
		return nil
	case hasCode(err, "BucketAlreadyExists"):
		return fmt.Errorf("somebody else has a bucket of this name, and all accounts share the names; "+
			"choose another, for example with a suffix: %w", err)
	}
	return err
}

// accessBlock keeps a bucket private, whatever else is set.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
func (b *build) accessBlock(bucket string) resource {
	look := func(ctx context.Context) (bool, []string, error) {
		out, err := b.c.S3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &bucket})
		if noBucket(err) || hasCode(err, "NoSuchPublicAccessBlockConfiguration") {
			return false, nil, nil
		}
		if err != nil {
			return false, nil, err
		}
		if p := out.PublicAccessBlockConfiguration; p == nil ||
			!deref(p.BlockPublicAcls) || !deref(p.IgnorePublicAcls) || !deref(p.BlockPublicPolicy) || !deref(p.RestrictPublicBuckets) {
			return true, []string{"PublicAccessBlock"}, nil
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
	return resource{kind: "public access block", name: bucket, look: look, create: put, change: put}
}

// notification makes the source bucket tell EventBridge of its objects. What it
// tells others (queues, topics, functions) stays.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html
func (b *build) notification() resource {
	bucket := b.SourceBucket
	var have *s3.GetBucketNotificationConfigurationOutput
	look := func(ctx context.Context) (there bool, differs []string, err error) {
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
	return resource{kind: "EventBridge notification", name: bucket, look: look, create: create}
}

func noBucket(err error) bool { return hasCode(err, "NoSuchBucket", "NotFound") }
