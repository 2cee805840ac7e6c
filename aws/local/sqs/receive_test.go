package sqs_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func hiddenFor(seconds int32) func(*sdk.ReceiveMessageInput) {
	return func(in *sdk.ReceiveMessageInput) { in.VisibilityTimeout = seconds }
}

// visibleAtOnce receives with a visibility timeout of 0, which the SDK leaves
// out, so it is sent by hand.
func (t *tester) visibleAtOnce(name string) string {
	t.Helper()
	_, body := post(t.T, t.service, "/000000000000/"+name, "ReceiveMessage", `{"VisibilityTimeout":0,"MaxNumberOfMessages":10,"AttributeNames":["All"]}`)
	return body
}

// later receives in the background, and tells when it has received.
func (t *tester) later(ctx context.Context, url *string, seconds int32, done func([]types.Message, error)) {
	go func() {
		out, err := t.ReceiveMessage(ctx, &sdk.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: seconds})
		if err != nil {
			done(nil, err)
			return
		}
		done(out.Messages, nil)
	}()
	synctest.Wait() // until it waits
}

func TestSQS17AWaitingReceiveAnswersAsSoonAsAMessageIsThere(t *testing.T) {
	var handle types.Message
	for name, c := range map[string]struct {
		prepare func(t *tester, q *string) // before the wait
		during  func(t *tester, q *string) // once it waits, after a second
		after   time.Duration
	}{
		"a new message": {
			during: func(t *tester, q *string) { t.send(q, "m") }, after: time.Second,
		},
		"out of delay": {
			prepare: func(t *tester, q *string) { t.send(q, "m", func(in *sdk.SendMessageInput) { in.DelaySeconds = 4 }) }, after: 4 * time.Second,
		},
		"expired from flight": {
			prepare: func(t *tester, q *string) { t.send(q, "m"); t.one(q, hiddenFor(7)) }, after: 7 * time.Second,
		},
		"visibility set to 0": {
			prepare: func(t *tester, q *string) { t.send(q, "m"); handle = t.one(q, hiddenFor(100)) },
			during:  func(t *tester, q *string) { t.must(t.visibility(q, handle, 0)) }, after: time.Second,
		},
		"redriven": {
			prepare: func(t *tester, q *string) {
				dlq := t.queue("dlq")
				t.set(q, "RedrivePolicy", fmt.Sprintf(`{"deadLetterTargetArn":"%s","maxReceiveCount":1}`, t.arn(dlq)))
				t.send(q, "m")
				t.one(q, hiddenFor(1))
				t.none(q, waiting(2))
			},
			during: func(t *tester, _ *string) {
				_, err := t.StartMessageMoveTask(t.Context(), &sdk.StartMessageMoveTaskInput{SourceArn: new("arn:aws:sqs:us-east-1:000000000000:dlq")})
				t.must(err)
			}, after: time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *tester) {
				q := t.queue("q")
				if c.prepare != nil {
					c.prepare(t, q)
				}
				started := time.Now()
				done := make(chan time.Duration, 1)
				t.later(t.Context(), q, 20, func(got []types.Message, err error) {
					if err != nil || bodies(got) != "m" {
						t.Errorf("received %q, %v", bodies(got), err)
					}
					done <- time.Since(started)
				})
				t.sleep(time.Second)
				if c.during != nil {
					c.during(t, q)
				}
				if after := <-done; after != c.after {
					t.Errorf("received after %v, want %v", after, c.after)
				}
			})
		})
	}
}

func TestSQS17AReceiveWaitsAsLongAsTheCallOrTheQueueSays(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "ReceiveMessageWaitTimeSeconds", "6")
		started := time.Now()
		t.none(q)
		if waited := time.Since(started); waited != 6*time.Second {
			t.Errorf("waited %v, want the queue's 6s", waited)
		}
		started = time.Now()
		t.none(q, waiting(2))
		if waited := time.Since(started); waited != 2*time.Second {
			t.Errorf("waited %v, want the call's 2s", waited)
		}
	})
}

