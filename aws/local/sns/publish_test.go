package sns_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"inflight/aws/local/wire"
)

// Line 39 of the list: what may be published.

func text(value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: new("String"), StringValue: &value}
}

func number(value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: new("Number"), StringValue: &value}
}

func TestPublishChecksTheMessage(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	type attributes = map[string]types.MessageAttributeValue
	for name, c := range map[string]struct {
		in   sdk.PublishInput
		code string
	}{
		"256 KB":                    {sdk.PublishInput{Message: new(repeat(256 << 10))}, ""},
		"more than 256 KB":          {sdk.PublishInput{Message: new(repeat(256<<10 + 1))}, "InvalidParameter"},
		"256 KB with an attribute":  {sdk.PublishInput{Message: new(repeat(256 << 10)), MessageAttributes: attributes{"a": text("b")}}, "InvalidParameter"},
		"nothing":                   {sdk.PublishInput{Message: new("")}, "InvalidParameter"},
		"a subject of 100":          {sdk.PublishInput{Message: new("x"), Subject: new(repeat(100))}, ""},
		"a subject of 101":          {sdk.PublishInput{Message: new("x"), Subject: new(repeat(101))}, "InvalidParameter"},
		"an empty subject":          {sdk.PublishInput{Message: new("x"), Subject: new("")}, "InvalidParameter"},
		"a subject beyond ASCII":    {sdk.PublishInput{Message: new("x"), Subject: new("schön")}, "InvalidParameter"},
		"a subject of two lines":    {sdk.PublishInput{Message: new("x"), Subject: new("a\nb")}, "InvalidParameter"},
		"a subject after a space":   {sdk.PublishInput{Message: new("x"), Subject: new(" a")}, "InvalidParameter"},
		"another structure":         {sdk.PublishInput{Message: new("x"), MessageStructure: new("xml")}, "InvalidParameter"},
		"structure that is no JSON": {sdk.PublishInput{Message: new("x"), MessageStructure: new("json")}, "InvalidParameter"},
		"structure, no default":     {sdk.PublishInput{Message: new(`{"sqs":"x"}`), MessageStructure: new("json")}, "InvalidParameter"},
		"a deduplication id":        {sdk.PublishInput{Message: new("x"), MessageDeduplicationId: new("x")}, "InvalidParameter"},
		"a group id":                {sdk.PublishInput{Message: new("x"), MessageGroupId: new("x")}, ""},
		"a type there is not":       {sdk.PublishInput{Message: new("x"), MessageAttributes: attributes{"a": {DataType: new("Colour"), StringValue: new("red")}}}, "ParameterValueInvalid"},
		"a number that is none":     {sdk.PublishInput{Message: new("x"), MessageAttributes: attributes{"a": number("red")}}, "ParameterValueInvalid"},
		"an empty attribute":        {sdk.PublishInput{Message: new("x"), MessageAttributes: attributes{"a": text("")}}, "ParameterValueInvalid"},
		"a bad attribute name":      {sdk.PublishInput{Message: new("x"), MessageAttributes: attributes{"a b": text("b")}}, "ParameterValueInvalid"},
		"a reserved name":           {sdk.PublishInput{Message: new("x"), MessageAttributes: attributes{"AWS.a": text("b")}}, "ParameterValueInvalid"},
		"a telephone":               {sdk.PublishInput{Message: new("x"), PhoneNumber: new("+15550100")}, "InvalidParameter"},
	} {
		t.Run(name, func(t *testing.T) {
			c.in.TopicArn = &topic
			_, err := w.client.Publish(t.Context(), &c.in)
			wantCode(t, "Publish", err, c.code)
		})
	}
	_, err := w.client.Publish(t.Context(), &sdk.PublishInput{Message: new("x")})
	wantCode(t, "no topic given", err, "InvalidParameter")
}

