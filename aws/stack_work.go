package aws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/pipeline/event"
)

// FindWork finds what a worker needs of a stack that is there, by asking its
// queue alone: the queue says where its dead letters go and whose account it is
// in, and what is missing of the rest shows when it is used.
func (s Stack) FindWork(ctx context.Context, c *Clients) (Resources, QueueSettings, error) {
	b, err := s.build(c, nil)
	if err != nil {
		return Resources{}, QueueSettings{}, err
	}
	r := b.res
	url, err := c.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &r.Queue})
	if noQueue(err) {
		return r, QueueSettings{}, fmt.Errorf("%w: %w", event.Missing("queue", r.Queue), err)
	}
	if err != nil {
		return r, QueueSettings{}, b.explain("looking for", &resource{kind: "queue", name: r.Queue}, err)
	}
	r.QueueURL = deref(url.QueueUrl)
	queue, err := c.QueueSettings(ctx, r.QueueURL)
	if err != nil {
		return r, queue, err
	}
	r.QueueARN = queue.ARN
	r.TopicARN = inAccountOf(queue.ARN, "sns", b.Topic)
	r.RuleARN = inAccountOf(queue.ARN, "events", "rule/"+rulePath(b.bus(), b.Rule))
	// A queue without one keeps what fails: the stack's name may be somebody else's.
	r.DeadLetterARN, r.DeadLetterQueue = queue.deadLetterARN, queueOfARN(queue.deadLetterARN)
	return r, queue, nil
}

// inAccountOf is the ARN of a resource of another service in the account and
// region of one whose ARN AWS has told.
func inAccountOf(arn, service, name string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	parts[2], parts[5] = service, name
	return strings.Join(parts, ":")
}

// AccountOf is the account that an ARN names; "" if it names none.
func AccountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}
