package sqs_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"inflight/aws/local/sqs"
)

func TestAMessageIsSentReceivedAndDeleted(t *testing.T) {
	t.Run("in process", func(t *testing.T) {
		inBubble(t, sendReceiveDelete)
	})
	t.Run("over loopback", func(t *testing.T) {
		s := start(t, sqs.Config{})
		server := httptest.NewServer(s)
		defer server.Close()
		sendReceiveDelete(&tester{t, clientTo(server.URL, server.Client()), s})
	})
}

func sendReceiveDelete(t *tester) {
	q := t.queue("practiceQ")
	sent := t.send(q, "a thumbnail, please")
	m := t.one(q)
	if *m.Body != "a thumbnail, please" || *m.MessageId != *sent.MessageId {
		t.Errorf("received %q (%s), sent with id %s", *m.Body, *m.MessageId, *sent.MessageId)
	}
	t.none(q)
	t.wantCounts(q, "0 1 0")
	t.delete(q, m)
	t.wantCounts(q, "0 0 0")
}

func TestAMessageComesBackWhenItsVisibilityRunsOut(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("practiceQ", "VisibilityTimeout", "30")
		t.send(q, "again")
		t.one(q)
		start := time.Now()
		t.none(q, waiting(20))
		m := t.one(q, waiting(20))
		if waited := time.Since(start); waited != 30*time.Second || m.Attributes["ApproximateReceiveCount"] != "2" {
			t.Errorf("came back after %v with receive count %s, want 30s and 2", waited, m.Attributes["ApproximateReceiveCount"])
		}
	})
}
