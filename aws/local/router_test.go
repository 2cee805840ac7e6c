package local_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func nopCloser(body string) io.ReadCloser { return io.NopCloser(strings.NewReader(body)) }

// fetch makes a plain request, without the SDK, as a browser would.
func fetch(t *testing.T, transport http.RoundTripper, method, url, body string, header ...string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(got.Body)
	if err != nil || got.Body.Close() != nil {
		t.Fatal(err)
	}
	return got.StatusCode, string(b)
}

func TestOneEndpointServesEveryService(t *testing.T) {
	s, transport := listen(t)
	for name, c := range map[string]clients{"over loopback": connect(t, s, transport), "in process": connect(t, s, s.RoundTripper())} {
		for service, err := range c.everyService(t.Context()) {
			if err != nil {
				t.Errorf("%s, %s: %v", name, service, err)
			}
		}
	}
}

func TestRequestsThatNobodySignedAreToldApart(t *testing.T) {
	s, transport := listen(t)
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		want                     string // a part of the answer
	}{
		{"the health", "GET", "/_inflight/health", "", nil, `"status":"ok"`},
		{"SQS in JSON", "POST", "/", "{}", []string{"X-Amz-Target", "AmazonSQS.ListQueues"}, "{}"},
		{"EventBridge", "POST", "/", "{}", []string{"X-Amz-Target", "AWSEvents.ListEventBuses"}, `"default"`},
		{"SQS as a form", "POST", "/", "Action=ListQueues&Version=2012-11-05", []string{"Content-Type", form}, "<ListQueuesResponse"},
		{"SNS as a form", "POST", "/", "Action=ListTopics&Version=2010-03-31", []string{"Content-Type", form}, "<ListTopicsResponse"},
		{"STS as a form", "POST", "/", "Action=GetCallerIdentity&Version=2011-06-15", []string{"Content-Type", form}, "<Account>000000000000<"},
		{"SQS in a URL", "GET", "/?Action=ListQueues", "", nil, "<ListQueuesResponse"},
		{"a queue's URL", "GET", "/000000000000/none?Action=ReceiveMessage", "", nil, "NonExistentQueue"},
		{"a link of SNS", "GET", "/?Action=ConfirmSubscription&Token=x", "", nil, "Invalid"},
		{"a certificate that SNS does not have", "GET", "/SimpleNotificationService-0.pem", "", nil, "404 page not found"},
		{"S3", "GET", "/", "", nil, "AccessDenied"},
		{"an unknown action", "POST", "/", "Action=Nonsense&Version=2012-11-05", []string{"Content-Type", form}, "Nonsense"},
		{"an unknown action of EventBridge", "POST", "/", "{}", []string{"X-Amz-Target", "AWSEvents.Nonsense"}, "Nonsense"},
		{"an unknown action of SQS", "POST", "/", "{}", []string{"X-Amz-Target", "AmazonSQS.Nonsense"}, "Nonsense"},
	} {
		status, body := fetch(t, transport, c.method, s.Endpoint()+c.path, c.body, c.header...)
		if !strings.Contains(body, c.want) || status >= http.StatusInternalServerError {
			t.Errorf("%s: got %d %s", c.name, status, body)
		}
	}
}

func TestEveryAnswerHasARequestID(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, transport)
	if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: new("photos")}); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"", "AmazonSQS.ListQueues", "AmazonSQS.Nonsense", "AWSEvents.ListRules", "AWSEvents.Nonsense"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint(), nopCloser("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", target)
		got, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if got.Header.Get("X-Amz-Request-Id") == "" && got.Header.Get("X-Amzn-Requestid") == "" {
			t.Errorf("%q: the answer has no request id: %v", target, got.Header)
		}
		if err := got.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestARequestToAQueuesURLWorks(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, transport)
	queue, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("practiceQ")})
	if err != nil {
		t.Fatal(err)
	}
	if want := s.Endpoint() + "/000000000000/practiceQ"; *queue.QueueUrl != want {
		t.Errorf("the queue is at %s, not %s", *queue.QueueUrl, want)
	}
	status, body := fetch(t, transport, http.MethodPost, *queue.QueueUrl, "Action=SendMessage&MessageBody=hello", "Content-Type", "application/x-www-form-urlencoded")
	if status != http.StatusOK || !strings.Contains(body, "<MessageId>") {
		t.Errorf("got %d %s", status, body)
	}
}

func TestABucketCanBeNamedByTheHost(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, transport)
	if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: new("photos")}); err != nil {
		t.Fatal(err)
	}
	in := &s3.PutObjectInput{Bucket: new("photos"), Key: new("a"), Body: strings.NewReader("photo")}
	if _, err := c.s3.PutObject(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	access, secret := s.Credentials()
	hosted := connect(t, s, toHost{transport, s.Endpoint()}, as(access, secret))
	client := s3.New(hosted.s3.Options(), func(o *s3.Options) { o.UsePathStyle, o.BaseEndpoint = false, new("http://localhost:1") })
	got, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: new("photos"), Key: new("a")})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(got.Body); err != nil || string(b) != "photo" || got.Body.Close() != nil {
		t.Errorf("got %q, %v", b, err)
	}
}

// toHost sends requests to the endpoint under the host they were made for.
type toHost struct {
	next     http.RoundTripper
	endpoint string
}

// RoundTrip changes where the request goes, not what it says.
func (h toHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Host = strings.TrimPrefix(h.endpoint, "http://")
	return h.next.RoundTrip(r)
}

func TestAQueuesURLIsAnsweredByItsQueue(t *testing.T) {
	s, transport := listen(t)
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/000000000000/q":                     {http.StatusNotFound, "<UnknownOperationException/>"},
		"/000000000000/q.fifo":                {http.StatusNotFound, "<UnknownOperationException/>"},
		"/000000000000/q?Action=CreateQueue":  {http.StatusBadRequest, "The action CreateQueue is not valid for this endpoint."},
		"/000000000000/q?Action=Sing":         {http.StatusBadRequest, "The action Sing is not valid for this endpoint."},
		"/000000000000/q?Action=PurgeQueue":   {http.StatusBadRequest, "The specified queue does not exist for this wsdl version."},
		"/bucket/000000000000":                {0, "<Error><Code>"}, // of S3, whatever it says
		"/000000000000/a/longer/key":          {0, "<Error><Code>"},
		"/000000000000/q?response-cache=none": {0, "<Error><Code>"},
	} {
		if status, body := fetch(t, transport, http.MethodGet, s.Endpoint()+path, ""); want.status != 0 && status != want.status || !strings.Contains(body, want.text) {
			t.Errorf("%s: %d %s, want %d %s", path, status, body, want.status, want.text)
		}
	}
}
