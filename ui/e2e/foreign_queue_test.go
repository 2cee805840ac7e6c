//go:build unix

package e2e_test

import (
	"regexp"
	"testing"

	sdkaws "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
)

// The queue becomes somebody else's while the program runs: its tag is gone.
func TestAQueueOfSomebodyElseIsNotPurgedFromTheScreen(t *testing.T) {
	program := build(t)
	term := openTerminal(t, 120, 36)
	term.enter(program + " run --listen 127.0.0.1:0 --count 2 --workers 0 --broken 0 --slow 0 --engine builtin")
	term.see(`2 matched`)
	endpoint := "http://" + regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(term.screen())
	queues := sqs.NewFromConfig(sdkaws.Config{
		Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
	})
	out, err := queues.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: new("practiceQ")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := queues.UntagQueue(t.Context(), &sqs.UntagQueueInput{QueueUrl: out.QueueUrl, TagKeys: []string{aws.StackTag}}); err != nil {
		t.Fatal(err)
	}
	term.press("p")
	term.see(`Purge practiceQ\?`)
	term.press("y")
	term.see(`practiceQ is not this stack's, and keeps what is in it`)
	const visible = types.QueueAttributeNameApproximateNumberOfMessages
	has, err := queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{visible}})
	if err != nil || has.Attributes[string(visible)] != "2" {
		t.Errorf("left are %v, %v", has.Attributes, err)
	}
	term.press("q")
}
