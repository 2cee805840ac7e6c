package sqs

import (
	"context"
	"testing"
)

// An earlier version left SqsManagedSseEnabled as it was when a queue was given a
// key. Such a folder is whole.
func TestAQueueThatWasKeptWithBothKindsOfEncryptionIsReadAsOneWithAKey(t *testing.T) {
	dir := t.TempDir()
	before, err := New(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.createQueue(t.Context(), &createQueueInput{QueueName: "q", Attributes: map[string]string{"KmsMasterKeyId": "alias/aws/sqs"}}); err != nil {
		t.Fatal(err)
	}
	err = before.transact(context.Background(), func(*transaction) error {
		q := before.queues["q"]
		q.text["SqsManagedSseEnabled"] = "true"
		q.service.journal.putQueue(q)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	after, err := New(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	if q := after.queues["q"]; q.text["SqsManagedSseEnabled"] != "false" || q.text["KmsMasterKeyId"] != "alias/aws/sqs" || !q.awsKey {
		t.Errorf("it has %v", q.text)
	}
}
