package sqs_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// notebook writes down what it observes.
type notebook struct {
	mu    sync.Mutex
	lines []string
}

func (n *notebook) notef(ctx context.Context, format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, string(wire.CallerFrom(ctx))+": "+fmt.Sprintf(format, args...))
}

// text is all that was written down.
func (n *notebook) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.lines, "\n")
}

func (n *notebook) MessageSent(ctx context.Context, e sqs.MessageSent) {
	n.notef(ctx, "sent %s to %s, visible in %v", e.Body, e.QueueName, e.VisibleAt.Sub(e.SentAt))
}

func (n *notebook) MessageReceived(ctx context.Context, e sqs.MessageReceived) {
	n.notef(ctx, "received %s from %s, try %d, visible in %v", e.Body, e.QueueName, e.ReceiveCount, time.Until(e.VisibleAt))
}

func (n *notebook) MessageDeleted(ctx context.Context, e sqs.MessageDeleted) {
	n.notef(ctx, "deleted from %s", e.QueueName)
}

func (n *notebook) VisibilityChanged(ctx context.Context, e sqs.VisibilityChanged) {
	n.notef(ctx, "changed in %s, try %d, visible in %v", e.QueueName, e.ReceiveCount, time.Until(e.VisibleAt))
}

func (n *notebook) MessageDeadLettered(ctx context.Context, e sqs.MessageDeadLettered) {
	n.notef(ctx, "dead %s from %s to %s after %d", e.Body, e.Queue, e.DeadLetterQueue, e.ReceiveCount)
}

func (n *notebook) MessageRedriven(ctx context.Context, e sqs.MessageRedriven) {
	n.notef(ctx, "redriven %s from %s to %s, renamed %v", e.Body, e.From, e.To, e.OldID != e.NewID)
}

func (n *notebook) MessageDropped(ctx context.Context, e sqs.MessageDropped) {
	n.notef(ctx, "dropped %s from %s", e.Body, e.QueueName)
}

func (n *notebook) QueuePurged(ctx context.Context, e sqs.QueuePurged) {
	n.notef(ctx, "purged %d from %s", e.Messages, e.QueueName)
}

// observed runs a test with a notebook as the Observer.
func observed(t *testing.T, f func(t *tester, n *notebook)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := &notebook{}
		s := start(t, sqs.Config{Observer: n})
		f(&tester{t, client(s), s}, n)
	})
}

func TestTheObserverHearsALifeInOrder(t *testing.T) {
	observed(t, func(t *tester, n *notebook) {
		q, dlq := t.withDeadLetters(1)
		t.send(q, "m", func(in *sdk.SendMessageInput) { in.DelaySeconds = 2 })
		m := t.one(q, waiting(20))
		t.must(t.visibility(q, m, 5))
		t.sleep(5 * time.Second)
		t.none(q)
		_, err := t.move("dlq", "", 0)
		t.must(err)
		t.sleep(time.Second)
		t.delete(q, t.one(q))
		t.send(dlq, "p")
		_, err = t.PurgeQueue(t.Context(), &sdk.PurgeQueueInput{QueueUrl: dlq})
		t.must(err)
		want := []string{
			"outside: sent m to q, visible in 2s", "outside: received m from q, try 1, visible in 1s", "outside: changed in q, try 1, visible in 5s",
			"outside: dead m from q to dlq after 1", "outside: redriven m from dlq to q, renamed true", "outside: received m from q, try 1, visible in 1s",
			"outside: deleted from q", "outside: sent p to dlq, visible in 0s", "outside: purged 1 from dlq",
		}
		if got := strings.Join(n.lines, "\n"); got != strings.Join(want, "\n") {
			t.Errorf("observed\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		}
	})
}

func TestTheObserverHearsWhoCalled(t *testing.T) {
	observed(t, func(t *tester, n *notebook) {
		q := t.queue("q")
		_, err := t.SendMessage(wire.WithCaller(t.Context(), wire.InProcess), &sdk.SendMessageInput{QueueUrl: q, MessageBody: new("m")})
		t.must(err)
		if want := "in process: sent m to q, visible in 0s"; len(n.lines) != 1 || n.lines[0] != want {
			t.Errorf("observed %q, want %q", n.lines, want)
		}
	})
}

func TestAMessageIsObservedAsSentBeforeAnybodyHasReceivedIt(t *testing.T) {
	observed(t, func(t *tester, n *notebook) {
		q := t.queue("q")
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 20 {
					out, err := t.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{QueueUrl: q, WaitTimeSeconds: 20})
					if err != nil || len(out.Messages) != 1 {
						t.Errorf("received %v, %v", out, err)
						return
					}
					n.mu.Lock()
					seen := strings.Contains(strings.Join(n.lines, "\n"), "sent "+*out.Messages[0].Body+" to q")
					n.mu.Unlock()
					if !seen {
						t.Errorf("%s was received before the Observer knew of it", *out.Messages[0].Body)
					}
				}
			})
		}
		for i := range 400 {
			t.send(q, fmt.Sprint("m", i))
		}
		wg.Wait()
	})
}

func TestTheObserverHearsOfMessagesThatLeaveByRetention(t *testing.T) {
	observed(t, func(t *tester, n *notebook) {
		q := t.queue("q", "MessageRetentionPeriod", "60")
		t.send(q, "in hand")
		t.must(t.visibility(q, t.one(q), 300))
		t.send(q, "waits")
		t.sleep(61 * time.Second)
		notes := n.text()
		for _, want := range []string{"dropped waits from q", "dropped in hand from q"} {
			if strings.Count(notes, want) != 1 {
				t.Errorf("%q is not told once of:\n%s", want, notes)
			}
		}
	})
}
