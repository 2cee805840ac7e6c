package sqs_test

import (
	"fmt"
	"testing"
	"time"
)

// Visibility in a FIFO queue is a matter of each message.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html

func TestSQS30OfMessagesReceivedTogetherEachHasItsOwnVisibility(t *testing.T) {
	for _, c := range []struct {
		name    string
		timeout map[int]int32 // of which message, in seconds from its receive on
		after   time.Duration
		want    string
	}{
		{"the first is given back", map[int]int32{0: 0}, 0, "m0"},
		{"the middle one is given back", map[int]int32{1: 0}, 0, ""},
		{"the last is given back", map[int]int32{3: 0}, 0, ""},
		{"the first two are given back", map[int]int32{1: 0, 0: 0}, 0, "m0 m1"},
		{"first and last are given back", map[int]int32{0: 0, 3: 0}, 0, "m0"},
		{"the second is held longer", map[int]int32{1: 60}, 15 * time.Second, "m0"},
		{"the last is held longer", map[int]int32{3: 60}, 15 * time.Second, "m0 m1 m2"},
		{"the first is held longer", map[int]int32{0: 60}, 15 * time.Second, ""},
		{"none is held longer", nil, 15 * time.Second, "m0 m1 m2 m3 m4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *tester) {
				q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "10")
				for i := range 5 {
					t.send(q, fmt.Sprint("m", i), inGroup("g", fmt.Sprint(i)))
				}
				held := t.receive(q, atMost(4))
				if len(held) != 4 {
					t.Fatalf("received %q", bodies(held))
				}
				for i, seconds := range c.timeout {
					t.must(t.visibility(q, held[i], seconds))
				}
				t.sleep(c.after)
				if got := bodies(t.receive(q)); got != c.want {
					t.Errorf("received %q, want %q", got, c.want)
				}
			})
		})
	}
}

func TestSQS30AMessageComesOutAgainThoughALaterOneIsInFlightUntilThatOneIsFirst(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "30")
		for i := range 4 {
			t.send(q, fmt.Sprint("m", i), inGroup("g", fmt.Sprint(i)))
		}
		held := t.receive(q, atMost(2))
		t.must(t.visibility(q, held[0], 0))
		again := t.one(q)
		t.delete(q, again)
		t.none(q) // m1 is in flight, and m2 comes after it
		t.delete(q, held[1])
		if got := bodies(t.receive(q)); got != "m2 m3" {
			t.Errorf("received %q, want m2 m3", got)
		}
	})
}

func TestSQS30AWaitingReceiveGetsAMessageThatIsVisibleBeforeALaterOne(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "30")
		for i := range 2 {
			t.send(q, fmt.Sprint("m", i), inGroup("g", fmt.Sprint(i)))
		}
		held := t.receive(q)
		t.must(t.visibility(q, held[0], 3))
		begun := time.Now()
		if m := t.one(q, waiting(10)); *m.Body != "m0" || time.Since(begun) != 3*time.Second {
			t.Errorf("received %s after %v", *m.Body, time.Since(begun))
		}
	})
}
