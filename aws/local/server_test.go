package local_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// upload puts an object into a bucket whose events a rule sends to a queue with
// the given policy, and returns the bodies that arrive within a second.
func upload(t *testing.T, c clients, policy string) []string {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("naa-hd-image-source")})
	must(err)
	_, err = c.s3.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{
		Bucket:                    aws.String("naa-hd-image-source"),
		NotificationConfiguration: &s3types.NotificationConfiguration{EventBridgeConfiguration: &s3types.EventBridgeConfiguration{}},
	})
	must(err)
	queue, err := c.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("practiceQ"), Attributes: map[string]string{"Policy": policy}})
	must(err)
	_, err = c.events.PutRule(ctx, &eventbridge.PutRuleInput{
		Name:         aws.String("HD-image-upload-trigger"),
		EventPattern: aws.String(`{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["naa-hd-image-source"]}}}`),
	})
	must(err)
	_, err = c.events.PutTargets(ctx, &eventbridge.PutTargetsInput{
		Rule:    aws.String("HD-image-upload-trigger"),
		Targets: []ebtypes.Target{{Id: aws.String("q"), Arn: aws.String("arn:aws:sqs:us-east-1:000000000000:practiceQ")}},
	})
	must(err)
	_, err = c.s3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String("naa-hd-image-source"), Key: aws.String("a b/é+1.jpg"), Body: bytes.NewReader([]byte("photo")),
	})
	must(err)
	got, err := c.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: queue.QueueUrl, WaitTimeSeconds: 1})
	must(err)
	var bodies []string
	for _, m := range got.Messages {
		bodies = append(bodies, *m.Body)
	}
	return bodies
}

const (
	allowRule = `{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",` +
		`"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"}}}}`
	allowOther = `{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",` +
		`"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:000000000000:rule/another"}}}}`
)

func TestAnUploadBecomesAMessageInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		checkEvent(t, upload(t, connect(t, s, s.RoundTripper()), allowRule))
	})
}

func TestAnUploadBecomesAMessageOverLoopback(t *testing.T) {
	s, transport := listen(t)
	checkEvent(t, upload(t, connect(t, s, transport), allowRule))
}

func TestTheQueuesPolicyDecidesWhichRuleMaySend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		if got := upload(t, connect(t, s, s.RoundTripper()), allowOther); len(got) != 0 {
			t.Errorf("it sent %q", got)
		}
	})
}

// checkEvent looks at the one message of upload.
func checkEvent(t *testing.T, bodies []string) {
	t.Helper()
	if len(bodies) != 1 {
		t.Fatalf("got %d messages", len(bodies))
	}
	var e struct {
		Source     string `json:"source"`
		DetailType string `json:"detail-type"`
		Account    string `json:"account"`
		Resources  []string
		Detail     struct {
			Version string
			Bucket  struct{ Name string }
			Object  struct {
				Key, ETag, Sequencer string
				Size                 int64
			}
			Reason          string
			SourceIPAddress string `json:"source-ip-address"`
		}
	}
	if err := json.Unmarshal([]byte(bodies[0]), &e); err != nil {
		t.Fatal(err)
	}
	o := e.Detail.Object
	if e.Source != "aws.s3" || e.DetailType != "Object Created" || e.Detail.Reason != "PutObject" ||
		o.Key != "a b/é+1.jpg" || o.Size != 5 || o.ETag != "5ae0c1c8a5260bc7b6648f6fbd115c35" || o.Sequencer == "" ||
		e.Detail.Bucket.Name != "naa-hd-image-source" || e.Detail.SourceIPAddress != "127.0.0.1" ||
		e.Account != "000000000000" || e.Resources[0] != "arn:aws:s3:::naa-hd-image-source" {
		t.Errorf("the event is %s", bodies[0])
	}
}
