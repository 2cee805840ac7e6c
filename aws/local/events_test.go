package local_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

const (
	account   = "000000000000"
	arnPrefix = "arn:aws:events:us-east-1:" + account
	allowAny  = `{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage"}}`
)

// openQueue makes a queue that every rule may send to, and returns its URL and
// ARN.
func openQueue(t *testing.T, c clients, name string) (url, arn string) {
	t.Helper()
	out, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{"Policy": allowAny}})
	if err != nil {
		t.Fatal(err)
	}
	return *out.QueueUrl, "arn:aws:sqs:us-east-1:" + account + ":" + name
}

// rule makes a rule with one target.
func rule(t *testing.T, c clients, bus, name, pattern, target string) {
	t.Helper()
	if _, err := c.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: &name, EventBusName: &bus, EventPattern: &pattern}); err != nil {
		t.Fatal(err)
	}
	out, err := c.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{
		Rule: &name, EventBusName: &bus, Targets: []ebtypes.Target{{Id: new("one"), Arn: &target}},
	})
	if err != nil || out.FailedEntryCount != 0 {
		t.Fatal(err, out)
	}
}

// eventBucket makes a bucket that sends its events to EventBridge.
func eventBucket(t *testing.T, c clients, name string) {
	t.Helper()
	if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	_, err := c.s3.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{
		Bucket: &name, NotificationConfiguration: &s3types.NotificationConfiguration{EventBridgeConfiguration: &s3types.EventBridgeConfiguration{}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// objectEvent is an event of S3 as it arrives.
type objectEvent struct {
	Source     string   `json:"source"`
	DetailType string   `json:"detail-type"`
	Resources  []string `json:"resources"`
	Detail     struct {
		Version         string `json:"version"`
		Bucket          struct{ Name string }
		Object          map[string]any
		Reason          string
		RequestID       string `json:"request-id"`
		Requester       string
		SourceIPAddress string `json:"source-ip-address"`
		DeletionType    string `json:"deletion-type"`
	} `json:"detail"`
}

// receive takes the bodies of all messages of a queue; those that come within
// the seconds it waits count.
func receive(t *testing.T, c clients, queue string, wait int32) (bodies []string) {
	t.Helper()
	for {
		got, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &queue, MaxNumberOfMessages: 10, WaitTimeSeconds: wait})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Messages) == 0 {
			return bodies
		}
		for _, m := range got.Messages {
			bodies = append(bodies, *m.Body)
			if _, err := c.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: m.ReceiptHandle}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAnEventOfS3TellsTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		eventBucket(t, c, "photos")
		queue, arn := openQueue(t, c, "practiceQ")
		rule(t, c, "default", "every", `{"source":["aws.s3"]}`, arn)
		change(t, c)
		last := ""
		want := []string{"PutObject a b+é", "CopyObject copy", "CompleteMultipartUpload parts", "DeleteObject a b+é", "DeleteObject copy"}
		bodies := receive(t, c, queue, 1)
		if len(bodies) != len(want) {
			t.Fatalf("there are %d events: %s", len(bodies), bodies)
		}
		for i, body := range bodies {
			var e objectEvent
			if err := json.Unmarshal([]byte(body), &e); err != nil {
				t.Fatal(err)
			}
			d := e.Detail
			key, _ := d.Object["key"].(string)
			sequencer, _ := d.Object["sequencer"].(string)
			if d.Reason+" "+key != want[i] || sequencer <= last || d.Version != "0" || d.Bucket.Name != "photos" ||
				d.RequestID == "" || d.Requester != account || d.SourceIPAddress != "127.0.0.1" || e.Resources[0] != "arn:aws:s3:::photos" {
				t.Errorf("event %d, after the sequencer %s, is %s", i, last, body)
			}
			last = sequencer
			deleted := strings.HasPrefix(want[i], "Delete")
			if deleted != (e.DetailType == "Object Deleted") || deleted != (d.DeletionType == "Permanently Deleted") || deleted == (d.Object["size"] != nil) {
				t.Errorf("event %d is %s", i, body)
			}
		}
	})
}

