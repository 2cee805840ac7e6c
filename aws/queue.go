package aws

import (
	"context"
	"crypto/rand"
	"fmt"
	"path"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// Queue is a queue of SQS as the workers use it.
type Queue struct {
	client *sqs.Client
	url    string
	name   string
}

var (
	_ consume.Queue   = (*Queue)(nil)
	_ pipeline.Sender = (*Queue)(nil)
)

// Queue is the queue with that URL. It makes no call; a queue that is not there
// shows at the first Receive.
func (c *Clients) Queue(url string) *Queue {
	return &Queue{client: c.SQS, url: url, name: path.Base(url)}
}

// Receive waits for messages and takes up to limit of them. SQS counts in
// whole seconds, so both durations are rounded up. For each of them 0 stands
// for what the queue is set to, as the SDK does not send a zero: a short poll
// needs a queue whose ReceiveMessageWaitTimeSeconds is 0.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (q *Queue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &q.url,
		MaxNumberOfMessages:         int32(min(max(limit, 1), 10)),
		WaitTimeSeconds:             seconds(wait),
		VisibilityTimeout:           seconds(visibility),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{string(types.MessageSystemAttributeNameAll)},
	})
	if err != nil {
		return nil, queueError("receiving messages", q.name, err)
	}
	messages := make([]consume.Message, len(out.Messages))
	for i := range out.Messages {
		messages[i] = message(&out.Messages[i])
	}
	return messages, nil
}

// message is what SQS handed out, in the pipeline's words. What SQS says of it and what
// its sender wrote on it stay apart, whatever names the sender chose. Its
// attributes are missing only where an endpoint does not know them; then it
// counts as a first receive.
func message(m *types.Message) consume.Message {
	d := consume.Message{
		MessageID:         deref(m.MessageId),
		Receipt:           deref(m.ReceiptHandle),
		Body:              deref(m.Body),
		ReceiveCount:      1,
		Attributes:        m.Attributes,
		MessageAttributes: readable(m.MessageAttributes),
	}
	if n, err := strconv.Atoi(m.Attributes["ApproximateReceiveCount"]); err == nil {
		d.ReceiveCount = n
	}
	if ms, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64); err == nil {
		d.SentAt = time.UnixMilli(ms)
	}
	return d
}

// readable are a sender's attributes as a person can read them.
func readable(attributes map[string]types.MessageAttributeValue) map[string]string {
	if len(attributes) == 0 {
		return nil
	}
	texts := make(map[string]string, len(attributes))
	for name, a := range attributes {
		texts[name] = event.Preview(deref(a.StringValue))
		if a.BinaryValue != nil {
			texts[name] = fmt.Sprintf("%d bytes", len(a.BinaryValue))
		}
	}
	return texts
}

// ChangeVisibility makes a message in flight visible d from now, rounded up to
// a whole second.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (q *Queue) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	_, err := q.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl:          &q.url,
		ReceiptHandle:     &receipt,
		VisibilityTimeout: seconds(d),
	}, beforeAnother(d))
	return receiptError("changing a message's visibility", q.name, err)
}

// ChangeVisibilities makes up to 10 messages in flight visible d from now, with one
// call, which answers for each by itself.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
func (q *Queue) ChangeVisibilities(ctx context.Context, receipts []string, d time.Duration) []error {
	const doing = "changing the visibility of messages"
	entries, errs := make([]types.ChangeMessageVisibilityBatchRequestEntry, len(receipts)), make([]error, len(receipts))
	for i := range receipts {
		entries[i] = types.ChangeMessageVisibilityBatchRequestEntry{
			Id: new(strconv.Itoa(i)), ReceiptHandle: &receipts[i], VisibilityTimeout: seconds(d),
		}
		errs[i] = fmt.Errorf("%s, queue %s: the answer does not say what became of one", doing, q.name)
	}
	out, err := q.client.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url, Entries: entries}, beforeAnother(d))
	if err != nil {
		err = receiptError(doing, q.name, err)
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	for _, done := range out.Successful {
		if i, err := strconv.Atoi(deref(done.Id)); err == nil && i >= 0 && i < len(errs) {
			errs[i] = nil
		}
	}
	for _, failed := range out.Failed {
		if i, err := strconv.Atoi(deref(failed.Id)); err == nil && i >= 0 && i < len(errs) {
			errs[i] = receiptError(doing, q.name, &smithy.GenericAPIError{Code: deref(failed.Code), Message: deref(failed.Message)})
		}
	}
	return errs
}

// Delete ends a message. Once is enough, twice is no error.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (q *Queue) Delete(ctx context.Context, receipt string) error {
	_, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &receipt})
	return receiptError("deleting a message", q.name, err)
}

// Send puts a message into the queue by hand and returns its id. A delay of 0
// stands for the queue's own.
func (q *Queue) Send(ctx context.Context, body string, delay time.Duration) (id string, err error) {
	return q.SendMessage(ctx, pipeline.NewMessage{Body: body, Delay: delay})
}

// SendMessage puts a message into the queue and returns its id. On a FIFO queue each
// is a message of its own, whatever its body.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (q *Queue) SendMessage(ctx context.Context, m pipeline.NewMessage) (id string, err error) {
	in := &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &m.Body, DelaySeconds: seconds(m.Delay)}
	if m.Group != "" {
		in.MessageGroupId, in.MessageDeduplicationId = &m.Group, new(rand.Text())
	}
	for _, a := range m.Attributes {
		if in.MessageAttributes == nil {
			in.MessageAttributes = map[string]types.MessageAttributeValue{}
		}
		in.MessageAttributes[a.Name] = types.MessageAttributeValue{DataType: &a.Type, StringValue: &a.Value}
	}
	how := sendingOnce
	if in.MessageDeduplicationId != nil {
		how = asOften
	}
	out, err := q.client.SendMessage(ctx, in, how)
	if err != nil {
		return "", queueError("sending a message", q.name, maybeDone("it may be in the queue all the same", err))
	}
	return deref(out.MessageId), nil
}

// seconds are whole seconds, rounded up: half a second of visibility must not
// become none.
func seconds(d time.Duration) int32 {
	if d <= 0 {
		return 0
	}
	return int32(min((d+time.Second-1)/time.Second, 1<<31-1))
}
