package sqs_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func text(kind, value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: &kind, StringValue: &value}
}

func (t *tester) trySend(url *string, body string, change func(*sdk.SendMessageInput)) error {
	in := &sdk.SendMessageInput{QueueUrl: url, MessageBody: &body}
	if change != nil {
		change(in)
	}
	_, err := t.SendMessage(t.Context(), in)
	return err
}

func TestSQS12ChecksumsAreAWSsOwn(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		// The SDK checks MD5OfMessageBody and fails if it is wrong; the encoding
		// of attributes is written out here, by AWS's description.
		out := t.send(q, "hello", func(in *sdk.SendMessageInput) {
			in.MessageAttributes = map[string]types.MessageAttributeValue{"timestamp": text("String", "1493147359900")}
			in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: new("String"), StringValue: new("Root=1")}}
		})
		encoded := "\x00\x00\x00\x09timestamp\x00\x00\x00\x06String\x01\x00\x00\x00\x0d1493147359900"
		sum := md5.Sum([]byte(encoded))
		if want := hex.EncodeToString(sum[:]); *out.MD5OfMessageAttributes != want {
			t.Errorf("MD5 of the attributes is %s, want %s", *out.MD5OfMessageAttributes, want)
		}
		if out.MD5OfMessageSystemAttributes == nil {
			t.Error("no MD5 of the system attributes")
		}
		m := t.one(q)
		if *m.MD5OfMessageAttributes != *out.MD5OfMessageAttributes || m.Attributes["AWSTraceHeader"] != "Root=1" {
			t.Errorf("received with MD5 %s and trace %s", *m.MD5OfMessageAttributes, m.Attributes["AWSTraceHeader"])
		}
	})
}

func TestSQS13ABodyIsNotEmptyAndMadeOfXMLCharacters(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		t.refused(t.trySend(q, "", nil), "MissingParameter")
		for _, bad := range []string{"\x00", "a\x08b", "\x1b[31m", "\uFFFE", "é\uFFFF"} {
			t.refused(t.trySend(q, bad, nil), "InvalidMessageContents")
		}
		for _, good := range []string{"\t\n\r ~\u007f", "\uD7FF\uE000\uFFFD", "\U00010000😀\U0010FFFF"} {
			t.send(q, good)
			if got := *t.one(q).Body; got != good {
				t.Errorf("%q came back as %q", good, got)
			}
		}
	})
}

func TestSQS14SizeCountsBodyAndAttributes(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "MaximumMessageSize", "1024")
		attribute := func(in *sdk.SendMessageInput) {
			in.MessageAttributes = map[string]types.MessageAttributeValue{"four": text("String", "123456")} // 4 + 6 + 6 bytes
		}
		t.must(t.trySend(q, strings.Repeat("x", 1024), nil))
		t.must(t.trySend(q, strings.Repeat("x", 1008), attribute))
		t.refused(t.trySend(q, strings.Repeat("x", 1025), nil), "InvalidParameterValue", "1024")
		t.refused(t.trySend(q, strings.Repeat("x", 1009), attribute), "InvalidParameterValue")
		big := t.queue("big")
		t.must(t.trySend(big, strings.Repeat("\n", 1<<20), nil))
		t.refused(t.trySend(big, strings.Repeat("x", 1<<20+1), nil), "InvalidParameterValue")
	})
}

func TestSQS14AttributesAreChecked(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		with := func(attributes map[string]types.MessageAttributeValue) error {
			return t.trySend(q, "x", func(in *sdk.SendMessageInput) { in.MessageAttributes = attributes })
		}
		good := map[string]types.MessageAttributeValue{
			"s": text("String", "x"), "n": text("Number", "-1.5e10"), "b": {DataType: new("Binary"), BinaryValue: []byte{0, 1}},
			"custom": text("Number.int", "7"), "a.b-c_d": text("String.utf8", "é"),
		}
		t.must(with(good))
		m := t.one(q)
		if len(m.MessageAttributes) != 5 || string(m.MessageAttributes["b"].BinaryValue) != "\x00\x01" || *m.MessageAttributes["custom"].DataType != "Number.int" {
			t.Errorf("came back as %v", m.MessageAttributes)
		}
		for name, bad := range map[string]types.MessageAttributeValue{
			"AWS.x": text("String", "x"), "amazon.x": text("String", "x"), ".x": text("String", "x"), "x.": text("String", "x"),
			"a..b": text("String", "x"), "a b": text("String", "x"), strings.Repeat("x", 257): text("String", "x"),
			"type": text("Float", "1"), "empty": text("String", ""), "number": text("Number", "seven"), "inf": text("Number", "Inf"),
			"binary": text("Binary", "x"), "control": text("String", "\x01x"), "notype": text("", "x"),
		} {
			err := with(map[string]types.MessageAttributeValue{name: bad})
			t.refused(err, "InvalidParameterValue")
		}
		many := map[string]types.MessageAttributeValue{}
		for i := range 11 {
			many[fmt.Sprint("a", i)] = text("String", "x")
		}
		t.refused(with(many), "InvalidParameterValue", "11")
	})
}