func TestSQS17AReceiveGivesAtMostWhatWasAskedFor(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		for i := range 25 {
			t.send(q, fmt.Sprint(i))
		}
		for i, want := range []int{3, 10, 10, 2} {
			limit := int32(10)
			if i == 0 {
				limit = 3
			}
			if got := t.receive(q, atMost(limit)); len(got) != want {
				t.Errorf("received %d messages, want %d", len(got), want)
			}
		}
		_, err := t.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{QueueUrl: q, MaxNumberOfMessages: 11})
		t.refused(err, "InvalidParameterValue", "MaxNumberOfMessages")
	})
}

func TestSQS18EachMessageGoesToOneOfAThousandWaitingReceivers(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		var mu sync.Mutex
		var got []string
		empty := 0
		for range 1000 {
			go func() {
				out, err := t.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{QueueUrl: q, WaitTimeSeconds: 20})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					t.Error(err)
				case len(out.Messages) == 0:
					empty++
				default:
					got = append(got, bodies(out.Messages))
				}
			}()
		}
		synctest.Wait()
		for i := range 100 {
			t.send(q, fmt.Sprint(i))
		}
		synctest.Wait()
		mu.Lock()
		if len(got) != 100 || empty != 0 {
			t.Errorf("%d received and %d ended empty, want 100 and 0", len(got), empty)
		}
		mu.Unlock()
		t.sleep(20 * time.Second)
		synctest.Wait()
		if len(got) != 100 || empty != 900 {
			t.Errorf("%d received and %d ended empty, want 100 and 900", len(got), empty)
		}
	})
}

func TestSQS18ACallerThatHangsUpTakesNothingWithIt(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		ctx, hangUp := context.WithCancel(t.Context())
		t.later(ctx, q, 20, func(got []types.Message, err error) {
			if err == nil {
				t.Errorf("the one who hung up received %q", bodies(got))
			}
		})
		second := make(chan string, 1)
		t.later(t.Context(), q, 20, func(got []types.Message, _ error) { second <- bodies(got) })
		// At one moment the first hangs up and the message that would wake it comes.
		hangUp()
		t.send(q, "m")
		if got := <-second; got != "m" {
			t.Errorf("the second received %q, want m", got)
		}
		t.wantCounts(q, "0 1 0")
	})
}

func TestSQS18WaitersOfADeletedQueueAreTold(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		failed := make(chan error, 1)
		t.later(t.Context(), q, 20, func(_ []types.Message, err error) { failed <- err })
		_, err := t.DeleteQueue(t.Context(), &sdk.DeleteQueueInput{QueueUrl: q})
		t.must(err)
		t.refused(<-failed, "AWS.SimpleQueueService.NonExistentQueue")
	})
}

func TestCloseEndsWaitingReceives(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		failed := make(chan error, 1)
		t.later(t.Context(), q, 20, func(_ []types.Message, err error) { failed <- err })
		t.must(t.service.Close())
		t.refused(<-failed, "ServiceUnavailable")
	})
}

func TestSQS19SystemAttributesComeOnRequest(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "5")
		sent := fmt.Sprint(time.Now().UnixMilli())
		t.send(q, "x")
		t.sleep(2 * time.Second)
		first := fmt.Sprint(time.Now().UnixMilli())
		t.one(q)
		t.sleep(6 * time.Second)
		m := t.one(q)
		for name, want := range map[string]string{
			"ApproximateReceiveCount": "2", "ApproximateFirstReceiveTimestamp": first, "SentTimestamp": sent, "SenderId": "000000000000",
		} {
			if m.Attributes[name] != want {
				t.Errorf("%s is %q, want %q", name, m.Attributes[name], want)
			}
		}
		t.sleep(6 * time.Second)
		m = t.one(q, func(in *sdk.ReceiveMessageInput) {
			in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"SentTimestamp"}
		})
		if len(m.Attributes) != 1 {
			t.Errorf("asked for one, got %v", m.Attributes)
		}
		_, err := t.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{QueueUrl: q, AttributeNames: []types.QueueAttributeName{"Colour"}}) //nolint:staticcheck // old clients send it
		t.refused(err, "InvalidAttributeName", "Colour")
	})
}

