package trial

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// Place is an AWS on which a run has ended.
type Place struct {
	S3    *s3.Client
	SQS   *sqs.Client
	Stack aws.Stack
	// Shows tells whether a thumbnail is one of that image.
	Shows func(image string, thumbnail []byte) bool
}

// Look finds what lies about, as anybody would who has the AWS CLI.
func (p *Place) Look(ctx context.Context, f *Found) error {
	f.Source, f.Thumbnails, f.Letters = map[string]bool{}, map[string]bool{}, map[string]bool{}
	source, err := p.keys(ctx, p.Stack.SourceBucket)
	if err != nil {
		return err
	}
	of := map[string]string{} // by the key of the thumbnail
	for _, image := range f.Images {
		of[consume.ThumbnailKey(image)] = image
	}
	for _, image := range source {
		f.Source[image] = true
	}
	thumbnails, err := p.keys(ctx, p.Stack.ThumbnailBucket)
	if err != nil {
		return err
	}
	for _, key := range thumbnails {
		content, err := p.read(ctx, p.Stack.ThumbnailBucket, key)
		if err != nil {
			return err
		}
		if image, ok := of[key]; ok && p.Shows(image, content) {
			f.Thumbnails[image] = true
		} else {
			f.Strange = append(f.Strange, key)
		}
	}
	if err := p.letters(ctx, f); err != nil {
		return err
	}
	f.Left, err = p.held(ctx, p.Stack.Queue)
	return err
}

// keys are those of all objects of a bucket.
func (p *Place) keys(ctx context.Context, bucket string) (keys []string, err error) {
	pages := s3.NewListObjectsV2Paginator(p.S3, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", bucket, err)
		}
		for _, o := range page.Contents {
			keys = append(keys, *o.Key)
		}
	}
	return keys, nil
}

// read reads an object.
func (p *Place) read(ctx context.Context, bucket, key string) ([]byte, error) {
	o, err := p.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", key, bucket, err)
	}
	defer o.Body.Close() //nolint:errcheck // it was only read
	return io.ReadAll(o.Body)
}

// url is the address of a queue.
func (p *Place) url(ctx context.Context, queue string) (*string, error) {
	q, err := p.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &queue})
	if err != nil {
		return nil, fmt.Errorf("find the queue %s: %w", queue, err)
	}
	return q.QueueUrl, nil
}

// letters receives all dead letters.
func (p *Place) letters(ctx context.Context, f *Found) error {
	queue, err := p.url(ctx, p.Stack.DeadLetterQueue)
	if err != nil {
		return err
	}
	const hour = 3600
	for {
		got, err := p.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: hour})
		if err != nil {
			return fmt.Errorf("receive dead letters: %w", err)
		}
		if len(got.Messages) == 0 {
			return nil
		}
		for _, m := range got.Messages {
			content, err := event.ParseMessage(*m.Body)
			if err != nil {
				return fmt.Errorf("dead letter %s: %w", *m.MessageId, err)
			}
			f.Letters[content.First().Key] = true
		}
	}
}

// held is how many messages a queue has, in all three states.
func (p *Place) held(ctx context.Context, queue string) (held int, err error) {
	url, err := p.url(ctx, queue)
	if err != nil {
		return 0, err
	}
	states := []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	got, err := p.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: url, AttributeNames: states})
	if err != nil {
		return 0, fmt.Errorf("count the messages of %s: %w", queue, err)
	}
	for _, s := range states {
		n, err := strconv.Atoi(got.Attributes[string(s)])
		if err != nil {
			return 0, fmt.Errorf("count the messages of %s: %w", queue, err)
		}
		held += n
	}
	return held, nil
}
