package local_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local"
	"inflight/aws/local/clock"
	localsqs "inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// oneFault is what goes wrong the next time that an operation is called.
type oneFault struct {
	mu         sync.Mutex
	operation  string // service.Operation
	fault      local.CallFault
	event      local.EventFault
	duplicates bool
}

// next has the next call of an operation go wrong.
func (o *oneFault) next(operation string, f local.CallFault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.operation, o.fault = operation, f
}

func (o *oneFault) OfCall(_ context.Context, service, operation string) (f local.CallFault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.operation == service+"."+operation {
		f, o.operation = o.fault, ""
	}
	return f
}

func (o *oneFault) OfEvent(context.Context, string, string) local.EventFault {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.event
}

func (o *oneFault) Duplicates(context.Context, localsqs.Duplicate) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	d := o.duplicates
	o.duplicates = false
	return d
}

// faulty is a server with such faults.
func faulty(f *oneFault) func(*local.Options) { return func(o *local.Options) { o.Faults = f } }

// onBoth runs a test in process, in virtual time, and over the network.
func onBoth(t *testing.T, f func(t *testing.T, faults *oneFault, c func(...func(*aws.Config)) clients)) {
	t.Run("in process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			faults := new(oneFault)
			s := start(t, faulty(faults))
			defer s.Close(context.Background())
			f(t, faults, func(change ...func(*aws.Config)) clients { return connect(t, s, s.RoundTripper(), change...) })
		})
	})
	t.Run("over the network", func(t *testing.T) {
		faults := new(oneFault)
		s, transport := listen(t, faulty(faults))
		f(t, faults, func(change ...func(*aws.Config)) clients { return connect(t, s, transport, change...) })
	})
}

// queueOf makes a queue.
func queueOf(t *testing.T, c clients) *string {
	t.Helper()
	q, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("q")})
	if err != nil {
		t.Fatal(err)
	}
	return q.QueueUrl
}

// visible is how many messages a queue has that are visible.
func visible(t *testing.T, c clients, queue *string) string {
	t.Helper()
	name := types.QueueAttributeNameApproximateNumberOfMessages
	a, err := c.sqs.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: queue, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		t.Fatal(err)
	}
	return a.Attributes[string(name)]
}

func TestACallThatIsRefusedDoesNothingAndSaysSoInTheWordsOfItsService(t *testing.T) {
	onBoth(t, func(t *testing.T, faults *oneFault, connect func(...func(*aws.Config)) clients) {
		c := connect()
		queue := queueOf(t, c)
		refusal := wire.Errorf("RequestThrottled", "too many").WithStatus(http.StatusForbidden)
		faults.next("sqs.SendMessage", local.CallFault{Refuse: refusal})
		_, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: aws.String("m")})
		if code(t, err) != "RequestThrottled" || visible(t, c, queue) != "0" {
			t.Errorf("SendMessage: %v, and %s are visible", err, visible(t, c, queue))
		}
		faults.next("s3.CreateBucket", local.CallFault{Refuse: wire.Errorf("SlowDown", "slower").WithStatus(http.StatusServiceUnavailable)})
		if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("photos")}); code(t, err) != "SlowDown" {
			t.Errorf("CreateBucket: %v", err)
		}
		faults.next("sns.ListTopics", local.CallFault{Refuse: wire.Errorf("Throttling", "slower")})
		if _, err := c.sns.ListTopics(t.Context(), nil); code(t, err) != "Throttling" {
			t.Errorf("ListTopics: %v", err)
		}
		faults.next("events.ListRules", local.CallFault{Refuse: wire.Errorf("ThrottlingException", "slower")})
		if _, err := c.events.ListRules(t.Context(), nil); code(t, err) != "ThrottlingException" {
			t.Errorf("ListRules: %v", err)
		}
	})
}

// TestAnAnswerThatIsLostIsOfACallThatWasMade: the message is sent, and the sender
// hears of a broken connection, which the SDK tries again.
func TestAnAnswerThatIsLostIsOfACallThatWasMade(t *testing.T) {
	onBoth(t, func(t *testing.T, faults *oneFault, connect func(...func(*aws.Config)) clients) {
		c := connect()
		queue := queueOf(t, c)
		send := func(c clients) error {
			_, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: aws.String("m")})
			return err
		}
		faults.next("sqs.SendMessage", local.CallFault{Lost: true})
		if err := send(c); err == nil || visible(t, c, queue) != "1" {
			t.Errorf("a lost answer: %v, and %s are visible", err, visible(t, c, queue))
		}
		faults.next("sqs.SendMessage", local.CallFault{Lost: true})
		again := connect(func(c *aws.Config) {
			c.Retryer = func() aws.Retryer {
				return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = noBackoff{} })
			}
		})
		if err := send(again); err != nil || visible(t, c, queue) != "3" {
			t.Errorf("with retries: %v, and %s are visible", err, visible(t, c, queue))
		}
		faults.next("sqs.SendMessage", local.CallFault{NoAnswer: time.Millisecond})
		if err := send(c); err == nil || visible(t, c, queue) != "3" {
			t.Errorf("no answer: %v, and %s are visible", err, visible(t, c, queue))
		}
	})
}

