package aws

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestACallTellsInAFewWordsWhatCameOfIt(t *testing.T) {
	tests := []struct {
		in, out any
		want    string
	}{
		{&sqs.ReceiveMessageInput{}, &sqs.ReceiveMessageOutput{}, "empty"},
		{&sqs.ReceiveMessageInput{WaitTimeSeconds: 20, MaxNumberOfMessages: 1, VisibilityTimeout: 30}, &sqs.ReceiveMessageOutput{}, "wait 20 s, max 1, timeout 30 s: empty"},
		{&sqs.ReceiveMessageInput{}, &sqs.ReceiveMessageOutput{Messages: make([]sqstypes.Message, 1)}, "1 message"},
		{&sqs.SendMessageInput{MessageBody: new("hello")}, &sqs.SendMessageOutput{}, "5 B"},
		{&sqs.SendMessageBatchInput{}, &sqs.SendMessageBatchOutput{
			Successful: make([]sqstypes.SendMessageBatchResultEntry, 9), Failed: make([]sqstypes.BatchResultErrorEntry, 1),
		}, "9 messages, 1 failed"},
		{&sqs.DeleteMessageBatchInput{}, &sqs.DeleteMessageBatchOutput{
			Successful: make([]sqstypes.DeleteMessageBatchResultEntry, 10),
		}, "10 messages"},
		{&sqs.ChangeMessageVisibilityInput{VisibilityTimeout: 0}, &sqs.ChangeMessageVisibilityOutput{}, "→ 0 s"},
		{&sqs.ChangeMessageVisibilityBatchInput{}, &sqs.ChangeMessageVisibilityBatchOutput{
			Successful: make([]sqstypes.ChangeMessageVisibilityBatchResultEntry, 2),
		}, "2 messages"},
		{&eventbridge.PutEventsInput{}, &eventbridge.PutEventsOutput{
			Entries: make([]ebtypes.PutEventsResultEntry, 3), FailedEntryCount: 1,
		}, "2 events, 1 failed"},
		{&s3.ListObjectsV2Input{}, &s3.ListObjectsV2Output{Contents: make([]s3types.Object, 3)}, "3 objects"},
		{&sns.PublishInput{Message: new("news")}, &sns.PublishOutput{}, "4 B"},
		{&s3.HeadBucketInput{}, &s3.HeadBucketOutput{}, ""},
		{nil, nil, ""},
	}
	for _, test := range tests {
		if got := detailOf(Call{}, test.in, test.out); got != test.want {
			t.Errorf("%T: %q, want %q", test.in, got, test.want)
		}
	}
}

func TestEveryCallToAFIFOQueueIsKnownAsOne(t *testing.T) {
	fifo, standard := new("http://aws.test/0/q.fifo"), new("http://aws.test/0/q")
	for _, in := range []any{
		&sqs.SendMessageInput{QueueUrl: fifo}, &sqs.SendMessageBatchInput{QueueUrl: fifo},
		&sqs.ReceiveMessageInput{QueueUrl: fifo}, &sqs.DeleteMessageInput{QueueUrl: fifo},
		&sqs.DeleteMessageBatchInput{QueueUrl: fifo}, &sqs.ChangeMessageVisibilityInput{QueueUrl: fifo},
		&sqs.GetQueueAttributesInput{QueueUrl: fifo},
	} {
		if !isFIFO(in) {
			t.Errorf("%T", in)
		}
	}
	for _, in := range []any{&sqs.SendMessageInput{QueueUrl: standard}, &s3.GetObjectInput{}, nil} {
		if isFIFO(in) {
			t.Errorf("%T is taken for one to a FIFO queue", in)
		}
	}
}

func TestAReceiveThatBroughtNothingIsEmpty(t *testing.T) {
	if !isEmpty(&sqs.ReceiveMessageOutput{}) {
		t.Error("a receive without messages is not")
	}
	for _, out := range []any{&sqs.ReceiveMessageOutput{Messages: make([]sqstypes.Message, 1)}, &sqs.SendMessageOutput{}, nil} {
		if isEmpty(out) {
			t.Errorf("%T is", out)
		}
	}
}
