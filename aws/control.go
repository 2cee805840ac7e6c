package aws

import (
	"context"
	"strconv"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/pipeline"
	"inflight/pipeline/redrive"
)

// QueueControl does with queues what a person at the keys asks for. It knows
// queues by their names, and is safe for use by many goroutines.
type QueueControl struct {
	client *sqs.Client
	hasty  awssdk.Retryer

	mu   sync.Mutex
	urls map[string]string // by name; a queue's URL does not change
}

var (
	_ pipeline.QueueControl = (*QueueControl)(nil)
	_ redrive.LetterQueue   = (*QueueControl)(nil)
	_ redrive.MoveTasks     = (*QueueControl)(nil)
)

// QueueControl is the control of all queues of the account.
func (c *Clients) QueueControl() *QueueControl {
	return &QueueControl{client: c.SQS, hasty: newHasty(), urls: map[string]string{}}
}

// url finds a queue by its name, and remembers it.
func (q *QueueControl) url(ctx context.Context, name string, how ...func(*sqs.Options)) (*string, error) {
	q.mu.Lock()
	url, ok := q.urls[name]
	q.mu.Unlock()
	if ok {
		return &url, nil
	}
	out, err := q.client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name}, how...)
	if err != nil {
		return nil, queueError("looking for a queue", name, err)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.urls[name] = deref(out.QueueUrl)
	return out.QueueUrl, nil
}

// Counts asks a queue how many messages it has.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (q *QueueControl) Counts(ctx context.Context, queue string) (pipeline.Counts, error) {
	const (
		visible  = types.QueueAttributeNameApproximateNumberOfMessages
		inFlight = types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
		delayed  = types.QueueAttributeNameApproximateNumberOfMessagesDelayed
	)
	a, err := q.attributesBy(ctx, queue, q.hastily, visible, inFlight, delayed)
	if err != nil {
		return pipeline.Counts{}, err
	}
	number := func(name types.QueueAttributeName) int {
		n, _ := strconv.Atoi(a[string(name)]) // what is not told is none
		return n
	}
	return pipeline.Counts{Visible: number(visible), InFlight: number(inFlight), Delayed: number(delayed)}, nil
}

// Purge throws away everything in a queue: waiting, delayed and in flight. AWS
// allows it once in 60 s.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
func (q *QueueControl) Purge(ctx context.Context, queue string) error {
	url, err := q.url(ctx, queue)
	if err != nil {
		return err
	}
	_, err = q.client.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url}, sendingOnce)
	return queueError("purging", queue, maybeDone("it may be purged all the same", err))
}

// hastily tries a call again sooner than the SDK would: whoever counts every
// second wants to know within a second or two whether somebody answers, and one
// connection that breaks is no sign that nobody does.
func (q *QueueControl) hastily(o *sqs.Options) { o.Retryer = q.hasty }

// newHasty makes the pauses between the tries of a hasty call.
func newHasty() awssdk.Retryer {
	const tries, pause = 4, 250 * time.Millisecond
	return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = tries, pause })
}

func (q *QueueControl) attributes(ctx context.Context, queue string, names ...types.QueueAttributeName) (map[string]string, error) {
	return q.attributesBy(ctx, queue, func(*sqs.Options) {}, names...)
}

func (q *QueueControl) attributesBy(
	ctx context.Context, queue string, how func(*sqs.Options), names ...types.QueueAttributeName,
) (map[string]string, error) {
	url, err := q.url(ctx, queue, how)
	if err != nil {
		return nil, err
	}
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: url, AttributeNames: names}, how)
	if err != nil {
		return nil, queueError("asking for attributes", queue, err)
	}
	return out.Attributes, nil
}
