package aws_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws"
)

func TestAWorkerGoesByTheDeadLetterQueueThatItsQueueHas(t *testing.T) {
	c := embedded(t, aws.Options{})
	stack := aws.Stack{}.Named()
	create := func(name string, attributes map[string]string) {
		t.Helper()
		if _, err := c.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes}); err != nil {
			t.Fatal(err)
		}
	}
	create(stack.DeadLetterQueue, nil) // somebody's, of the stack's name
	create(stack.Queue, nil)
	r, queue, err := stack.FindWork(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.DeadLetterQueue != "" || r.DeadLetterARN != "" || queue.MaxReceives != 0 {
		t.Errorf("a queue without one is said to have %q (%s) after %d receives", r.DeadLetterQueue, r.DeadLetterARN, queue.MaxReceives)
	}

	create("others", nil)
	policy := `{"deadLetterTargetArn":"` + queue.ARN[:len(queue.ARN)-len(stack.Queue)] + `others","maxReceiveCount":"7"}`
	if _, err := c.SQS.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: &r.QueueURL, Attributes: map[string]string{"RedrivePolicy": policy},
	}); err != nil {
		t.Fatal(err)
	}
	if r, queue, err = stack.FindWork(t.Context(), c); err != nil || r.DeadLetterQueue != "others" || queue.MaxReceives != 7 {
		t.Errorf("got %q after %d receives, %v", r.DeadLetterQueue, queue.MaxReceives, err)
	}
}
