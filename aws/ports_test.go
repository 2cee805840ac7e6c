package aws_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/consume"
)

func newObject(bucket, key, body string) consume.NewObject {
	return consume.NewObject{Bucket: bucket, Key: key, Body: strings.NewReader(body), ContentType: "image/jpeg"}
}

// stackFor is the default stack with times short enough to wait for.
func stackFor(t *testing.T, p place) aws.Resources {
	t.Helper()
	s := aws.DefaultStack()
	s.VisibilityTimeout = time.Minute
	r, _ := p.create(t, s)
	return r
}

// receive waits for one message.
func receive(t *testing.T, q *aws.Queue) consume.Message {
	t.Helper()
	got, err := q.Receive(t.Context(), 1, 5*time.Second, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 {
		t.Fatalf("received %d messages, want 1", len(got))
	}
	return got[0]
}

func TestAnUploadBecomesAMessageInTheQueue(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		put(t, p.Clients, r.SourceBucket, "holiday/1.jpg", "picture")
		d := receive(t, p.Queue(r.QueueURL))
		for _, want := range []string{`"Object Created"`, r.SourceBucket, "holiday/1.jpg"} {
			if !strings.Contains(d.Body, want) {
				t.Errorf("the message does not tell of %s: %s", want, d.Body)
			}
		}
		if d.ReceiveCount != 1 || time.Since(d.SentAt).Abs() > time.Minute {
			t.Errorf("received %d times, sent at %v", d.ReceiveCount, d.SentAt)
		}
	})
}

func TestAMessageIsReceivedGivenBackAndDeleted(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		q, control := p.Queue(r.QueueURL), p.QueueControl()
		id, err := q.Send(t.Context(), "by hand", 0)
		if err != nil {
			t.Fatal(err)
		}
		first := receive(t, q)
		if first.MessageID != id || first.Body != "by hand" {
			t.Errorf("received %+v, want the message %s", first, id)
		}
		counts(t, control, r.Queue, pipeline.Counts{InFlight: 1})
		if err := q.ChangeVisibility(t.Context(), first.Receipt, 0); err != nil {
			t.Fatal(err)
		}
		second := receive(t, q)
		if second.ReceiveCount != 2 {
			t.Errorf("the second receive counts %d", second.ReceiveCount)
		}
		for range 2 { // twice is no error
			if err := q.Delete(t.Context(), second.Receipt); err != nil {
				t.Fatal(err)
			}
		}
		counts(t, control, r.Queue, pipeline.Counts{})
	})
}

func TestDeadLettersAreRedrivenToWhereTheyCameFrom(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		q, control := p.Queue(r.QueueURL), p.QueueControl()
		if _, err := q.Send(t.Context(), "broken", 0); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := q.ChangeVisibility(t.Context(), receive(t, q).Receipt, 0); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := q.Receive(t.Context(), 1, 0, 0); err != nil || len(got) != 0 {
			t.Fatalf("a fourth receive gives %v, %v", got, err)
		}
		counts(t, control, r.DeadLetterQueue, pipeline.Counts{Visible: 1})
		if p.stuck {
			return
		}
		if _, err := control.StartMove(t.Context(), r.DeadLetterQueue, "", 0); err != nil {
			t.Fatal(err)
		}
		if d := receive(t, q); d.Body != "broken" {
			t.Errorf("redriven: %+v", d)
		}
	})
}

func TestAPurgedQueueIsEmpty(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		if _, err := p.Queue(r.QueueURL).Send(t.Context(), "x", 0); err != nil {
			t.Fatal(err)
		}
		if err := p.QueueControl().Purge(t.Context(), r.Queue); err != nil {
			t.Fatal(err)
		}
		counts(t, p.QueueControl(), r.Queue, pipeline.Counts{})
	})
}

func counts(t *testing.T, c *aws.QueueControl, queue string, want pipeline.Counts) {
	t.Helper()
	if got, err := c.Counts(t.Context(), queue); err != nil || got != want {
		t.Errorf("%s has %+v, %v, want %+v", queue, got, err, want)
	}
}