func TestSQS15ADelayedMessageComesOutOnTime(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "DelaySeconds", "10")
		started := time.Now()
		t.send(q, "the queue's delay")
		t.send(q, "its own delay", func(in *sdk.SendMessageInput) { in.DelaySeconds = 3 })
		t.wantCounts(q, "0 0 2")
		for _, want := range []struct {
			body  string
			after time.Duration
		}{{"its own delay", 3 * time.Second}, {"the queue's delay", 10 * time.Second}} {
			m := t.one(q, waiting(20))
			if *m.Body != want.body || time.Since(started) != want.after {
				t.Errorf("received %q after %v, want %q after %v", *m.Body, time.Since(started), want.body, want.after)
			}
		}
		t.refused(t.trySend(q, "x", func(in *sdk.SendMessageInput) { in.DelaySeconds = 901 }), "InvalidParameterValue")
		fifo := t.queue("q.fifo", "FifoQueue", "true", "DelaySeconds", "2", "ContentBasedDeduplication", "true")
		t.refused(t.trySend(fifo, "x", func(in *sdk.SendMessageInput) { in.DelaySeconds = 1; in.MessageGroupId = new("g") }), "InvalidParameterValue")
		t.send(fifo, "fifo", inGroup("g", ""))
		t.wantCounts(fifo, "0 0 1")
		t.sleep(2 * time.Second)
		t.one(fifo)
	})
}

func TestSQS15ADelayOfZeroOnTheMessageBeatsTheQueues(t *testing.T) {
	// The SDK leaves a zero DelaySeconds out, so this is sent by hand.
	inBubble(t, func(t *tester) {
		q := t.queue("q", "DelaySeconds", "10")
		post(t.T, t.service, "/000000000000/q", "SendMessage", `{"MessageBody":"now","DelaySeconds":0}`)
		t.one(q)
	})
}

func TestSQS16AStandardQueueGivesTheMessageGroupBack(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		t.send(q, "x", inGroup("tenant-1", ""))
		if got := t.one(q).Attributes["MessageGroupId"]; got != "tenant-1" {
			t.Errorf("MessageGroupId is %q, want tenant-1", got)
		}
		t.refused(t.trySend(q, "x", inGroup("g", "id")), "InvalidParameterValue", "MessageDeduplicationId")
	})
}

func entries(n int) []types.SendMessageBatchRequestEntry {
	list := make([]types.SendMessageBatchRequestEntry, n)
	for i := range list {
		list[i] = types.SendMessageBatchRequestEntry{Id: new(fmt.Sprint("e", i)), MessageBody: new(fmt.Sprint("body", i))}
	}
	return list
}

func TestSQS16BatchesAreCheckedAsAWhole(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		batch := func(list []types.SendMessageBatchRequestEntry) error {
			_, err := t.SendMessageBatch(t.Context(), &sdk.SendMessageBatchInput{QueueUrl: q, Entries: list})
			return err
		}
		const old = "AWS.SimpleQueueService."
		t.refused(batch([]types.SendMessageBatchRequestEntry{}), old+"EmptyBatchRequest")
		t.refused(batch(entries(11)), old+"TooManyEntriesInBatchRequest", "11")
		twice := entries(2)
		twice[1].Id = twice[0].Id
		t.refused(batch(twice), old+"BatchEntryIdsNotDistinct")
		for _, bad := range []string{"", "a b", strings.Repeat("x", 81), "é"} {
			one := entries(1)
			one[0].Id = &bad
			t.refused(batch(one), old+"InvalidBatchEntryId")
		}
		long := entries(2)
		long[0].MessageBody = new(strings.Repeat("x", 1<<20))
		t.refused(batch(long), old+"BatchRequestTooLong")
		t.wantCounts(q, "0 0 0")
	})
}

func TestSQS16AnEntryThatFailsDoesNotFailTheOthers(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		list := entries(3)
		list[1].MessageBody = new("\x01")
		out, err := t.SendMessageBatch(t.Context(), &sdk.SendMessageBatchInput{QueueUrl: q, Entries: list})
		t.must(err)
		if len(out.Successful) != 2 || len(out.Failed) != 1 || *out.Failed[0].Id != "e1" || *out.Failed[0].Code != "InvalidMessageContents" || !out.Failed[0].SenderFault {
			t.Errorf("sent %d, failed %v", len(out.Successful), out.Failed)
		}
		if got := bodies(t.receive(q)); got != "body0 body2" {
			t.Errorf("received %q", got)
		}
	})
}
