package aws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/pipeline/redrive"
)

// QueueOwner knows which queues are a stack's own, by their tags. It is safe for use by
// many goroutines.
type QueueOwner struct {
	queues *QueueControl
	owner  string
}

var _ redrive.QueueOwner = (*QueueOwner)(nil)

// QueueOwner is that of a stack.
func (c *Clients) QueueOwner(s Stack) *QueueOwner {
	return &QueueOwner{queues: c.QueueControl(), owner: s.Owner()}
}

// Owns asks each time, for tags change; between its answer and what is done then they still
// may, for SQS knows no purge on a condition.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html
func (o *QueueOwner) Owns(ctx context.Context, queue string) error {
	url, err := o.queues.url(ctx, queue)
	if err != nil {
		return err
	}
	out, err := o.queues.client.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: url})
	if err != nil {
		return queueError("reading the tags that say whose it is", queue, err)
	}
	if why := foreignTo(o.owner, out.Tags); why != "" {
		return fmt.Errorf("the queue %s is not this stack's, and keeps what is in it: %s", queue, why)
	}
	return nil
}
