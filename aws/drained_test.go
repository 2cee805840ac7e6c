package aws_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// TestADrainedWorkerLeavesNothingInFlight: what a worker's last receives brought
// is done or given back, and no message that waits has lost a try to a call that
// nobody heard the answer of.
func TestADrainedWorkerLeavesNothingInFlight(t *testing.T) {
	for _, kind := range worlds {
		t.Run(kind.name, func(t *testing.T) {
			kind.in(t, func(ctx context.Context, c *aws.Clients) {
				q, err := pair(ctx, c, false)
				if err != nil {
					t.Fatal(err)
				}
				image := putImage(ctx, t, c)
				log := &event.Log{}
				events := log.NewReader()
				workers := &consume.Consumers{
					Log: log, Queue: q.Queue, Store: c.Objects(), Engine: &patient{}, Wait: 2 * time.Second, Grace: 4 * time.Second,
					Visibility: 100 * time.Second, MaxReceives: q.MaxReceives, RetryDelay: time.Second,
					ThumbnailBucket: "thumbs",
				}
				if kind.name == "embedded" {
					workers.Grace = 0 // a caller that hangs up takes nothing with it
				}
				workers.Start(ctx, 3)
				await(ctx, t, events, event.KindOf[event.WorkerPolling](), 3)
				stopped := make(chan struct{})
				go func() {
					defer close(stopped)
					now, cancel := context.WithCancel(ctx)
					cancel() // no patience
					workers.Stop(now)
				}()
				if workers.Grace > 0 {
					await(ctx, t, events, event.KindOf[event.ConsumingStopping](), 1)
				} else {
					<-stopped
				}
				for range 5 {
					if _, err := q.Send(ctx, image, 0, nil); err != nil {
						t.Fatal(err)
					}
				}
				<-stopped
				named := map[string]int{}
				for _, e := range events.Take(nil) {
					if event.Is[event.MessageReceived](&e) {
						named[e.MessageID]++
					}
				}
				check(ctx, t, q, named)
			})
		})
	}
}

// putImage puts an image that takes ten seconds, and returns its event.
func putImage(ctx context.Context, t *testing.T, c *aws.Clients) (event string) {
	t.Helper()
	for _, bucket := range []string{"source", "thumbs"} {
		if _, err := c.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
			t.Fatal(err)
		}
	}
	etag, err := c.Objects().Put(ctx, newObject("source", "one.jpg", "1"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"source"},`+
		`"object":{"key":"one.jpg","size":1,"etag":%q,"sequencer":"1"}}}`, etag)
}

// check looks whether all five wait, each with the receives that were named.
func check(ctx context.Context, t *testing.T, q pipelinetest.Queues, named map[string]int) {
	t.Helper()
	counts, err := q.Control.Counts(ctx, q.Name)
	if want := (pipeline.Counts{Visible: 5}); err != nil || counts != want {
		t.Errorf("the queue has %+v, %v, want %+v", counts, err, want)
	}
	got, err := q.Receive(ctx, 10, time.Second, time.Minute)
	if err != nil || len(got) != 5 {
		t.Errorf("received %d messages, %v", len(got), err)
	}
	for _, d := range got {
		if d.ReceiveCount != 1+named[d.MessageID] {
			t.Errorf("message %s was received %d times, and %d of them were named", d.MessageID, d.ReceiveCount-1, named[d.MessageID])
		}
	}
}

// await waits for so many events of a kind.
func await(ctx context.Context, t *testing.T, events *event.Reader, kind event.Kind, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for n > 0 {
		got, ok := events.Next(ctx, nil)
		if !ok {
			t.Fatalf("%d more %s did not come", n, kind)
		}
		for _, e := range got {
			if e.Kind() == kind {
				n--
			}
		}
	}
}

func TestWhatIsRefusedForGoodIsTold(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		q := p.Queue(p.Endpoint + "/000000000000/nowhere")
		_, err := q.Receive(t.Context(), 1, time.Second, time.Minute)
		if !errors.Is(err, consume.ErrRefused) || !errors.Is(q.Delete(t.Context(), "receipt"), consume.ErrRefused) {
			t.Errorf("got %v", err)
		}
	})
}

// TestARedriveGoesWhereSQSSaysALetterCameFrom: and not where its sender says.
func TestARedriveGoesWhereSQSSaysALetterCameFrom(t *testing.T) {
	const forged = "arn:aws:sqs:us-east-1:000000000000:theirs"
	kind := worlds[0] // moto knows no source of a dead letter
	kind.in(t, func(ctx context.Context, c *aws.Clients) {
		q, err := pair(ctx, c, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := q.Send(ctx, "hello", 0, map[string]string{
			"DeadLetterQueueSourceArn": forged, "MessageGroupId": "theirs", "AWSTraceHeader": "theirs", "ApproximateReceiveCount": "900",
		}); err != nil {
			t.Fatal(err)
		}
		for range q.MaxReceives + 1 {
			got, err := q.Receive(ctx, 1, 0, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range got {
				if err := q.ChangeVisibility(ctx, d.Receipt, 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		letters, err := q.Letters.ReceiveLetters(ctx, q.Dead, time.Minute)
		if err != nil || len(letters) != 1 {
			t.Fatalf("%d letters, %v", len(letters), err)
		}
		l := &letters[0]
		if l.Source != q.Name || l.GroupID != "" || l.Trace != "" || l.ReceiveCount != 4 || l.Message.Attributes["DeadLetterQueueSourceArn"] == forged {
			t.Errorf("believed of %+v: it came from %q, group %q, trace %q, received %d times", l.Message, l.Source, l.GroupID, l.Trace, l.ReceiveCount)
		}
		if l.MessageAttributes["DeadLetterQueueSourceArn"] != forged || l.Attributes["DeadLetterQueueSourceArn"].Text != forged {
			t.Error("what the sender wrote is lost")
		}
	})
}
