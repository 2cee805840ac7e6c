package s3_test

import (
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/s3"
)

// notify turns a bucket's events on or off.
func (w *world) notify(bucket string, on bool) {
	w.t.Helper()
	c := &types.NotificationConfiguration{}
	if on {
		c.EventBridgeConfiguration = &types.EventBridgeConfiguration{}
	}
	_, err := w.client.PutBucketNotificationConfiguration(w.t.Context(), &sdk.PutBucketNotificationConfigurationInput{
		Bucket: &bucket, NotificationConfiguration: c,
	})
	w.check(err)
}

func TestEventsAreSentWhereTheNotificationConfigurationSaysSo(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.bucket("others")
	w.put(photos, "before", "x")
	if got := w.events.take(); len(got) != 0 {
		t.Errorf("before they are turned on there are %v", got)
	}
	w.notify(photos, true)
	w.put(photos, "a", "x")
	w.put("others", "a", "x")
	if got := w.events.take(); len(got) != 1 || got[0].Bucket != photos || got[0].Key != "a" {
		t.Errorf("turned on in one bucket there are %v", got)
	}
	conf, err := w.client.GetBucketNotificationConfiguration(t.Context(), &sdk.GetBucketNotificationConfigurationInput{Bucket: new(photos)})
	w.check(err)
	if conf.EventBridgeConfiguration == nil {
		t.Error("the configuration does not say that they are turned on")
	}
	w.notify(photos, false)
	w.put(photos, "a", "y")
	if got := w.events.take(); len(got) != 0 {
		t.Errorf("turned off there are %v", got)
	}
}

func TestAnEventTellsWhatHappenedToWhichObject(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.notify(photos, true)
	key := "a b/é+1.jpg"
	w.put(photos, key, "photo")
	_, err := w.client.CopyObject(t.Context(), &sdk.CopyObjectInput{Bucket: new(photos), Key: new("copy"), CopySource: new(photos + "/a%20b/%C3%A9%2B1.jpg")})
	w.check(err)
	_, err = w.client.CompleteMultipartUpload(t.Context(), uploadParts(t, w.client, "parts", []byte("only")))
	w.check(err)
	_, err = w.client.PutObjectTagging(t.Context(), &sdk.PutObjectTaggingInput{Bucket: new(photos), Key: &key, Tagging: &types.Tagging{TagSet: []types.Tag{}}})
	w.check(err) // tells nothing
	_, err = w.client.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: new(photos), Key: &key})
	w.check(err)
	_, err = w.client.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: new(photos), Key: new("none")})
	w.check(err) // tells nothing
	_, err = w.client.DeleteObjects(t.Context(), &sdk.DeleteObjectsInput{Bucket: new(photos), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: new("copy")}}}})
	w.check(err)
	md5 := strings.Trim(quoted([]byte("photo")), `"`)
	want := []s3.ObjectEvent{
		{Key: key, Reason: "PutObject", Size: 5, ETag: md5},
		{Key: "copy", Reason: "CopyObject", Size: 5, ETag: md5},
		{Key: "parts", Reason: "CompleteMultipartUpload", Size: 4, ETag: strings.Trim(etagOf([]byte("only")), `"`)},
		{Key: key, Reason: "DeleteObject", Deleted: true},
		{Key: "copy", Reason: "DeleteObject", Deleted: true},
	}
	got := w.events.take()
	if len(got) != len(want) {
		t.Fatalf("there are %d events: %+v", len(got), got)
	}
	for i, e := range got {
		o := want[i]
		if e.Key != o.Key || e.Reason != o.Reason || e.Deleted != o.Deleted || !e.Deleted && (e.Size != o.Size || e.ETag != o.ETag) {
			t.Errorf("event %d is %+v, want %+v", i, e, o)
		}
		if e.Bucket != photos || e.Requester != "000000000000" || e.SourceIP != "127.0.0.1" || e.Time.IsZero() {
			t.Errorf("event %d is %+v", i, e)
		}
	}
}

func TestASequencerRisesAlsoAcrossRuns(t *testing.T) {
	var sequencers []string
	dir := t.TempDir()
	for run := range 2 {
		w := newWorld(t, func(c *s3.Config) { c.Dir = dir })
		if run == 0 {
			w.bucket(photos)
			w.notify(photos, true)
		}
		for range 3 {
			w.put(photos, "a", "x")
		}
		for _, e := range w.events.take() {
			sequencers = append(sequencers, e.Sequencer)
		}
		w.check(w.service.Close())
	}
	if len(sequencers) != 6 || !slices.IsSorted(sequencers) || len(slices.Compact(slices.Clone(sequencers))) != 6 {
		t.Errorf("the sequencers are %q", sequencers)
	}
}

func TestAFailedUploadTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.notify(photos, true)
	_, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("x"), IfMatch: new(`"other"`)})
	refused(t, err, "NoSuchKey")
	if got := w.events.take(); len(got) != 0 {
		t.Errorf("there are %v", got)
	}
}
