package aws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws"
)

func TestAQueueIsAStacksOwnAsLongAsItsTagSaysSo(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		res, _ := p.create(t, aws.DefaultStack())
		owner := p.QueueOwner(aws.DefaultStack())
		owns := func(ctx context.Context, queue, want string) {
			t.Helper()
			err := owner.Owns(ctx, queue)
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", queue, err, want)
			}
		}
		owns(t.Context(), res.Queue, "")
		owns(t.Context(), res.DeadLetterQueue, "")
		tag := func(value string) {
			t.Helper()
			if _, err := p.SQS.TagQueue(t.Context(), &sqs.TagQueueInput{QueueUrl: &res.QueueURL, Tags: map[string]string{aws.StackTag: value}}); err != nil {
				t.Fatal(err)
			}
		}
		tag("theirs")
		owns(t.Context(), res.Queue, res.Queue+` is not this stack's, and keeps what is in it: its tag inflight:stack is "theirs"`)
		if _, err := p.SQS.UntagQueue(t.Context(), &sqs.UntagQueueInput{QueueUrl: &res.QueueURL, TagKeys: []string{aws.StackTag}}); err != nil {
			t.Fatal(err)
		}
		owns(t.Context(), res.Queue, res.Queue+" is not this stack's, and keeps what is in it: it has no tag inflight:stack")
		owns(t.Context(), "nowhere", "nowhere")
		tag(aws.DefaultStack().Owner())
		owns(t.Context(), res.Queue, "")
	})
}