func TestPublishBatchFailsEntryByEntry(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	out, err := w.client.PublishBatch(t.Context(), &sdk.PublishBatchInput{
		TopicArn: &topic,
		PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
			{Id: new("a"), Message: new("one")}, {Id: new("b"), Message: new("")}, {Id: new("c"), Message: new("three"), Subject: new("s")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Successful) != 2 || len(out.Failed) != 1 || *out.Failed[0].Id != "b" || !out.Failed[0].SenderFault {
		t.Errorf("the answer is %+v", out)
	}
	if got := strings.Join(w.queues.bodies(), " "); got != "one three" {
		t.Errorf("the queue has %s", got)
	}
}

func TestPublishBatchChecksTheBatch(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	entries := func(ids ...string) (all []types.PublishBatchRequestEntry) {
		for _, id := range ids {
			all = append(all, types.PublishBatchRequestEntry{Id: &id, Message: new(repeat(140 << 10))})
		}
		return all
	}
	for code, ids := range map[string][]string{
		"EmptyBatchRequest":            {},
		"TooManyEntriesInBatchRequest": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"},
		"BatchEntryIdsNotDistinct":     {"a", "a"},
		"InvalidBatchEntryId":          {"a b"},
		"BatchRequestTooLong":          {"a", "b"},
	} {
		in := &sdk.PublishBatchInput{TopicArn: &topic, PublishBatchRequestEntries: entries(ids...)}
		if len(ids) == 0 {
			in.PublishBatchRequestEntries = []types.PublishBatchRequestEntry{}
		}
		_, err := w.client.PublishBatch(t.Context(), in)
		wantCode(t, fmt.Sprint(ids), err, code)
	}
}

func TestAStructuredMessageHasATextForEachProtocol(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	w.confirmed(topic, "ada@example.test")
	_, err := w.client.Publish(t.Context(), &sdk.PublishInput{
		TopicArn: &topic, MessageStructure: new("json"), Message: new(`{"default":"for all","sqs":"for queues","http":7}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.queues.bodies(); len(got) != 1 || got[0] != "for queues" {
		t.Errorf("the queue has %q", got)
	}
	if got := w.mails.last(t).Text; !strings.HasPrefix(got, "for all\n") {
		t.Errorf("the mail is %q", got)
	}
}

const rule = "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"

func TestAServicePublishesOnlyWhereThePolicyAllowsIt(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	publish := func(principal, source string) int {
		err := w.service.PublishFrom(t.Context(), topic, principal, source, "an event")
		var answer *wire.Error
		if err != nil && !errors.As(err, &answer) {
			t.Fatalf("the error is %v, want a *wire.Error", err)
		}
		if answer == nil {
			return http.StatusOK
		}
		return answer.HTTPStatus()
	}
	if got := publish("events.amazonaws.com", rule); got != http.StatusForbidden {
		t.Errorf("with the default policy the answer is %d", got)
	}
	_, err := w.client.SetTopicAttributes(t.Context(), &sdk.SetTopicAttributesInput{
		TopicArn: &topic, AttributeName: new("Policy"), AttributeValue: new(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
			`"Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"` + topic + `",` +
			`"Condition":{"ArnEquals":{"aws:SourceArn":"` + rule + `"}}}]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		principal, source string
		status            int
	}{
		{"events.amazonaws.com", rule, http.StatusOK},
		{"events.amazonaws.com", rule + "2", http.StatusForbidden},
		{"s3.amazonaws.com", rule, http.StatusForbidden},
	} {
		if got := publish(c.principal, c.source); got != c.status {
			t.Errorf("%s for %s: %d, want %d", c.principal, c.source, got, c.status)
		}
	}
	if n := len(w.queues.bodies()); n != 1 {
		t.Errorf("%d messages were delivered, want 1", n)
	}
}

func TestAFIFOTopicKeepsOrderAndDropsRepetitions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("orders.fifo", map[string]string{"FifoTopic": "true", "ContentBasedDeduplication": "true"})
		w.subscribe(topic, "sqs", queueARN+".fifo", map[string]string{"RawMessageDelivery": "true"})
		publish := func(body string) *sdk.PublishOutput {
			out, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: &body, MessageGroupId: new("g")})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		first, second, again := publish("one"), publish("two"), publish("one")
		if *again.MessageId != *first.MessageId || *first.SequenceNumber >= *second.SequenceNumber {
			t.Errorf("the answers are %v, %v, %v", *first.SequenceNumber, *second.SequenceNumber, *again.SequenceNumber)
		}
		time.Sleep(5 * time.Minute)
		publish("one")
		if got := strings.Join(w.queues.bodies(), " "); got != "one two one" {
			t.Errorf("the queue has %s", got)
		}
		if d := w.queues.sent[0]; d.GroupID != "g" || len(d.DedupID) != 64 {
			t.Errorf("the queue was sent the group %q and the deduplication id %q", d.GroupID, d.DedupID)
		}
		_, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: new("x")})
		wantCode(t, "no group", err, "InvalidParameter")
		_, err = w.client.Subscribe(t.Context(), &sdk.SubscribeInput{
			TopicArn: &topic, Protocol: new("email"), Endpoint: new("ada@example.test"),
		})
		wantCode(t, "email on a FIFO topic", err, "InvalidParameter")
	})
}
