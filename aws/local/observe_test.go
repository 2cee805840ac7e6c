package local_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local"
)

// calls remembers what came over the network. What else an Observer hears is
// the embedded one's, which is nil: it must not be called in these tests.
type calls struct {
	local.Observer

	mu   sync.Mutex
	list []local.APICall
}

// APICalled remembers a call.
func (c *calls) APICalled(_ context.Context, call local.APICall) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, call)
}

// take are the operations since the last time, as service.Operation.
func (c *calls) take() (operations []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, call := range c.list {
		operations = append(operations, call.Service+"."+call.Operation)
	}
	c.list = nil
	return operations
}

func TestAnObserverHearsOfTheCallsOfOthersOnly(t *testing.T) {
	heard := new(calls)
	s, transport := listen(t, func(o *local.Options) { o.Observer = heard })
	connect(t, s, s.RoundTripper()).everyService(t.Context())
	if got := heard.take(); len(got) != 0 {
		t.Errorf("in process it heard of %q", got)
	}
	connect(t, s, transport).everyService(t.Context())
	want := []string{"events.ListRules", "s3.ListBuckets", "sns.ListTopics", "sqs.ListQueues", "sts.GetCallerIdentity"}
	got := heard.take()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("it heard of %q", got)
	}
}

func TestAnObserverIsToldTheStatusSizeAndTime(t *testing.T) {
	heard := new(calls)
	s, transport := listen(t, func(o *local.Options) { o.Observer = heard })
	fetch(t, transport, http.MethodGet, s.Endpoint()+"/000000000000/none?Action=PurgeQueue", "")
	if len(heard.list) != 1 {
		t.Fatalf("it heard %+v", heard.list)
	}
	c := heard.list[0]
	if c.Service != "sqs" || c.Operation != "PurgeQueue" || c.Status != http.StatusBadRequest || c.Size == 0 || c.Took <= 0 {
		t.Errorf("it heard %+v", c)
	}
}

func TestOperationsOfS3HaveTheirNames(t *testing.T) {
	heard := new(calls)
	s, transport := listen(t, func(o *local.Options) { o.Observer = heard })
	c := connect(t, s, transport).s3
	bucket, key := new("photos"), new("a/b c")
	ctx := t.Context()
	upload := func() *string {
		out, err := c.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: bucket, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return out.UploadId
	}
	for _, step := range []struct {
		call func() error
		want string
	}{
		{func() error { _, err := c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}); return err }, "CreateBucket"},
		{func() error { _, err := c.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: bucket}); return err }, "HeadBucket"},
		{func() error {
			_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("x")})
			return err
		}, "PutObject"},
		{func() error { _, err := c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key}); return err }, "HeadObject"},
		{func() error {
			_, err := c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: new("c"), CopySource: new("photos/a/b%20c")})
			return err
		}, "CopyObject"},
		{func() error { _, err := c.ListObjects(ctx, &s3.ListObjectsInput{Bucket: bucket}); return err }, "ListObjects"},
		{func() error { _, err := c.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket}); return err }, "ListObjectsV2"},
		{func() error {
			_, err := c.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: bucket, Key: key})
			return err
		}, "GetObjectTagging"},
		{func() error {
			_, err := c.ListParts(ctx, &s3.ListPartsInput{Bucket: bucket, Key: key, UploadId: upload()})
			return err
		}, "ListParts"},
		{func() error {
			_, err := c.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: bucket})
			return err
		}, "ListMultipartUploads"},
		{func() error {
			_, err := c.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: upload()})
			return err
		}, "AbortMultipartUpload"},
		{func() error {
			_, err := c.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: bucket})
			return err
		}, "GetBucketLocation"},
		{func() error {
			_, err := c.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: bucket})
			return err
		}, "GetBucketNotificationConfiguration"},
		{func() error {
			_, err := c.DeleteBucketLifecycle(ctx, &s3.DeleteBucketLifecycleInput{Bucket: bucket})
			return err
		}, "DeleteBucketLifecycle"},
		{func() error {
			_, err := c.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: bucket, Delete: &s3types.Delete{Objects: []s3types.ObjectIdentifier{{Key: key}, {Key: new("c")}}}})
			return err
		}, "DeleteObjects"},
		{func() error {
			_, err := c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: key})
			return err
		}, "DeleteObject"},
		{func() error { _, err := c.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: bucket}); return err }, "DeleteBucket"},
	} {
		if err := step.call(); err != nil {
			t.Errorf("%s: %v", step.want, err)
		}
		if got := heard.take(); len(got) == 0 || got[len(got)-1] != "s3."+step.want {
			t.Errorf("%s is heard of as %q", step.want, got)
		}
	}
}

func TestAFaultOfAServiceIsReported(t *testing.T) {
	var mu sync.Mutex
	var faults []error
	s := start(t, func(o *local.Options) {
		o.Observer = new(calls) // whose other methods panic
		o.Report = func(err error) {
			mu.Lock()
			defer mu.Unlock()
			faults = append(faults, err)
		}
	})
	defer s.Close(context.Background())
	c := connect(t, s, s.RoundTripper())
	if _, err := c.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("fine")}); err != nil {
		t.Fatal(err)
	}
	queue := newQueue(t, c, "practiceQ")
	_, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: new("x")})
	mu.Lock()
	defer mu.Unlock()
	if code(t, err) != "InternalFailure" || len(faults) != 1 || !strings.Contains(faults[0].Error(), "SendMessage") {
		t.Errorf("the caller got %v, reported is %v", err, faults)
	}
}