// noBackoff tries again at once.
type noBackoff struct{}

func (noBackoff) BackoffDelay(int, error) (time.Duration, error) { return 0, nil }

func TestALateAnswerIsWholeAndLate(t *testing.T) {
	onBoth(t, func(t *testing.T, faults *oneFault, connect func(...func(*aws.Config)) clients) {
		c := connect()
		const late = 50 * time.Millisecond
		if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("photos")}); err != nil {
			t.Fatal(err)
		}
		content := strings.Repeat("photo", 100_000)
		if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("photos"), Key: aws.String("a"), Body: strings.NewReader(content)}); err != nil {
			t.Fatal(err)
		}
		faults.next("s3.GetObject", local.CallFault{Late: late})
		begun := time.Now()
		got, err := c.s3.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("photos"), Key: aws.String("a")})
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		body, err := io.ReadAll(got.Body)
		if took := time.Since(begun); took < late || string(body) != content {
			t.Errorf("after %s, whole: %t, %v", took, string(body) == content, err)
		}
	})
}

func TestACallThatIsUnderWayEndsWhileTheClockStands(t *testing.T) {
	for name, f := range map[string]local.CallFault{"late": {Late: 2 * time.Second}, "never answered": {NoAnswer: 2 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				faults, hand := new(oneFault), clock.NewControlled(nil, 1)
				s := start(t, func(o *local.Options) { o.Faults, o.Clock = faults, hand })
				defer s.Close(context.Background())
				c := connect(t, s, s.RoundTripper(), func(c *aws.Config) { c.Retryer = func() aws.Retryer { return aws.NopRetryer{} } })
				hand.SetSpeed(0)
				faults.next("sqs.ListQueues", f)
				begun := time.Now()
				_, err := c.sqs.ListQueues(t.Context(), &sqs.ListQueuesInput{})
				if took := time.Since(begun); took != 2*time.Second || (err == nil) != (f.Late > 0) {
					t.Errorf("it ended after %s: %v", took, err)
				}
			})
		})
	}
}

func TestWhileAWSIsGoneNobodyIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faults := new(oneFault)
		s := start(t, faulty(faults))
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		faults.next("sqs.ListQueues", local.CallFault{Gone: 20 * time.Second})
		for range 2 { // the second finds it gone
			if _, err := c.sqs.ListQueues(t.Context(), nil); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("it is gone: %v", err)
			}
		}
		time.Sleep(19 * time.Second)
		if _, err := c.s3.ListBuckets(t.Context(), nil); err == nil {
			t.Error("it is back too early")
		}
		time.Sleep(time.Second)
		if _, err := c.s3.ListBuckets(t.Context(), nil); err != nil {
			t.Errorf("it stays gone: %v", err)
		}
	})
}

func TestAMessageInFlightIsHandedOutOnceMore(t *testing.T) {
	onBoth(t, func(t *testing.T, faults *oneFault, connect func(...func(*aws.Config)) clients) {
		c := connect()
		queue := queueOf(t, c)
		if _, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: aws.String("m")}); err != nil {
			t.Fatal(err)
		}
		receive := func() []types.Message {
			got, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
				QueueUrl: queue, MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameApproximateReceiveCount},
			})
			if err != nil {
				t.Fatal(err)
			}
			return got.Messages
		}
		faults.duplicates = true
		first := receive() // nothing is in flight: it is not asked
		second, third := receive(), receive()
		if len(first) != 1 || len(second) != 1 || len(third) != 0 || *second[0].MessageId != *first[0].MessageId || *second[0].ReceiptHandle == *first[0].ReceiptHandle {
			t.Fatalf("received %d, %d, %d", len(first), len(second), len(third))
		}
		if n := second[0].Attributes["ApproximateReceiveCount"]; n != "2" {
			t.Errorf("it has been received %s times", n)
		}
		if _, err := c.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: queue, ReceiptHandle: second[0].ReceiptHandle}); err != nil {
			t.Error(err)
		}
	})
}
