package sqs_test

import (
	"errors"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html

func TestSQS10AttributesOfFIFOQueuesAreNotForStandardOnes(t *testing.T) {
	inBubble(t, func(t *tester) {
		create := func(name string, attributes ...string) error {
			_, err := t.CreateQueue(t.Context(), &sdk.CreateQueueInput{QueueName: &name, Attributes: pairs(attributes)})
			return err
		}
		q := t.queue("q")
		for _, c := range []struct{ name, value, want string }{
			{"FifoQueue", "false", "Unknown Attribute FifoQueue."},
			{"FifoQueue", "False", "Unknown Attribute FifoQueue."},
			{"ContentBasedDeduplication", "true", "Unknown Attribute ContentBasedDeduplication."},
			{"DeduplicationScope", "queue", "You can specify the DeduplicationScope only when FifoQueue is set to true."},
			{"DeduplicationScope", "messageGroup", "You can specify the DeduplicationScope only when FifoQueue is set to true."},
			{"FifoThroughputLimit", "perQueue", "You can specify the FifoThroughputLimit only when FifoQueue is set to true."},
		} {
			t.refused(create("other", c.name, c.value), "InvalidAttributeName", c.want)
			_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{c.name: c.value}})
			t.refused(err, "InvalidAttributeName", c.want)
		}
	})
}

func TestSQS10OneKindOfEncryptionEndsTheOther(t *testing.T) {
	inBubble(t, func(t *tester) {
		const both = "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."
		q := t.queue("q", "KmsMasterKeyId", "alias/mine")
		wants := func(key, managed string) {
			t.Helper()
			if a := t.attributes(q); a["KmsMasterKeyId"] != key || a["SqsManagedSseEnabled"] != managed {
				t.Errorf("the key is %q, SqsManagedSseEnabled %q; want %q and %q", a["KmsMasterKeyId"], a["SqsManagedSseEnabled"], key, managed)
			}
		}
		wants("alias/mine", "false")
		t.set(q, "KmsMasterKeyId", "")
		wants("", "false")
		t.set(q, "SqsManagedSseEnabled", "True")
		wants("", "true")
		t.set(q, "KmsMasterKeyId", "0ab1", "KmsDataKeyReusePeriodSeconds", "6000", "SqsManagedSseEnabled", "false")
		wants("0ab1", "false")
		t.set(q, "KmsDataKeyReusePeriodSeconds", "300")
		if value, is := t.attributes(q)["KmsDataKeyReusePeriodSeconds"]; is {
			t.Errorf("the default KmsDataKeyReusePeriodSeconds is told: %s", value)
		}
		_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: pairs([]string{"KmsMasterKeyId", "x", "SqsManagedSseEnabled", "TRUE"})})
		t.refused(err, "InvalidAttributeName", both)
		wants("0ab1", "false")
	})
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
func TestSQS10AQueueWithTheKeyThatAWSManagesTakesNothingFromServices(t *testing.T) {
	inBubble(t, func(t *tester) {
		const policy = `{"Statement":[{"Effect":"Allow","Principal":{"Service":["events.amazonaws.com","sns.amazonaws.com"]},"Action":"sqs:SendMessage","Resource":"*"}]}`
		q := t.queue("q", "Policy", policy)
		deliver := func(principal string) error {
			return t.service.Deliver(t.Context(), sqs.ServiceMessage{
				QueueARN: "arn:aws:sqs:us-east-1:000000000000:q", Principal: principal, SourceARN: "arn:aws:x:us-east-1:000000000000:y", Body: "x",
			})
		}
		for _, key := range []string{"alias/aws/sqs", "arn:aws:kms:us-east-1:000000000000:alias/aws/sqs"} {
			t.set(q, "KmsMasterKeyId", key)
			for _, principal := range []string{"events.amazonaws.com", "sns.amazonaws.com"} {
				var e *wire.Error
				if err := deliver(principal); !errors.As(err, &e) || e.Code != "KmsAccessDenied" {
					t.Errorf("%s with the key %s: %v", principal, key, err)
				}
			}
			t.wantCounts(q, "0 0 0")
			t.send(q, "from somebody who may use the key")
			t.delete(q, t.one(q))
		}
		for _, change := range [][]string{{"KmsMasterKeyId", "alias/mine"}, {"KmsMasterKeyId", ""}, {"SqsManagedSseEnabled", "true"}} {
			t.set(q, "KmsMasterKeyId", "alias/aws/sqs")
			if deliver("events.amazonaws.com") == nil {
				t.Error("the key that AWS manages let something in")
			}
			t.set(q, change...)
			t.must(deliver("events.amazonaws.com"))
		}
		t.wantCounts(q, "3 0 0")
	})
}
