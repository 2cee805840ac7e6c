package local_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local"
)

// distant runs a test against a server whose answers take 80 ms, in virtual time.
func distant(t *testing.T, test func(t *testing.T, c clients, queue *string)) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, func(o *local.Options) { o.Latency = 80 * time.Millisecond })
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		made, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("q")})
		if err != nil {
			t.Fatal(err)
		}
		test(t, c, made.QueueUrl)
	})
}

func TestAnswersComeLaterAndCallsWaitSideBySide(t *testing.T) {
	distant(t, func(t *testing.T, c clients, queue *string) {
		begun := time.Now()
		var calls sync.WaitGroup
		for range 20 {
			calls.Go(func() {
				if _, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: new("hello")}); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		if took := time.Since(begun); took != 80*time.Millisecond {
			t.Errorf("twenty calls side by side took %s", took)
		}
	})
}

func TestALongPollWaitsOnTopOfTheWay(t *testing.T) {
	distant(t, func(t *testing.T, c clients, queue *string) {
		begun := time.Now()
		if _, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: queue, WaitTimeSeconds: 2}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 2080*time.Millisecond {
			t.Errorf("it took %s", took)
		}
	})
}

// Who hangs up while the request is on its way has asked for nothing.
func TestWhoHangsUpOnTheWayChangesNothing(t *testing.T) {
	distant(t, func(t *testing.T, c clients, queue *string) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := c.sqs.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: queue, MessageBody: new("hello")}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
		out, err := c.sqs.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: queue, AttributeNames: []types.QueueAttributeName{"All"}})
		if err != nil || out.Attributes["ApproximateNumberOfMessages"] != "0" {
			t.Errorf("%v, %v", out.Attributes, err)
		}
	})
}
