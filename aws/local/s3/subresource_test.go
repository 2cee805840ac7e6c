package s3_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestAPublicAccessBlockIsPutGivenBackAndDeleted(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	get := func() (*sdk.GetPublicAccessBlockOutput, error) {
		return w.client.GetPublicAccessBlock(t.Context(), &sdk.GetPublicAccessBlockInput{Bucket: new(photos)})
	}
	_, err := get()
	refused(t, err, "NoSuchPublicAccessBlockConfiguration")
	_, err = w.client.PutPublicAccessBlock(t.Context(), &sdk.PutPublicAccessBlockInput{
		Bucket: new(photos), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{BlockPublicAcls: new(true), BlockPublicPolicy: new(true)},
	})
	w.check(err)
	got, err := get()
	w.check(err)
	if c := got.PublicAccessBlockConfiguration; !*c.BlockPublicAcls || !*c.BlockPublicPolicy {
		t.Errorf("it is %+v", c)
	}
	_, err = w.client.DeletePublicAccessBlock(t.Context(), &sdk.DeletePublicAccessBlockInput{Bucket: new(photos)})
	w.check(err)
	_, err = get()
	refused(t, err, "NoSuchPublicAccessBlockConfiguration")
}

func TestABucketsTagsArePutGivenBackAndDeleted(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	get := func() (*sdk.GetBucketTaggingOutput, error) {
		return w.client.GetBucketTagging(t.Context(), &sdk.GetBucketTaggingInput{Bucket: new(photos)})
	}
	_, err := get()
	refused(t, err, "NoSuchTagSet")
	_, err = w.client.PutBucketTagging(t.Context(), &sdk.PutBucketTaggingInput{
		Bucket: new(photos), Tagging: &types.Tagging{TagSet: []types.Tag{{Key: new("project"), Value: new("in + flight")}}},
	})
	w.check(err)
	got, err := get()
	w.check(err)
	if len(got.TagSet) != 1 || *got.TagSet[0].Value != "in + flight" {
		t.Errorf("the tags are %+v", got.TagSet)
	}
	_, err = w.client.DeleteBucketTagging(t.Context(), &sdk.DeleteBucketTaggingInput{Bucket: new(photos)})
	w.check(err)
	_, err = get()
	refused(t, err, "NoSuchTagSet")
}

func TestABucketsPolicyIsPutGivenBackAndDeleted(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	get := func() (*sdk.GetBucketPolicyOutput, error) {
		return w.client.GetBucketPolicy(t.Context(), &sdk.GetBucketPolicyInput{Bucket: new(photos)})
	}
	_, err := get()
	refused(t, err, "NoSuchBucketPolicy")
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::photos","arn:aws:s3:::photos/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
	_, err = w.client.PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: new(photos), Policy: &policy})
	w.check(err)
	got, err := get()
	w.check(err)
	if *got.Policy != policy {
		t.Errorf("it is %s", *got.Policy)
	}
	for _, bad := range []string{"{", "[]", `{"Statement":[{"Effect":"Perhaps","Principal":"*","Action":"s3:*","Resource":"*"}]}`} {
		_, err = w.client.PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: new(photos), Policy: &bad})
		refused(t, err, "MalformedPolicy")
	}
	_, err = w.client.DeleteBucketPolicy(t.Context(), &sdk.DeleteBucketPolicyInput{Bucket: new(photos)})
	w.check(err)
	_, err = get()
	refused(t, err, "NoSuchBucketPolicy")
}

func TestABucketIsNotVersioned(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	got, err := w.client.GetBucketVersioning(t.Context(), &sdk.GetBucketVersioningInput{Bucket: new(photos)})
	w.check(err)
	if got.Status != "" {
		t.Errorf("it is %q", got.Status)
	}
	_, err = w.client.PutBucketVersioning(t.Context(), &sdk.PutBucketVersioningInput{
		Bucket: new(photos), VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	refused(t, err, "NotImplemented")
}

func TestNotificationsToAnythingButEventBridgeAreRefusedNotForgotten(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, err := w.client.PutBucketNotificationConfiguration(t.Context(), &sdk.PutBucketNotificationConfigurationInput{
		Bucket: new(photos), NotificationConfiguration: &types.NotificationConfiguration{
			QueueConfigurations: []types.QueueConfiguration{{QueueArn: new("arn:aws:sqs:us-east-1:000000000000:q"), Events: []types.Event{"s3:ObjectCreated:*"}}},
		},
	})
	refused(t, err, "NotImplemented")
}

func TestASubresourceOfNoBucketIsNoSuchBucket(t *testing.T) {
	w := newWorld(t)
	_, err := w.client.GetBucketNotificationConfiguration(t.Context(), &sdk.GetBucketNotificationConfigurationInput{Bucket: new("none")})
	refused(t, err, "NoSuchBucket")
	_, err = w.client.PutBucketTagging(t.Context(), &sdk.PutBucketTaggingInput{Bucket: new("none"), Tagging: &types.Tagging{TagSet: []types.Tag{}}})
	refused(t, err, "NoSuchBucket")
}