func TestSQS19MessageAttributesAreFiltered(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "0")
		t.send(q, "x", func(in *sdk.SendMessageInput) {
			in.MessageAttributes = map[string]types.MessageAttributeValue{"a.one": text("String", "1"), "a.two": text("String", "2"), "b": text("String", "3")}
		})
		for filter, want := range map[string]int{"All": 3, ".*": 3, "a.*": 2, "b": 1, "a": 0} {
			m := t.one(q, func(in *sdk.ReceiveMessageInput) { in.MessageAttributeNames = []string{filter} })
			if len(m.MessageAttributes) != want || (m.MD5OfMessageAttributes == nil) != (want == 0) {
				t.Errorf("%s gives %v", filter, m.MessageAttributes)
			}
		}
	})
}

func TestSQS20EachReceiveHasItsOwnHandleAndTheSameMessageId(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "1")
		t.send(q, "x")
		first := t.one(q)
		second := t.one(q, waiting(2))
		if *first.ReceiptHandle == *second.ReceiptHandle || *first.MessageId != *second.MessageId {
			t.Errorf("first %s %s, second %s %s", *first.MessageId, *first.ReceiptHandle, *second.MessageId, *second.ReceiptHandle)
		}
	})
}

func TestSQS20AHandleWhoseVisibilityRanOutStillWorksOnAStandardQueue(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "1")
		t.send(q, "x")
		m := t.one(q)
		t.sleep(2 * time.Second)
		t.one(q) // by somebody else, and the older handle counts for the same message
		t.must(t.visibility(q, m, 10))
		t.sleep(9 * time.Second)
		t.wantCounts(q, "0 1 0")
		t.delete(q, m)
		t.wantCounts(q, "0 0 0")
		t.delete(q, m)
		t.refused(t.visibility(q, m, 10), "InvalidParameterValue", "does not exist")
	})
}

func TestSQS20AHandleWhoseVisibilityRanOutIsExpiredOnAFIFOQueue(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "1")
		t.send(q, "x", inGroup("g", "1"))
		m := t.one(q)
		t.sleep(2 * time.Second)
		_, err := t.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{QueueUrl: q, ReceiptHandle: m.ReceiptHandle})
		t.refused(err, "InvalidParameterValue", "The receipt handle has expired")
		t.refused(t.visibility(q, m, 5), "InvalidParameterValue", "The receipt handle has expired")
		again := t.one(q)
		_, err = t.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{QueueUrl: q, ReceiptHandle: m.ReceiptHandle})
		t.refused(err, "InvalidParameterValue", "The receipt handle has expired")
		t.delete(q, again)
		t.delete(q, again)
		t.wantCounts(q, "0 0 0")
	})
}

func TestSQS20AMalformedHandleIsInvalid(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, other := t.queue("q"), t.queue("other")
		t.send(other, "x")
		foreign := *t.one(other).ReceiptHandle
		for _, bad := range []string{"x", "????", strings.Repeat("A", 56), strings.Repeat("A", 5000), foreign, foreign[:20]} {
			_, err := t.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{QueueUrl: q, ReceiptHandle: &bad})
			t.refused(err, "ReceiptHandleIsInvalid")
		}
	})
}

func TestSQS21ChangeMessageVisibilityCountsFromNow(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "10")
		t.send(q, "x")
		m := t.one(q)
		t.sleep(9 * time.Second)
		t.must(t.visibility(q, m, 10))
		t.sleep(9 * time.Second)
		t.none(q)
		t.sleep(time.Second)
		m = t.one(q) // its timeout is the queue's again
		t.sleep(9 * time.Second)
		t.none(q)
		t.must(t.visibility(q, m, 0))
		t.one(q)
	})
}

