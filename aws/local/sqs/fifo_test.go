package sqs_test

import (
	"fmt"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
)

func TestSQS30AGroupKeepsItsOrderAndStopsWhileInFlight(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "10")
		for i := range 3 {
			for _, group := range []string{"a", "b"} {
				t.send(q, fmt.Sprint(group, i), inGroup(group, fmt.Sprint(group, i)))
			}
		}
		first := t.one(q, atMost(1))
		second := t.one(q, atMost(1))
		if *first.Body != "a0" || *second.Body != "b0" {
			t.Fatalf("received %s and %s, want a0 and b0", *first.Body, *second.Body)
		}
		t.none(q)
		t.wantCounts(q, "4 2 0")
		t.delete(q, first)
		if got := bodies(t.receive(q)); got != "a1 a2" {
			t.Errorf("received %q, want a1 a2", got)
		}
		t.sleep(10 * time.Second)
		if got := bodies(t.receive(q)); got != "b0 b1 b2 a1 a2" && got != "a1 a2 b0 b1 b2" {
			t.Errorf("received %q once all were visible again", got)
		}
	})
}

func TestSQS30AMessageMadeVisibleComesFirstInItsGroup(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true")
		for i := range 3 {
			t.send(q, fmt.Sprint(i), inGroup("g", fmt.Sprint(i)))
		}
		m := t.one(q, atMost(1))
		t.must(t.visibility(q, m, 0))
		if got := bodies(t.receive(q)); got != "0 1 2" {
			t.Errorf("received %q, want 0 1 2", got)
		}
	})
}

func TestSQS30DeduplicationLastsFiveMinutes(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true")
		first := t.send(q, "x", inGroup("g", "id"))
		again := t.send(q, "y", inGroup("g", "id"))
		if *first.MessageId != *again.MessageId || *first.SequenceNumber != *again.SequenceNumber {
			t.Errorf("sent as %s, and again as %s", *first.MessageId, *again.MessageId)
		}
		t.delete(q, t.one(q))
		t.sleep(5*time.Minute - 1)
		t.send(q, "x", inGroup("g", "id"))
		t.none(q)
		t.sleep(1)
		if third := t.send(q, "x", inGroup("g", "id")); *third.MessageId == *first.MessageId || *third.SequenceNumber <= *first.SequenceNumber {
			t.Errorf("after five minutes %s %s, before %s %s", *third.MessageId, *third.SequenceNumber, *first.MessageId, *first.SequenceNumber)
		}
		t.one(q)
	})
}

func TestSQS30DeduplicationByContentAndByGroup(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true")
		a := t.send(q, "same", inGroup("g", ""))
		b := t.send(q, "same", inGroup("h", ""))
		c := t.send(q, "same", inGroup("g", "explicit"))
		if *a.MessageId != *b.MessageId || *a.MessageId == *c.MessageId {
			t.Errorf("by content %s, %s; with an id of its own %s", *a.MessageId, *b.MessageId, *c.MessageId)
		}
		t.set(q, "DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId")
		if d := t.send(q, "same", inGroup("h", "explicit")); *d.MessageId == *c.MessageId {
			t.Error("the scope is the group, and yet another group's id counts")
		}
	})
}

func TestSQS30WhatAFIFOQueueMustBeTold(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true")
		t.refused(t.trySend(q, "x", func(in *sdk.SendMessageInput) { in.MessageDeduplicationId = new("id") }), "MissingParameter", "MessageGroupId")
		t.refused(t.trySend(q, "x", inGroup("g", "")), "InvalidParameterValue", "ContentBasedDeduplication")
		t.refused(t.trySend(q, "x", inGroup("a b", "id")), "InvalidParameterValue", "MessageGroupId")
		t.refused(t.trySend(q, "x", inGroup("g", fmt.Sprintf("%0129d", 1))), "InvalidParameterValue", "MessageDeduplicationId")
		t.send(q, "x", inGroup("g", "id"))
		m := t.one(q, func(in *sdk.ReceiveMessageInput) { in.ReceiveRequestAttemptId = new("attempt-1") })
		if m.Attributes["MessageGroupId"] != "g" || m.Attributes["MessageDeduplicationId"] != "id" || len(m.Attributes["SequenceNumber"]) != 20 {
			t.Errorf("attributes %v", m.Attributes)
		}
	})
}

func TestSQS30AChangedDelayHoldsForDelayedMessagesToo(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "DelaySeconds", "100")
		t.send(q, "0", inGroup("g", "0"))
		t.set(q, "DelaySeconds", "2")
		t.send(q, "1", inGroup("g", "1"))
		t.sleep(2 * time.Second)
		if got := bodies(t.receive(q)); got != "0 1" {
			t.Errorf("received %q, want 0 1", got)
		}
	})
}
