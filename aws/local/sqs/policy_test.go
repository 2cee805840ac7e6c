package sqs_test

import (
	"errors"
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

func TestSQS31AServiceDeliversOnlyWhatThePolicyAllows(t *testing.T) {
	inBubble(t, func(t *tester) {
		const rule = "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"
		q := t.queue("practiceQ")
		deliver := func(source string) error {
			return t.service.Deliver(t.Context(), sqs.ServiceMessage{
				QueueARN: t.arn(q), Principal: "events.amazonaws.com", SourceARN: source, Body: "event",
			})
		}
		wantDenied := func(err error) {
			t.Helper()
			var e *wire.Error
			if !errors.As(err, &e) || e.Code != "AccessDenied" || e.HTTPStatus() != 403 {
				t.Errorf("got %v, want AccessDenied", err)
			}
		}
		wantDenied(deliver(rule))
		const allow = `{"Sid":"a","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"` + rule + `"}}}`
		const deny = `{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"%s"}`
		t.set(q, "Policy", fmt.Sprintf(`{"Version":"2012-10-17","Statement":[`+allow+`]}`, t.arn(q)))
		t.must(deliver(rule))
		wantDenied(deliver(rule + "-2"))
		if m := t.one(q); *m.Body != "event" || m.Attributes["SenderId"] != "events.amazonaws.com" {
			t.Errorf("received %q from %q", *m.Body, m.Attributes["SenderId"])
		}
		t.set(q, "Policy", fmt.Sprintf(`{"Version":"2012-10-17","Statement":[`+allow+`,`+deny+`]}`, t.arn(q), t.arn(q)))
		wantDenied(deliver(rule))
		t.set(q, "Policy", "")
		wantDenied(deliver(rule))
		_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"Policy": "{"}})
		t.refused(err, "InvalidAttributeValue", "Policy")
		var e *wire.Error
		err = t.service.Deliver(t.Context(), sqs.ServiceMessage{QueueARN: "arn:aws:sqs:us-east-1:000000000000:none", Principal: "sns.amazonaws.com", Body: "x"})
		if !errors.As(err, &e) || e.Code != "QueueDoesNotExist" {
			t.Errorf("got %v, want QueueDoesNotExist", err)
		}
	})
}

func TestSQS31AServiceDeliversToAFIFOQueueWithItsGroup(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true")
		t.set(q, "Policy", fmt.Sprintf(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"%s"}}`, t.arn(q)))
		m := sqs.ServiceMessage{QueueARN: t.arn(q), Principal: "events.amazonaws.com", Body: "x"}
		if err := t.service.Deliver(t.Context(), m); err == nil {
			t.Error("delivered without a group")
		}
		m.GroupID = "g"
		m.Attributes = map[string]sqs.Attribute{"ERROR_CODE": {DataType: "String", StringValue: new("NO_PERMISSIONS")}}
		t.must(t.service.Deliver(t.Context(), m))
		got := t.one(q)
		if got.Attributes["MessageGroupId"] != "g" || *got.MessageAttributes["ERROR_CODE"].StringValue != "NO_PERMISSIONS" {
			t.Errorf("received %v %v", got.Attributes, got.MessageAttributes)
		}
	})
}