func TestSQS21AMessageIsInFlightForTwelveHoursAtMost(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "43200")
		t.send(q, "x")
		m := t.one(q)
		t.must(t.visibility(q, m, 43200))
		t.sleep(time.Hour)
		t.refused(t.visibility(q, m, 43200-3600+1), "InvalidParameterValue", "43200")
		t.must(t.visibility(q, m, 43200-3600))
		t.refused(t.visibility(q, m, 43201), "InvalidParameterValue")
		t.refused(t.visibility(q, m, -1), "InvalidParameterValue")
		t.sleep(11 * time.Hour)
		t.one(q)
	})
}

func TestSQS21VisibilityInABatchFailsByEntry(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		t.send(q, "x")
		m := t.one(q)
		out, err := t.ChangeMessageVisibilityBatch(t.Context(), &sdk.ChangeMessageVisibilityBatchInput{QueueUrl: q, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
			{Id: new("good"), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 7},
			{Id: new("range"), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 43201},
			{Id: new("handle"), ReceiptHandle: new("x"), VisibilityTimeout: 1},
		}})
		t.must(err)
		if len(out.Successful) != 1 || *out.Successful[0].Id != "good" || len(out.Failed) != 2 {
			t.Errorf("succeeded %v, failed %v", out.Successful, out.Failed)
		}
	})
}

func TestSQS22AVisibilityTimeoutOnTheReceiveBeatsTheQueues(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "30")
		t.send(q, "x")
		t.one(q, hiddenFor(3))
		t.sleep(3 * time.Second)
		if body := t.visibleAtOnce("q"); !strings.Contains(body, `"ApproximateReceiveCount":"2"`) {
			t.Errorf("received %s", body)
		}
		t.wantCounts(q, "1 0 0")
		if m := t.one(q); m.Attributes["ApproximateReceiveCount"] != "3" {
			t.Errorf("receive count %s, want 3", m.Attributes["ApproximateReceiveCount"])
		}
	})
}

func TestSQS22AChangedTimeoutOfTheQueueHoldsForLaterReceives(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "10")
		t.send(q, "x")
		t.one(q)
		t.set(q, "VisibilityTimeout", "2")
		t.sleep(9 * time.Second)
		t.none(q)
		t.sleep(time.Second)
		t.one(q)
		t.sleep(2 * time.Second)
		t.one(q)
	})
}

func TestSQS23AboveTheInFlightLimitAShortPollSaysSoAndALongOneWaits(t *testing.T) {
	const limit = 120_000
	inBubble(t, func(t *tester) {
		q := t.queue("q", "VisibilityTimeout", "600")
		ten := `{"Entries":[`
		for i := range 10 {
			ten += fmt.Sprintf(`{"Id":"%d","MessageBody":"x"},`, i)
		}
		ten = strings.TrimSuffix(ten, ",") + "]}"
		for range limit/10 + 1 {
			post(t.T, t.service, "/000000000000/q", "SendMessageBatch", ten)
		}
		for range limit / 10 {
			post(t.T, t.service, "/000000000000/q", "ReceiveMessage", `{"MaxNumberOfMessages":10}`)
		}
		t.wantCounts(q, "10 120000 0")
		_, err := t.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{QueueUrl: q})
		t.refused(err, "OverLimit")
		t.none(q, waiting(20)) // although ten are waiting
		t.sleep(580 * time.Second)
		if got := t.receive(q); len(got) != 10 {
			t.Errorf("received %d messages below the limit, want 10", len(got))
		}
	})
}

