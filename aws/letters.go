package aws

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/pipeline/redrive"
)

// ReceiveLetters takes up to ten messages of a dead-letter queue with all that
// belongs to them. It asks to wait a second, so that SQS asks all its servers:
// a short poll may miss messages that are there.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (q *QueueControl) ReceiveLetters(ctx context.Context, queue string, hold time.Duration) ([]redrive.Letter, error) {
	url, err := q.url(ctx, queue)
	if err != nil {
		return nil, err
	}
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: seconds(hold),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		return nil, queueError("looking at the dead letters", queue, err)
	}
	letters := make([]redrive.Letter, len(out.Messages))
	for i := range out.Messages {
		letters[i] = letter(&out.Messages[i])
	}
	return letters, nil
}

// letter is a dead letter in the pipeline's words.
func letter(m *types.Message) redrive.Letter {
	l := redrive.Letter{
		Message: message(m),
		Source:  queueOfARN(m.Attributes[string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)]),
		GroupID: m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)],
		Trace:   m.Attributes[string(types.MessageSystemAttributeNameAWSTraceHeader)],
	}
	if len(m.MessageAttributes) > 0 {
		l.Attributes = make(map[string]redrive.Attribute, len(m.MessageAttributes))
	}
	for name, a := range m.MessageAttributes {
		l.Attributes[name] = redrive.Attribute{Type: deref(a.DataType), Text: deref(a.StringValue), Binary: a.BinaryValue}
	}
	return l
}

// HoldLetter makes a letter visible again d from now, rounded up to a whole
// second; 0 is at once.
func (q *QueueControl) HoldLetter(ctx context.Context, queue, receipt string, d time.Duration) error {
	url, err := q.url(ctx, queue)
	if err != nil {
		return err
	}
	_, err = q.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: url, ReceiptHandle: &receipt, VisibilityTimeout: seconds(d),
	}, beforeAnother(d))
	return receiptError("letting go of a dead letter", queue, err)
}

// SendLetter puts a copy of a letter into a queue: its body, its attributes, its
// trace header and its group. In a FIFO queue the copy is known by the letter's
// id, so that sending it twice within five minutes makes one message; the
// original's deduplication id would let SQS drop it as known.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (q *QueueControl) SendLetter(ctx context.Context, queue string, l *redrive.Letter) (id string, err error) {
	url, err := q.url(ctx, queue)
	if err != nil {
		return "", err
	}
	in := &sqs.SendMessageInput{QueueUrl: url, MessageBody: &l.Body, MessageAttributes: attributesOf(l)}
	if l.Trace != "" {
		in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{
			string(types.MessageSystemAttributeNameForSendsAWSTraceHeader): {DataType: new("String"), StringValue: &l.Trace},
		}
	}
	if l.GroupID != "" {
		in.MessageGroupId = &l.GroupID
	}
	how := sendingOnce
	if strings.HasSuffix(queue, ".fifo") {
		in.MessageDeduplicationId, how = new("redrive-"+l.MessageID), asOften
	}
	out, err := q.client.SendMessage(ctx, in, how)
	if err != nil {
		return "", queueError("sending a dead letter on", queue, maybeDone("a copy of it may be there all the same", err))
	}
	return deref(out.MessageId), nil
}

// attributesOf are the attributes of a letter, in the SDK's words.
func attributesOf(l *redrive.Letter) map[string]types.MessageAttributeValue {
	if len(l.Attributes) == 0 {
		return nil
	}
	values := make(map[string]types.MessageAttributeValue, len(l.Attributes))
	for name, a := range l.Attributes {
		v := types.MessageAttributeValue{DataType: &a.Type}
		if strings.HasPrefix(a.Type, "Binary") {
			v.BinaryValue = a.Binary
		} else {
			v.StringValue = &a.Text
		}
		values[name] = v
	}
	return values
}

// DeleteLetter ends a letter. Once is enough, twice is no error.
func (q *QueueControl) DeleteLetter(ctx context.Context, queue, receipt string) error {
	url, err := q.url(ctx, queue)
	if err != nil {
		return err
	}
	_, err = q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: &receipt})
	return receiptError("deleting a dead letter", queue, err)
}
