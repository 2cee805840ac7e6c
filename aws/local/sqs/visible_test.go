package sqs_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A message that is visible again belongs to nobody, and its last receiver does
// not hide it from the next.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html

func TestSQS20AVisibleMessageIsNotHiddenByItsLatestHandle(t *testing.T) {
	for name, again := range map[string]func(t *tester, q *string, m types.Message){
		"its visibility ran out":     func(t *tester, _ *string, _ types.Message) { t.sleep(2 * time.Second) },
		"its visibility ends now":    func(t *tester, _ *string, _ types.Message) { t.sleep(time.Second) },
		"it was given back":          func(t *tester, q *string, m types.Message) { t.must(t.visibility(q, m, 0)) },
		"it was held, and then back": func(t *tester, q *string, m types.Message) { t.must(t.visibility(q, m, 9)); t.sleep(9 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *tester) {
				q := t.queue("q", "VisibilityTimeout", "1")
				t.send(q, "x")
				m := t.one(q)
				again(t, q, m)
				for _, seconds := range []int32{10, 0, 43_200} {
					t.must(t.visibility(q, m, seconds))
					t.wantCounts(q, "1 0 0")
				}
				out, err := t.ChangeMessageVisibilityBatch(t.Context(), &sdk.ChangeMessageVisibilityBatchInput{
					QueueUrl: q, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{{Id: new("a"), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 5}},
				})
				t.must(err)
				if len(out.Successful) != 1 {
					t.Errorf("in a batch: %v", out.Failed)
				}
				t.wantCounts(q, "1 0 0")
				next := t.one(q)
				if next.Attributes["ApproximateReceiveCount"] != "2" {
					t.Errorf("received %s times", next.Attributes["ApproximateReceiveCount"])
				}
			})
		})
	}
}

func TestSQS20AVisibleMessageOfAFIFOQueueSaysThatItsHandleHasExpired(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "1")
		t.send(q, "x", inGroup("g", "1"))
		m := t.one(q)
		t.must(t.visibility(q, m, 0))
		t.refused(t.visibility(q, m, 10), "InvalidParameterValue", "The receipt handle has expired")
		t.wantCounts(q, "1 0 0")
	})
}
