package local_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// tracing adds to each request what a traced program adds.
type tracing struct {
	http.RoundTripper
	trace string
}

func (t tracing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Amzn-Trace-Id", t.trace)
	return t.RoundTripper.RoundTrip(r)
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
func TestATraceGoesThroughATopicIntoItsQueues(t *testing.T) {
	const trace = "Root=1-60000000-00112233445566778899aabb;Parent=8899aabbccddeeff;Sampled=0"
	s, transport := listen(t)
	plain, traced := connect(t, s, transport), connect(t, s, tracing{transport, trace})
	const arn, topicARN = "arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sns:us-east-1:000000000000:thumbnails"
	q, err := plain.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("q"), Attributes: map[string]string{
		"Policy": `{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("thumbnails")}); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"true", "false"} {
		sub, err := plain.sns.Subscribe(t.Context(), &sns.SubscribeInput{
			TopicArn: aws.String(topicARN), Protocol: aws.String("sqs"), Endpoint: aws.String(arn), ReturnSubscriptionArn: true,
			Attributes: map[string]string{"RawMessageDelivery": raw},
		})
		if err != nil {
			t.Fatal(err)
		}
		received := func() string {
			t.Helper()
			out, err := plain.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
				QueueUrl: q.QueueUrl, WaitTimeSeconds: 10, MessageSystemAttributeNames: []sqstypes.MessageSystemAttributeName{"AWSTraceHeader"},
			})
			if err != nil || len(out.Messages) != 1 {
				t.Fatalf("received %d messages, %v", len(out.Messages), err)
			}
			if _, err := plain.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: q.QueueUrl, ReceiptHandle: out.Messages[0].ReceiptHandle}); err != nil {
				t.Fatal(err)
			}
			return out.Messages[0].Attributes["AWSTraceHeader"]
		}
		if _, err := traced.sns.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		if got := received(); got != trace {
			t.Errorf("raw %s: the trace is %q, want %q", raw, got, trace)
		}
		if _, err := traced.sns.PublishBatch(t.Context(), &sns.PublishBatchInput{
			TopicArn: aws.String(topicARN), PublishBatchRequestEntries: []snstypes.PublishBatchRequestEntry{{Id: aws.String("a"), Message: aws.String("x")}},
		}); err != nil {
			t.Fatal(err)
		}
		if got := received(); got != trace {
			t.Errorf("raw %s, in a batch: the trace is %q, want %q", raw, got, trace)
		}
		if _, err := plain.sns.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		if got := received(); got != "" {
			t.Errorf("raw %s: nobody traced it, and yet %q", raw, got)
		}
		if _, err := plain.sns.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: sub.SubscriptionArn}); err != nil {
			t.Fatal(err)
		}
	}
}
