package eventbridge_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"inflight/aws/local/eventbridge"
)

const (
	queueARN = "arn:aws:sqs:us-east-1:000000000000:practiceQ"
	deadARN  = "arn:aws:sqs:us-east-1:000000000000:deadQ"
	topicARN = "arn:aws:sns:us-east-1:000000000000:thumbnails"
	busARN   = "arn:aws:events:us-east-1:000000000000:event-bus/"
	ruleARN  = "arn:aws:events:us-east-1:000000000000:rule/"
)

// world is a service with everything that it delivers to.
type world struct {
	t       testing.TB
	service *eventbridge.Service
	client  *sdk.Client
	targets *targets
	seen    *outcomes
}

// newWorld starts a service; change may alter its configuration.
func newWorld(t testing.TB, change ...func(*eventbridge.Config)) *world {
	t.Helper()
	w := &world{t: t, targets: &targets{errs: map[string][]error{}}, seen: new(outcomes)}
	c := eventbridge.Config{Queues: w.targets, Topics: w.targets, Observer: w.seen}
	for _, f := range change {
		f(&c)
	}
	service, err := eventbridge.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close() })
	w.service = service
	w.client = sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: new("http://events.test"),
		Credentials:      credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:       &http.Client{Transport: inProcess{service}},
		RetryMaxAttempts: 1,
	})
	return w
}

// close waits until everything on its way is delivered.
func (w *world) close() {
	w.t.Helper()
	if err := w.service.Close(); err != nil {
		w.t.Error(err)
	}
}

// inProcess is a RoundTripper that calls a handler.
type inProcess struct{ handler http.Handler }

// RoundTrip calls the handler.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// rule puts a rule with a pattern and targets.
func (w *world) rule(bus, name, pattern string, targets ...types.Target) {
	w.t.Helper()
	_, err := w.client.PutRule(w.t.Context(), &sdk.PutRuleInput{Name: &name, EventBusName: &bus, EventPattern: &pattern})
	if err != nil {
		w.t.Fatal(err)
	}
	w.put(bus, name, targets...)
}

// put puts targets on a rule.
func (w *world) put(bus, rule string, targets ...types.Target) {
	w.t.Helper()
	if len(targets) == 0 {
		return
	}
	out, err := w.client.PutTargets(w.t.Context(), &sdk.PutTargetsInput{Rule: &rule, EventBusName: &bus, Targets: targets})
	if err != nil {
		w.t.Fatal(err)
	}
	if out.FailedEntryCount != 0 {
		w.t.Fatalf("targets failed: %v", out.FailedEntries)
	}
}

// to is a target without more.
func to(arn string) types.Target { return types.Target{Id: new("one"), Arn: &arn} }

// entry is an event to put.
func entry(detail string) types.PutEventsRequestEntry {
	return types.PutEventsRequestEntry{Source: new("shop"), DetailType: new("order"), Detail: &detail}
}

// send puts events, all of which must be taken.
func (w *world) send(entries ...types.PutEventsRequestEntry) *sdk.PutEventsOutput {
	w.t.Helper()
	out, err := w.client.PutEvents(w.t.Context(), &sdk.PutEventsInput{Entries: entries})
	if err != nil {
		w.t.Fatal(err)
	}
	if out.FailedEntryCount != 0 {
		w.t.Fatalf("events failed: %+v", out.Entries)
	}
	return out
}

// wantCode fails unless err is the API error with that code.
func wantCode(t testing.TB, what string, err error, code string) {
	t.Helper()
	var api smithy.APIError
	switch {
	case code == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case code != "" && (!errors.As(err, &api) || api.ErrorCode() != code):
		t.Errorf("%s: the error is %v, want the code %s", what, err, code)
	}
}

// wantMessage fails unless err is the API error with that code and exactly that
// message.
func wantMessage(t testing.TB, what string, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("%s: the error is\n%v, want\n%s: %s", what, err, code, message)
	}
}

// targets is a QueueSender and a TopicSender that remembers.
type targets struct {
	mu   sync.Mutex
	sent []eventbridge.TargetEvent
	errs map[string][]error // by the ARN, for the next deliveries
}

// SendToQueue takes a message, or fails as it was told to.
func (q *targets) SendToQueue(_ context.Context, d eventbridge.TargetEvent) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if errs := q.errs[d.TargetARN]; len(errs) > 0 {
		q.errs[d.TargetARN] = errs[1:]
		if errs[0] != nil {
			return errs[0]
		}
	}
	q.sent = append(q.sent, d)
	return nil
}

// SendToTopic does the same.
func (q *targets) SendToTopic(ctx context.Context, d eventbridge.TargetEvent) error {
	return q.SendToQueue(ctx, d)
}

// fail makes the next deliveries to a target fail.
func (q *targets) fail(arn string, errs ...error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.errs[arn] = append(q.errs[arn], errs...)
}

// all is what was sent.
func (q *targets) all() []eventbridge.TargetEvent {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]eventbridge.TargetEvent(nil), q.sent...)
}

// bodies are the bodies of what was sent, one a line.
func (q *targets) bodies() string {
	var b strings.Builder
	for _, d := range q.all() {
		b.WriteString(d.Body + "\n")
	}
	return b.String()
}

// outcomes is an Observer that remembers.
type outcomes struct {
	mu      sync.Mutex
	matched []eventbridge.EventMatched
	failed  []eventbridge.EventFailed

	unmatched []eventbridge.EventUnmatched
}

// EventUnmatched remembers.
func (o *outcomes) EventUnmatched(_ context.Context, u eventbridge.EventUnmatched) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unmatched = append(o.unmatched, u)
}

// EventMatched remembers.
func (o *outcomes) EventMatched(_ context.Context, m eventbridge.EventMatched) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.matched = append(o.matched, m)
}

// EventFailed remembers.
func (o *outcomes) EventFailed(_ context.Context, f eventbridge.EventFailed) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = append(o.failed, f)
}

func (o *outcomes) all() ([]eventbridge.EventMatched, []eventbridge.EventFailed) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]eventbridge.EventMatched(nil), o.matched...), append([]eventbridge.EventFailed(nil), o.failed...)
}
