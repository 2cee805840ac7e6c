package local_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local"
)

func requireSignature(o *local.Options) { o.RequireSignature = true }

func TestWithRequireSignatureOnlyTheServersKeysAreLetIn(t *testing.T) {
	s, transport := listen(t, requireSignature)
	access, secret := s.Credentials()
	for name, c := range map[string]struct {
		client clients
		want   string // of all services but S3
		wantS3 string
	}{
		"the server's keys":      {connect(t, s, transport), "", ""},
		"in process":             {connect(t, s, s.RoundTripper()), "", ""},
		"another key":            {connect(t, s, transport, as("AKIAOTHER", secret)), "InvalidClientTokenId", "InvalidAccessKeyId"},
		"a wrong secret":         {connect(t, s, transport, as(access, "wrong")), "SignatureDoesNotMatch", "SignatureDoesNotMatch"},
		"no signature":           {connect(t, s, transport, unsigned), "MissingAuthenticationToken", "AccessDenied"},
		"none and in process":    {connect(t, s, s.RoundTripper(), unsigned), "MissingAuthenticationToken", "AccessDenied"},
		"a wrong one in process": {connect(t, s, s.RoundTripper(), as(access, "wrong")), "SignatureDoesNotMatch", "SignatureDoesNotMatch"},
	} {
		for service, err := range c.client.everyService(t.Context()) {
			want := c.want
			if service == "s3" {
				want = c.wantS3
			}
			if got := code(t, err); got != want {
				t.Errorf("%s, %s: got %q (%v), want %q", name, service, got, err, want)
			}
		}
	}
}

func TestWithoutRequireSignatureOtherKeysAreLetIn(t *testing.T) {
	s, transport := listen(t)
	for service, err := range connect(t, s, transport, as("test", "test")).everyService(t.Context()) {
		if err != nil {
			t.Errorf("%s: %v", service, err)
		}
	}
}

func TestEverythingThatASignedCallNeedsWorksWithRequireSignature(t *testing.T) {
	s, transport := listen(t, requireSignature)
	checkEvent(t, upload(t, connect(t, s, transport), allowRule))
}

func TestAPresignedURLIsASignatureToo(t *testing.T) {
	s, transport := listen(t, requireSignature)
	c := connect(t, s, transport)
	if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: new("photos")}); err != nil {
		t.Fatal(err)
	}
	presigner := s3.NewPresignClient(c.s3)
	put, err := presigner.PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: new("photos"), Key: new("a b")})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := fetch(t, transport, http.MethodPut, put.URL, "photo"); status != http.StatusOK {
		t.Errorf("put: %d %s", status, body)
	}
	get, err := presigner.PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: new("photos"), Key: new("a b")})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := fetch(t, transport, http.MethodGet, get.URL, ""); status != http.StatusOK || body != "photo" {
		t.Errorf("get: %d %s", status, body)
	}
	if status, body := fetch(t, transport, http.MethodGet, strings.Replace(get.URL, "Signature=", "Signature=0", 1), ""); status != http.StatusForbidden {
		t.Errorf("with another signature: %d %s", status, body)
	}
}

func TestWhatPeopleOpenNeedsNoSignature(t *testing.T) {
	s, transport := listen(t, requireSignature)
	c := connect(t, s, transport)
	eventBucket(t, c, "photos")
	topic, err := c.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("thumbnails")})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"/_inflight/health": http.StatusOK,
		"/?Action=ConfirmSubscription&TopicArn=" + *topic.TopicArn + "&Token=nobodys": http.StatusBadRequest,
		"/?Action=Unsubscribe&SubscriptionArn=" + *topic.TopicArn + ":none":           http.StatusOK,
		"/?Action=ListTopics&Version=2010-03-31":                                      http.StatusForbidden,
		"/?Action=Publish&Token=x&TopicArn=" + *topic.TopicArn:                        http.StatusForbidden,
		"/000000000000/queue?Action=ReceiveMessage":                                   http.StatusForbidden,
		"/photos":        http.StatusForbidden,
		"/photos/a.jpg":  http.StatusForbidden,
		"/nowhere/a.jpg": http.StatusNotFound, // as on AWS, whether a bucket is there is told to anybody
	} {
		if status, body := fetch(t, transport, http.MethodGet, s.Endpoint()+path, ""); status != want {
			t.Errorf("%s: got %d, want %d: %s", path, status, want, body)
		}
	}
}

func TestABodyThatWasNotSignedIsRefused(t *testing.T) {
	s, transport := listen(t, requireSignature)
	c := connect(t, s, changeBody{transport})
	_, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("queue")})
	if got := code(t, err); got != "SignatureDoesNotMatch" {
		t.Errorf("got %q (%v)", got, err)
	}
}

// changeBody sends another body than the one that was signed.
type changeBody struct{ next http.RoundTripper }

// RoundTrip changes the body.
func (c changeBody) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(context.WithoutCancel(r.Context()))
	const body = `{"QueueName":"other"}`
	r.Body, r.ContentLength = http.NoBody, 0
	r.Body = nopCloser(body)
	r.ContentLength = int64(len(body))
	r.Header.Del("Content-Length")
	return c.next.RoundTrip(r)
}
