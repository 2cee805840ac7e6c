package consume_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// record is one record of S3's own notification.
func record(name, key string) string {
	return fmt.Sprintf(`{"eventSource":"aws:s3","eventName":%q,"eventTime":"2026-11-23T09:30:00.000Z",`+
		`"s3":{"bucket":{"name":"source"},"object":{"key":%q,"size":3,"eTag":"e","sequencer":"01"}}}`, name, key)
}

// records is a notification of several.
func records(all ...string) string { return `{"Records":[` + strings.Join(all, ",") + `]}` }

// bridge is an event of EventBridge.
func bridge(source, kind, key string, size int) string {
	return fmt.Sprintf(`{"source":%q,"detail-type":%q,"time":"2026-11-23T09:30:00Z","detail":{"bucket":{"name":"source"},"object":{"key":%q,"size":%d}}}`,
		source, kind, key, size)
}

// testEvent is what S3 sends when a notification is set up.
const testEvent = `{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-23T09:30:00.000Z","Bucket":"source","RequestId":"1","HostId":"2"}`

// enveloped is a message as SNS hands it on.
func enveloped(body string) string {
	return fmt.Sprintf(`{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:1:t","Message":%q}`, body)
}

func TestAMessageAsksForImagesOrSaysWhatItIs(t *testing.T) {
	for name, tc := range map[string]struct {
		body string
		keys []string // of the images
		note string
		err  string
	}{
		"two records":                      {body: records(record("ObjectCreated:Put", "a.jpg"), record("ObjectCreated:Copy", "b+c.jpg")), keys: []string{"a.jpg", "b c.jpg"}},
		"the same record twice":            {body: records(record("ObjectCreated:Put", "a.jpg"), record("ObjectCreated:Put", "a.jpg")), keys: []string{"a.jpg"}},
		"two records in an SNS envelope":   {body: enveloped(records(record("ObjectCreated:Put", "a.jpg"), record("ObjectCreated:Post", "b.jpg"))), keys: []string{"a.jpg", "b.jpg"}},
		"a record that names its event s3": {body: records(record("s3:ObjectCreated:Put", "a.jpg")), keys: []string{"a.jpg"}},
		"a record without a name":          {body: records(record("", "a.jpg")), keys: []string{"a.jpg"}},
		"a byte order mark":                {body: "\ufeff" + records(record("ObjectCreated:Put", "a.jpg")), keys: []string{"a.jpg"}},
		"a mark in an envelope":            {body: " \ufeff" + enveloped("\ufeff"+bridge("aws.s3", "Object Created", "a.jpg", 1)), keys: []string{"a.jpg"}},
		"a time that is none":              {body: strings.Replace(bridge("aws.s3", "Object Created", "a.jpg", 1), `"2026-11-23T09:30:00Z"`, `17`, 1), keys: []string{"a.jpg"}},
		"a folder with something in it":    {body: bridge("aws.s3", "Object Created", "dir/", 7), keys: []string{"dir/"}},
		"a created and a deleted":          {body: records(record("ObjectCreated:Put", "a.jpg"), record("ObjectRemoved:Delete", "b.jpg")), keys: []string{"a.jpg"}},

		"a test event":                {body: testEvent, note: "S3's test event of the bucket source"},
		"a test event in an envelope": {body: enveloped(testEvent), note: "S3's test event of the bucket source"},
		"a deletion":                  {body: bridge("aws.s3", "Object Deleted", "a.jpg", 0), note: `S3's event "Object Deleted" of a.jpg`},
		"tags":                        {body: bridge("aws.s3", "Object Tags Added", "a.jpg", 0), note: `S3's event "Object Tags Added" of a.jpg`},
		"a restore":                   {body: bridge("aws.s3", "Object Restore Completed", "a.jpg", 0), note: "Restore Completed"},
		"a deletion in a record":      {body: records(record("ObjectRemoved:DeleteMarkerCreated", "a.jpg")), note: "S3's event ObjectRemoved:DeleteMarkerCreated of a.jpg"},
		"a lifecycle's end":           {body: records(record("LifecycleExpiration:Delete", "a.jpg")), note: "LifecycleExpiration:Delete"},
		"tags in a record":            {body: records(record("ObjectTagging:Put", "a.jpg")), note: "ObjectTagging:Put"},
		"the marker of a folder":      {body: bridge("aws.s3", "Object Created", "dir/sub/", 0), note: "the marker of the folder dir/sub/"},
		"a marker in a record": {
			body: records(strings.Replace(record("ObjectCreated:Put", "dir%2F"), `"size":3`, `"size":0`, 1)), note: "the marker of the folder dir/",
		},
		"a marker of Hadoop": {body: bridge("aws.s3", "Object Created", "dir_$folder$", 0), note: "the marker of the folder"},

		"nothing":                  {body: " ", err: "it is empty"},
		"a list":                   {body: `[1]`, err: "not an object of it"},
		"a JSON string":            {body: `"{}"`, err: "not an object of it"},
		"an event of EC2":          {body: `{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{"state":"stopped"}}`, err: `it is the event "EC2 Instance State-change Notification" of aws.ec2`},
		"an S3 event nobody knows": {body: bridge("aws.s3", "Object Painted", "a.jpg", 1), err: `it is the event "Object Painted"`},
		"a record of SES":          {body: `{"Records":[{"eventSource":"aws:ses","ses":{}}]}`, err: "it has a record of aws:ses"},
		"a record nobody knows":    {body: records(record("ObjectPainted:Blue", "a.jpg")), err: "it has a record of the event ObjectPainted:Blue"},
		"no records":               {body: `{"Records":[]}`, err: "its Records are empty"},
		"records of another shape": {body: `{"Records":{"a":1}}`, err: "its Records is a JSON object"},
		"a subscription":           {body: `{"Type":"SubscriptionConfirmation","SubscribeURL":"https://sns"}`, err: "it is SNS's SubscriptionConfirmation"},
		"an empty envelope":        {body: `{"Type":"Notification"}`, err: "none in it"},
		"an envelope of words":     {body: enveloped("the disk is full"), err: "it is not JSON"},
		"envelopes without an end": {body: enveloped(enveloped(testEvent)), err: "none in it"},
		"another program's":        {body: `{"job":"resize","id":7}`, err: "it names no bucket and key"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := event.ParseMessage(tc.body)
			var keys []string
			for _, ref := range c.Images {
				keys = append(keys, ref.Key)
			}
			switch {
			case tc.err != "":
				if err == nil || !strings.HasPrefix(err.Error(), "the message is not an S3 event: ") || !strings.Contains(err.Error(), tc.err) {
					t.Errorf("got %v, want %q", err, tc.err)
				}
			case err != nil || !slices.Equal(keys, tc.keys) || tc.note == "" && c.Note != "" || !strings.Contains(c.Note, tc.note):
				t.Errorf("got %q, note %q, %v", keys, c.Note, err)
			}
		})
	}
}