func TestSQS23AboveItsInFlightLimitAFIFOQueueGivesNothingAndNoError(t *testing.T) {
	const limit = 120_000
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "600")
		for batch := range limit/10 + 1 {
			var ten strings.Builder
			for i := range 10 { // each in a group of its own, else the group's first would hold up the rest
				fmt.Fprintf(&ten, `,{"Id":"%d","MessageBody":"x","MessageGroupId":"%d-%d","MessageDeduplicationId":"%d-%d"}`, i, batch, i, batch, i)
			}
			post(t.T, t.service, "/000000000000/q.fifo", "SendMessageBatch", `{"Entries":[`+ten.String()[1:]+"]}")
		}
		for range limit / 10 {
			post(t.T, t.service, "/000000000000/q.fifo", "ReceiveMessage", `{"MaxNumberOfMessages":10}`)
		}
		t.wantCounts(q, "10 120000 0")
		t.none(q)
		t.sleep(600 * time.Second)
		if got := t.receive(q); len(got) != 10 {
			t.Errorf("received %d messages below the limit, want 10", len(got))
		}
	})
}

func TestSQS24MessagesPastTheirRetentionAreGone(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q", "MessageRetentionPeriod", "60")
		t.send(q, "waiting")
		t.sleep(time.Second)
		t.send(q, "in flight")
		t.one(q, atMost(1))
		t.sleep(59 * time.Second)
		t.wantCounts(q, "1 0 0")
		t.sleep(time.Second)
		t.wantCounts(q, "0 0 0")
		t.send(q, "longer now")
		t.set(q, "MessageRetentionPeriod", "120")
		t.sleep(119 * time.Second)
		t.wantCounts(q, "1 0 0")
		t.set(q, "MessageRetentionPeriod", "60")
		t.wantCounts(q, "0 0 0")
	})
}

func TestSQS24PurgeRemovesEverythingAndOnlyOnceAMinute(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "true")
		t.send(q, "in flight", inGroup("a", "1"))
		m := t.one(q)
		t.send(q, "waiting", inGroup("b", "2"))
		t.set(q, "DelaySeconds", "10")
		t.send(q, "delayed", inGroup("c", "3"))
		t.wantCounts(q, "1 1 1")
		purge := func() error {
			_, err := t.PurgeQueue(t.Context(), &sdk.PurgeQueueInput{QueueUrl: q})
			return err
		}
		t.must(purge())
		t.wantCounts(q, "0 0 0")
		t.delete(q, m)
		t.refused(purge(), "AWS.SimpleQueueService.PurgeQueueInProgress")
		answer, _ := post(t.T, t.service, "/000000000000/q.fifo", "PurgeQueue", "{}")
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("status %d, want 403", answer.StatusCode)
		}
		t.set(q, "DelaySeconds", "0")
		t.send(q, "same id again", inGroup("a", "1"))
		t.one(q)
		t.sleep(time.Minute)
		t.must(purge())
	})
}

func TestPeekLooksWithoutReceiving(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		for i := range 20 {
			t.send(q, fmt.Sprint(i))
			t.sleep(time.Second)
		}
		t.one(q, atMost(1), hiddenFor(100))
		t.send(q, "late", func(in *sdk.SendMessageInput) { in.DelaySeconds = 9 })
		got := t.service.Peek("q", 3)
		if len(got) != 3 || got[0].State != "in flight" || got[0].ReceiveCount != 1 || got[1].Body != "1" || got[1].State != "waiting" || got[2].Body != "2" {
			t.Errorf("peeked %+v", got)
		}
		if all := t.service.Peek("q", 100); len(all) != 21 || all[20].State != "delayed" {
			t.Errorf("peeked %d messages", len(all))
		}
		if t.service.Peek("none", 5) != nil {
			t.Error("a queue that is not there has messages")
		}
		if m := t.one(q, atMost(1)); m.Attributes["ApproximateReceiveCount"] != "1" {
			t.Errorf("receive count %s after a peek", m.Attributes["ApproximateReceiveCount"])
		}
	})
}
