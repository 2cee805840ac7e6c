package sns_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"inflight/aws/local/sns"
)

const queueARN = "arn:aws:sqs:us-east-1:000000000000:practiceQ"

// world is a service with everything that it delivers to.
type world struct {
	t       *testing.T
	service *sns.Service
	client  *sdk.Client
	queues  *queues
	mails   *mails
	seen    *outcomes
}

// newWorld starts a service; change may alter its configuration.
func newWorld(t *testing.T, change ...func(*sns.Config)) *world {
	t.Helper()
	w := &world{t: t, queues: new(queues), mails: new(mails), seen: new(outcomes)}
	c := sns.Config{Queues: w.queues, Mail: w.mails, Observer: w.seen, Endpoint: func() string { return "http://sns.test" }}
	for _, f := range change {
		f(&c)
	}
	service, err := sns.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = service.Close() })
	w.service, w.client = service, clientOf(service)
	return w
}

// clientOf is the real SDK's client, which reaches the handler without a socket.
func clientOf(h http.Handler) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: new("http://sns.test"),
		Credentials:      credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:       &http.Client{Transport: inProcess{h}},
		RetryMaxAttempts: 1,
	})
}

// inProcess is a RoundTripper that calls a handler.
type inProcess struct{ handler http.Handler }

// RoundTrip calls the handler.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// topic creates a topic.
func (w *world) topic(name string, attributes map[string]string) string {
	w.t.Helper()
	out, err := w.client.CreateTopic(w.t.Context(), &sdk.CreateTopicInput{Name: &name, Attributes: attributes})
	if err != nil {
		w.t.Fatal(err)
	}
	return *out.TopicArn
}

// subscribe subscribes an endpoint and gives back the subscription's ARN.
func (w *world) subscribe(topic, protocol, endpoint string, attributes map[string]string) string {
	w.t.Helper()
	out, err := w.client.Subscribe(w.t.Context(), &sdk.SubscribeInput{
		TopicArn: &topic, Protocol: &protocol, Endpoint: &endpoint, Attributes: attributes, ReturnSubscriptionArn: true,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return *out.SubscriptionArn
}

// publish publishes a text.
func (w *world) publish(topic, text string) {
	w.t.Helper()
	if _, err := w.client.Publish(w.t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: &text}); err != nil {
		w.t.Fatal(err)
	}
}

// open opens a link as a browser or another program does.
func (w *world) open(link string, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, link, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.service.ServeHTTP(answer, r)
	return answer
}

var linkPattern = regexp.MustCompile(`http://sns\.test/\?[^\s"]+`)

// linkIn is the first link in a text.
func linkIn(t *testing.T, text string) string {
	t.Helper()
	link := linkPattern.FindString(text)
	if _, err := url.Parse(link); err != nil || link == "" {
		t.Fatalf("no link in %q", text)
	}
	return link
}

// wantCode fails unless err is the API error with that code.
func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var api smithy.APIError
	switch {
	case code == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case code != "" && (!errors.As(err, &api) || api.ErrorCode() != code):
		t.Errorf("%s: the error is %v, want the code %s", what, err, code)
	}
}

// queues is a QueueSender that remembers.
type queues struct {
	mu   sync.Mutex
	sent []sns.QueueMessage
	errs []error // for the next deliveries
}

// Deliver takes a message, or fails as it was told to.
func (q *queues) Deliver(_ context.Context, d sns.QueueMessage) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.errs) > 0 {
		err := q.errs[0]
		q.errs = q.errs[1:]
		if err != nil {
			return err
		}
	}
	q.sent = append(q.sent, d)
	return nil
}

// bodies are the bodies of what was sent.
func (q *queues) bodies() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var all []string
	for _, d := range q.sent {
		all = append(all, d.Body)
	}
	return all
}

// mails is a Mailer that remembers.
type mails struct {
	mu   sync.Mutex
	sent []sns.Mail
	errs []error // for the next mails
}

// Send takes a mail, or fails as it was told to.
func (m *mails) Send(_ context.Context, mail sns.Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.errs) > 0 {
		err := m.errs[0]
		m.errs = m.errs[1:]
		if err != nil {
			return err
		}
	}
	m.sent = append(m.sent, mail)
	return nil
}

// last is the last mail.
func (m *mails) last(t *testing.T) sns.Mail {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.sent) == 0 {
		t.Fatal("no mail was sent")
	}
	return m.sent[len(m.sent)-1]
}

func (m *mails) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sent)
}

// outcomes is an Observer that remembers.
type outcomes struct {
	mu        sync.Mutex
	delivered []sns.Delivered
	failed    []sns.DeliveryFailed
}

// Delivered remembers.
func (o *outcomes) Delivered(_ context.Context, e sns.Delivered) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.delivered = append(o.delivered, e)
}

// DeliveryFailed remembers.
func (o *outcomes) DeliveryFailed(_ context.Context, e sns.DeliveryFailed) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = append(o.failed, e)
}

func (o *outcomes) all() ([]sns.Delivered, []sns.DeliveryFailed) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]sns.Delivered(nil), o.delivered...), append([]sns.DeliveryFailed(nil), o.failed...)
}

func repeat(n int) string { return strings.Repeat("x", n) }
