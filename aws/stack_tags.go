package aws

import (
	"context"
	"crypto/rand"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// The tags of what a stack creates. What does not have them is somebody else's.
const (
	// StackTag says which stack a resource belongs to.
	StackTag = "inflight:stack"
	// CreatedTag says which run created it: a create call that finds a resource
	// of the same name and settings succeeds, too, and then it is not ours.
	CreatedTag = "inflight:created"
)

// newMark is the value of CreatedTag: unlike that of every other run, and a
// person can read the time in it.
func newMark() string {
	return time.Now().UTC().Format("2006-01-02T15:04:05Z") + " " + rand.Text()[:8]
}

// newTags are the tags of what this run creates.
func (b *build) newTags() map[string]string {
	return map[string]string{StackTag: b.Owner(), CreatedTag: b.mark}
}

// bucketTags reads the tags of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html
func (b *build) bucketTags(ctx context.Context, bucket string) (map[string]string, error) {
	out, err := b.c.S3.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: &bucket})
	if hasCode(err, "NoSuchTagSet") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.TagSet))
	for _, t := range out.TagSet {
		tags[deref(t.Key)] = deref(t.Value)
	}
	return tags, nil
}

// tagBucket adds tags to a bucket. S3 knows no adding: it takes the whole set.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
func (b *build) tagBucket(ctx context.Context, bucket string, add map[string]string) error {
	tags, err := b.bucketTags(looking(ctx), bucket)
	if err != nil {
		return err
	}
	all := maps.Clone(add)
	for k, v := range tags {
		if _, ours := add[k]; !ours {
			all[k] = v
		}
	}
	var set []s3types.Tag
	for k, v := range all {
		set = append(set, s3types.Tag{Key: new(k), Value: new(v)})
	}
	_, err = b.c.S3.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: &bucket, Tagging: &s3types.Tagging{TagSet: set}})
	return err
}

// tags reads the tags of the queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html
func (q *sqsQueue) tags(ctx context.Context) (map[string]string, error) {
	out, err := q.b.c.SQS.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: q.url})
	if err != nil {
		return nil, err
	}
	return out.Tags, nil
}

// tag adds tags to the queue.
func (q *sqsQueue) tag(ctx context.Context, add map[string]string) error {
	_, err := q.b.c.SQS.TagQueue(ctx, &sqs.TagQueueInput{QueueUrl: q.url, Tags: add})
	return err
}

// eventTags reads the tags of a rule or a bus.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
func (b *build) eventTags(ctx context.Context, arn string) (map[string]string, error) {
	out, err := b.c.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: &arn})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	for _, t := range out.Tags {
		tags[deref(t.Key)] = deref(t.Value)
	}
	return tags, nil
}

// tagEvents adds tags to a rule or a bus.
func (b *build) tagEvents(ctx context.Context, arn string, add map[string]string) error {
	_, err := b.c.Events.TagResource(ctx, &eventbridge.TagResourceInput{ResourceARN: &arn, Tags: eventTagList(add)})
	return err
}

func eventTagList(tags map[string]string) []eventtypes.Tag {
	var list []eventtypes.Tag
	for k, v := range tags {
		list = append(list, eventtypes.Tag{Key: new(k), Value: new(v)})
	}
	return list
}

// topicTags reads the tags of the topic.
// https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html
func (b *build) topicTags(ctx context.Context) (map[string]string, error) {
	out, err := b.c.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: &b.res.TopicARN})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	for _, t := range out.Tags {
		tags[deref(t.Key)] = deref(t.Value)
	}
	return tags, nil
}

// tagTopic adds tags to the topic.
func (b *build) tagTopic(ctx context.Context, add map[string]string) error {
	_, err := b.c.SNS.TagResource(ctx, &sns.TagResourceInput{ResourceArn: &b.res.TopicARN, Tags: topicTagList(add)})
	return err
}

func topicTagList(tags map[string]string) []snstypes.Tag {
	var list []snstypes.Tag
	for k, v := range tags {
		list = append(list, snstypes.Tag{Key: new(k), Value: new(v)})
	}
	return list
}