// worked runs a rig with one worker for a minute and returns the events.
func worked(r *pipelinetest.Rig, t *testing.T) []event.Event {
	t.Helper()
	r.Start(t.Context(), 1)
	time.Sleep(time.Minute)
	synctest.Wait()
	r.Stop(t.Context())
	return r.Events.Take(nil)
}

func TestAMessageWithSeveralRecordsIsDoneWhenAllItsImagesAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Set("source/good.jpg", "photo")
		r.Buckets.Set("source/bad.jpg", "broken")
		r.Buckets.Set("source/also.jpg", "photo")
		r.Memory.Send("m", records(record("ObjectCreated:Put", "good.jpg"), record("ObjectCreated:Put", "bad.jpg"), record("ObjectCreated:Put", "also.jpg")))
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		first := r.Events.Take(nil)
		if n := len(pipelinetest.OfKind(first, event.KindOf[event.ThumbnailCreated]())); n != 2 || r.Memory.Left() != 1 {
			t.Errorf("%d thumbnails, %d messages left", n, r.Memory.Left())
		}
		back := pipelinetest.OfKind(first, event.KindOf[event.MessageReturned]())
		if len(back) != 1 || pipelinetest.As[event.MessageReturned](back[0]).Reason != "image 2 of 3, bad.jpg: the JPEG ends too early" {
			t.Errorf("given back: %+v", back)
		}
		r.Buckets.Set("source/bad.jpg", "mended")
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		then := r.Events.Take(nil)
		if made, kept := len(pipelinetest.OfKind(then, event.KindOf[event.ThumbnailCreated]())), len(pipelinetest.OfKind(then, event.KindOf[event.ThumbnailKept]())); made != 1 || kept != 2 {
			t.Errorf("on the second try %d are made and %d kept", made, kept)
		}
		if len(pipelinetest.OfKind(then, event.KindOf[event.MessageDeleted]())) != 1 || r.Memory.Left() != 0 || len(r.Sns.Keys) != 3 {
			t.Errorf("%d messages left, announced %v", r.Memory.Left(), r.Sns.Keys)
		}
	})
}