// change makes, copies and deletes objects, each in the ways there are.
func change(t *testing.T, c clients) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, bucket := t.Context(), "photos"
	_, err := c.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: new("a b+é"), Body: strings.NewReader("photo")})
	must(err)
	_, err = c.s3.CopyObject(ctx, &s3.CopyObjectInput{Bucket: &bucket, Key: new("copy"), CopySource: new("photos/a%20b%2B%C3%A9")})
	must(err)
	begun, err := c.s3.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &bucket, Key: new("parts")})
	must(err)
	part, err := c.s3.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &bucket, Key: new("parts"), UploadId: begun.UploadId, PartNumber: new(int32(1)), Body: strings.NewReader("photo"),
	})
	must(err)
	_, err = c.s3.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &bucket, Key: new("parts"), UploadId: begun.UploadId,
		MultipartUpload: &s3types.CompletedMultipartUpload{Parts: []s3types.CompletedPart{{ETag: part.ETag, PartNumber: new(int32(1))}}},
	})
	must(err)
	_, err = c.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: new("a b+é")})
	must(err)
	_, err = c.s3.DeleteObjects(ctx, &s3.DeleteObjectsInput{
		Bucket: &bucket, Delete: &s3types.Delete{Objects: []s3types.ObjectIdentifier{{Key: new("copy")}}},
	})
	must(err)
}

func TestAnOwnBusHearsOfS3ByARuleOfTheDefaultBus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		eventBucket(t, c, "photos")
		if _, err := c.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: new("own")}); err != nil {
			t.Fatal(err)
		}
		queue, arn := openQueue(t, c, "practiceQ")
		rule(t, c, "own", "to-queue", `{"source":["aws.s3"],"detail":{"reason":["PutObject"]}}`, arn)
		put := func(key string) {
			t.Helper()
			if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("photos"), Key: &key, Body: strings.NewReader("x")}); err != nil {
				t.Fatal(err)
			}
		}
		put("before") // S3 tells the default bus only
		rule(t, c, "default", "to-bus", `{"source":["aws.s3"]}`, arnPrefix+":event-bus/own")
		put("after")
		bodies := receive(t, c, queue, 1)
		if len(bodies) != 1 || !strings.Contains(bodies[0], `"key":"after"`) {
			t.Errorf("got %s", bodies)
		}
	})
}

func TestATargetsDeadLetterQueueGetsWhatThePolicyForbids(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		closed := newQueue(t, c, "closedQ")
		dead, deadARN := openQueue(t, c, "deadQ")
		rule(t, c, "default", "orders", `{"source":["shop"]}`, deadARN)
		_, err := c.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: new("orders"), Targets: []ebtypes.Target{{
			Id: new("one"), Arn: new("arn:aws:sqs:us-east-1:" + account + ":closedQ"), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: &deadARN},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{
			{Source: new("shop"), DetailType: new("order"), Detail: new(`{"id":1}`)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &dead, WaitTimeSeconds: 1, MessageAttributeNames: []string{"All"}})
		if err != nil || len(got.Messages) != 1 {
			t.Fatal(got, err)
		}
		m := got.Messages[0]
		if !strings.Contains(*m.Body, `"detail":{"id":1}`) || *m.MessageAttributes["RULE_ARN"].StringValue != arnPrefix+":rule/orders" ||
			*m.MessageAttributes["ERROR_CODE"].StringValue == "" || *m.MessageAttributes["ERROR_MESSAGE"].StringValue == "" {
			t.Errorf("the dead letter is %s with %v", *m.Body, m.MessageAttributes)
		}
		if left := receive(t, c, closed, 1); len(left) != 0 {
			t.Errorf("the closed queue has %s", left)
		}
	})
}
