package sqs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"inflight/aws/local/sqs"
)

// inProcess is a RoundTripper that calls a handler without a socket, so that a
// test can run in a synctest bubble.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	served := make(chan struct{})
	go func() {
		defer close(served)
		t.handler.ServeHTTP(w, r)
	}()
	<-served // the handler sees the request's context, and ends with it
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// client is the real SDK client, without retries.
func client(h http.Handler) *sdk.Client {
	return clientTo("http://sqs.test", &http.Client{Transport: inProcess{h}})
}

func clientTo(endpoint string, h *http.Client) *sdk.Client {
	return sdk.New(sdk.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1", HTTPClient: h, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	})
}

// start starts a service in memory that ends with the test.
func start(t *testing.T, c sqs.Config) *sqs.Service {
	t.Helper()
	s, err := sqs.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// tester calls SQS through the SDK and fails its test where an answer is not
// what the test takes for granted.
type tester struct {
	*testing.T
	*sdk.Client
	service *sqs.Service
}

// inBubble runs a test in virtual time against a new service.
func inBubble(t *testing.T, f func(t *tester)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sqs.Config{})
		f(&tester{t, client(s), s})
	})
}

func (t *tester) queue(name string, attributes ...string) *string {
	t.Helper()
	out, err := t.CreateQueue(t.Context(), &sdk.CreateQueueInput{QueueName: &name, Attributes: pairs(attributes)})
	if err != nil {
		t.Fatalf("cannot create %s: %v", name, err)
	}
	return out.QueueUrl
}

// pairs makes a map of names and values that alternate.
func pairs(list []string) map[string]string {
	if len(list) == 0 {
		return nil
	}
	m := map[string]string{}
	for i := 0; i < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

func (t *tester) set(url *string, attributes ...string) {
	t.Helper()
	_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: url, Attributes: pairs(attributes)})
	t.must(err)
}

func (t *tester) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (t *tester) send(url *string, body string, change ...func(*sdk.SendMessageInput)) *sdk.SendMessageOutput {
	t.Helper()
	in := &sdk.SendMessageInput{QueueUrl: url, MessageBody: &body}
	for _, f := range change {
		f(in)
	}
	out, err := t.SendMessage(t.Context(), in)
	t.must(err)
	return out
}

// inGroup is for the send to a FIFO queue: a group, and an id to deduplicate by.
func inGroup(group, id string) func(*sdk.SendMessageInput) {
	return func(in *sdk.SendMessageInput) {
		in.MessageGroupId = &group
		if id != "" {
			in.MessageDeduplicationId = &id
		}
	}
}

// receive takes up to ten messages with all their attributes.
func (t *tester) receive(url *string, change ...func(*sdk.ReceiveMessageInput)) []types.Message {
	t.Helper()
	in := &sdk.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
		MessageAttributeNames: []string{"All"},
	}
	for _, f := range change {
		f(in)
	}
	out, err := t.ReceiveMessage(t.Context(), in)
	t.must(err)
	return out.Messages
}

func waiting(seconds int32) func(*sdk.ReceiveMessageInput) {
	return func(in *sdk.ReceiveMessageInput) { in.WaitTimeSeconds = seconds }
}

func atMost(n int32) func(*sdk.ReceiveMessageInput) {
	return func(in *sdk.ReceiveMessageInput) { in.MaxNumberOfMessages = n }
}

// one receives exactly one message.
func (t *tester) one(url *string, change ...func(*sdk.ReceiveMessageInput)) types.Message {
	t.Helper()
	got := t.receive(url, change...)
	if len(got) != 1 {
		t.Fatalf("received %d messages (%s), want 1", len(got), bodies(got))
	}
	return got[0]
}

func (t *tester) none(url *string, change ...func(*sdk.ReceiveMessageInput)) {
	t.Helper()
	if got := t.receive(url, change...); len(got) != 0 {
		t.Fatalf("received %q, want nothing", bodies(got))
	}
}

func (t *tester) delete(url *string, m types.Message) {
	t.Helper()
	_, err := t.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle})
	t.must(err)
}

func (t *tester) visibility(url *string, m types.Message, seconds int32) error {
	_, err := t.ChangeMessageVisibility(t.Context(), &sdk.ChangeMessageVisibilityInput{
		QueueUrl: url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds,
	})
	return err
}

func (t *tester) attributes(url *string) map[string]string {
	t.Helper()
	out, err := t.GetQueueAttributes(t.Context(), &sdk.GetQueueAttributesInput{
		QueueUrl: url, AttributeNames: []types.QueueAttributeName{"All"},
	})
	t.must(err)
	return out.Attributes
}

// counts is the number of visible, in-flight and delayed messages, as "1 2 3".
func (t *tester) counts(url *string) string {
	t.Helper()
	a := t.attributes(url)
	return strings.Join([]string{
		a["ApproximateNumberOfMessages"], a["ApproximateNumberOfMessagesNotVisible"], a["ApproximateNumberOfMessagesDelayed"],
	}, " ")
}

func (t *tester) wantCounts(url *string, want string) {
	t.Helper()
	if got := t.counts(url); got != want {
		t.Errorf("visible, in flight and delayed are %s, want %s", got, want)
	}
}

func (t *tester) arn(url *string) string {
	t.Helper()
	return t.attributes(url)["QueueArn"]
}

func bodies(messages []types.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, *m.Body)
	}
	return strings.Join(all, " ")
}

// refused checks that an error has AWS's code, today's or the old one.
func (t *tester) refused(err error, code string, has ...string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Errorf("got %v, want the error %s", err, code)
		return
	}
	if api.ErrorCode() != code {
		t.Errorf("got %s: %s; want the error %s", api.ErrorCode(), api.ErrorMessage(), code)
	}
	for _, part := range has {
		if !strings.Contains(api.ErrorMessage(), part) {
			t.Errorf("the error says %q, want %q in it", api.ErrorMessage(), part)
		}
	}
}

func (t *tester) sleep(d time.Duration) { time.Sleep(d) } // in virtual time