func TestAMessageWhoseFirstImageIsDoneWhenTheRunEndsIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = &byContent{}
		r.Buckets.Set("source/a.jpg", "red 1s")
		r.Buckets.Set("source/b.jpg", "red 10s")
		r.Memory.Send("m", records(record("ObjectCreated:Put", "a.jpg"), record("ObjectCreated:Put", "b.jpg")))
		r.Start(t.Context(), 1)
		time.Sleep(3 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r.Stop(ctx)
		back := r.Told(event.KindOf[event.MessageReturned]())
		if len(back) != 1 || pipelinetest.As[event.MessageReturned](back[0]).Reason != "interrupted" || r.Memory.Visible() != 1 {
			t.Errorf("given back %+v, %d visible", back, r.Memory.Visible())
		}
	})
}

func TestWhatIsOfS3AndNoImageIsAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		all := []string{testEvent, bridge("aws.s3", "Object Deleted", "a.jpg", 0), bridge("aws.s3", "Object Created", "dir/", 0), "\ufeff" + testEvent}
		for i, b := range all {
			r.Memory.Send(fmt.Sprint(i), b)
		}
		events := worked(r, t)
		noted := pipelinetest.OfKind(events, event.KindOf[event.MessageAcknowledged]())
		if len(noted) != len(all) || pipelinetest.As[event.MessageAcknowledged](noted[0]).Reason != "S3's test event of the bucket source" || noted[0].MessageID != "0" || noted[0].Key != "" {
			t.Errorf("acknowledged %+v", noted)
		}
		if len(pipelinetest.OfKind(events, event.KindOf[event.MessageDeleted]())) != len(all) || r.Memory.Left() != 0 || len(r.Buckets.Objects) != 0 {
			t.Errorf("%d messages left, %d objects", r.Memory.Left(), len(r.Buckets.Objects))
		}
	})
}

func TestAnImageThatIsGoneIsToldAsGoneAndNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Set("source/here.jpg", "photo")
		r.Memory.Send("m", records(record("ObjectCreated:Put", "gone.jpg"), record("ObjectCreated:Put", "here.jpg")))
		events := worked(r, t)
		gone := pipelinetest.OfKind(events, event.KindOf[event.ImageGone]())
		if len(gone) != 1 || gone[0].Key != "gone.jpg" || gone[0].Bucket != "source" || gone[0].MessageID != "m" ||
			pipelinetest.As[event.ImageGone](gone[0]).Reason != "the image gone.jpg is not in the bucket source any more" {
			t.Errorf("gone: %+v", gone)
		}
		if len(pipelinetest.OfKind(events, event.KindOf[event.ThumbnailCreated]())) != 1 || len(pipelinetest.OfKind(events, event.KindOf[event.MessageReturned]())) != 0 || r.Memory.Left() != 0 {
			t.Errorf("%d messages left: %v", r.Memory.Left(), pipelinetest.KindsOf(events))
		}
		state := state.NewState()
		state.Apply(events...)
		if state.Count.Gone != 1 {
			t.Errorf("%d are counted as gone", state.Count.Gone)
		}
	})
}

func TestAnImageThatIsThereAfterAllIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Store = &late{MemoryStore: r.Buckets}
		r.Image("a.jpg", "photo")
		events := worked(r, t)
		if len(pipelinetest.OfKind(events, event.KindOf[event.ImageGone]())) != 0 || len(pipelinetest.OfKind(events, event.KindOf[event.MessageReturned]())) != 1 || len(pipelinetest.OfKind(events, event.KindOf[event.ThumbnailCreated]())) != 1 {
			t.Errorf("got %v", pipelinetest.KindsOf(events))
		}
	})
}

// late is a store in which the first get finds nothing.
type late struct {
	*pipelinetest.MemoryStore
	asked bool
}

func (s *late) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	if !s.asked {
		s.asked = true
		return consume.Object{}, consume.ErrNoObject
	}
	return s.MemoryStore.Get(ctx, bucket, key)
}

func TestWhatIsNoEventOfOursComesBackAtOnceAndDiesByTheQueuesRule(t *testing.T) {
	for name, delay := range map[string]time.Duration{"a delay that doubles": time.Minute, "by timeout": consume.RetryByTimeout} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.RetryDelay = delay
				r.Memory.Send("m", `{"job":"resize"}`)
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				synctest.Wait()
				r.Stop(t.Context())
				events := r.Events.Take(nil)
				if n := len(pipelinetest.OfKind(events, event.KindOf[event.MessageReceived]())); n != 3 || len(r.Memory.Dead) != 1 {
					t.Errorf("received %d times, %d dead", n, len(r.Memory.Dead))
				}
				if dead := pipelinetest.OfKind(events, event.KindOf[event.MessageDead]()); len(dead) != 1 || pipelinetest.As[event.MessageDead](dead[0]).Reason != "the message is not an S3 event: it names no bucket and key" {
					t.Errorf("dead: %+v", dead)
				}
			})
		})
	}
}