func TestAQueueThatIsNotThereSaysWhatToDo(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		control := p.QueueControl()
		_, err := control.Counts(t.Context(), "nowhere")
		_, moveErr := control.StartMove(t.Context(), "nowhere", "", 0)
		_, lookErr := control.ReceiveLetters(t.Context(), "nowhere", time.Minute)
		for what, err := range map[string]error{
			"counts":  err,
			"purge":   control.Purge(t.Context(), "nowhere"),
			"redrive": moveErr,
			"look":    lookErr,
		} {
			if err == nil || !strings.Contains(err.Error(), "there is no queue nowhere; create it") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestObjectsComeBackAsTheyWereStored(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		store := p.Objects()
		const key, body = "a b/ü+%41.png", "picture"
		tags := map[string]string{"source etag": "a=b + c", "announced": "sns+discord"}
		o := newObject(r.ThumbnailBucket, key, body)
		o.Tags = tags
		etag, err := store.Put(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.Get(t.Context(), r.ThumbnailBucket, key)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(got.Body)
		if err := errors.Join(err, got.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if string(content) != body || got.Size != int64(len(body)) || got.ETag != etag || strings.Contains(etag, `"`) {
			t.Errorf("got %q, %d bytes, ETag %q (put: %q)", content, got.Size, got.ETag, etag)
		}
		hasTags(t, store, r.ThumbnailBucket, key, tags)
		tags = map[string]string{"announced": "yes"}
		if err := store.SetTags(t.Context(), r.ThumbnailBucket, key, tags); err != nil {
			t.Fatal(err)
		}
		hasTags(t, store, r.ThumbnailBucket, key, tags)
	})
}

func hasTags(t *testing.T, store *aws.Objects, bucket, key string, want map[string]string) {
	t.Helper()
	got, err := store.Tags(t.Context(), bucket, key)
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("the tags are %v, %v, want %v", got, err, want)
	}
}

func TestAMissingObjectIsErrNoObject(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		store, ctx := p.Objects(), t.Context()
		for _, key := range []string{"nothing.jpg", "nothing.jpg\a"} { // XML cannot carry a bell; S3 sends it all the same
			_, getErr := store.Get(ctx, r.SourceBucket, key)
			_, tagsErr := store.Tags(ctx, r.SourceBucket, key)
			for what, err := range map[string]error{
				"get": getErr, "tags": tagsErr,
				"set tags": store.SetTags(ctx, r.SourceBucket, key, map[string]string{"a": "b"}),
			} {
				if !errors.Is(err, consume.ErrNoObject) || !strings.Contains(err.Error(), "nothing.jpg") {
					t.Errorf("%s %q: %v", what, key, err)
				}
			}
		}
		_, err := store.Get(ctx, "no-such-bucket", "x")
		if err == nil || errors.Is(err, consume.ErrNoObject) || !strings.Contains(err.Error(), "there is no bucket no-such-bucket") {
			t.Errorf("a missing bucket: %v", err)
		}
	})
}

func TestAThumbnailIsAnnounced(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		topic := p.Topic(stackFor(t, p).TopicARN)
		if topic.Channel() != "sns" {
			t.Errorf("the channel is called %q", topic.Channel())
		}
		a := consume.Announcement{SourceKey: "ü\n1.jpg", ThumbnailKey: "1.png", Link: consume.Link{URL: "http://aws.test/1.png"}}
		if err := topic.Publish(t.Context(), a); err != nil {
			t.Error(err)
		}
		gone := p.Topic("arn:aws:sns:us-east-1:" + p.Account + ":nowhere")
		if err := gone.Publish(t.Context(), a); err == nil || !strings.Contains(err.Error(), "there is no topic") {
			t.Errorf("a missing topic: %v", err)
		}
	})
}

func TestAPresignedURLLastsAtMostAWeek(t *testing.T) {
	store := against(t, nil, nil).Objects()
	for _, d := range []time.Duration{0, -time.Second, aws.MaxPresign + 1} {
		if _, err := store.PresignGet(context.Background(), "b", "k", d); err == nil {
			t.Errorf("signed for %v", d)
		}
	}
}

func TestEveryPartOfTheStackCanBeDescribed(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		wants := map[aws.Subject]string{
			aws.SourceBucketSubject:    `"inflight-abandoned-uploads"`,
			aws.ThumbnailBucketSubject: `"Days": 7`,
			aws.RuleSubject:            `"Object Created"`,
			aws.QueueSubject:           `"Service": "events.amazonaws.com"`,
			aws.DeadLetterSubject:      `"MessageRetentionPeriod": "1209600"`,
			aws.TopicSubject:           `"TopicArn": "` + r.TopicARN,
		}
		for _, what := range aws.Subjects {
			title, text, err := p.Describe(t.Context(), r, what)
			if err != nil || !strings.HasPrefix(title, string(what)) || !strings.Contains(text, wants[what]) {
				t.Errorf("%s: %s, %v, want %s in it", title, text, err, wants[what])
			}
		}
		if _, _, err := p.Describe(t.Context(), r, "weather"); err == nil {
			t.Error("the weather was described")
		}
	})
}
