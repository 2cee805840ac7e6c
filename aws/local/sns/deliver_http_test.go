package sns_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local/sns"
)

// Line 39 of the list: delivery to http(s), with retries.

// endpoint is an HTTP subscriber.
type endpoint struct {
	mu       sync.Mutex
	statuses []int // of the next answers; 200 afterwards
	got      []*http.Request
	bodies   []string
	at       []time.Time
}

// RoundTrip takes a request and answers with the next status; 0 is no answer.
func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	e.got, e.bodies, e.at = append(e.got, r), append(e.bodies, string(body)), append(e.at, time.Now())
	status := http.StatusOK
	if len(e.statuses) > 0 {
		status, e.statuses = e.statuses[0], e.statuses[1:]
	}
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: r}, nil
}

// httpWorld has a confirmed HTTP subscriber.
func httpWorld(t *testing.T, attributes map[string]string) (w *world, e *endpoint, topic string) {
	t.Helper()
	e = new(endpoint)
	w = newWorld(t, func(c *sns.Config) { c.HTTP = &http.Client{Transport: e} })
	topic = w.topic("thumbnails", nil)
	w.subscribe(topic, "http", "http://example.test/hook", attributes)
	synctest.Wait()
	if h := e.got[0].Header; h.Get("X-Amz-Sns-Message-Type") != "SubscriptionConfirmation" {
		t.Fatalf("asked with %v", h)
	}
	if answer := w.open(envelope(t, e.bodies[0]).SubscribeURL); answer.Code != http.StatusOK {
		t.Fatalf("the link answers %d", answer.Code)
	}
	e.got, e.bodies, e.at = nil, nil, nil
	return w, e, topic
}

func TestAnEndpointIsPostedToWithAWSsHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, e, topic := httpWorld(t, nil)
		w.publish(topic, "hello")
		synctest.Wait()
		r := e.got[0]
		for name, want := range map[string]string{
			"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Topic-Arn": topic, "X-Amz-Sns-Rawdelivery": "",
			"X-Amz-Sns-Message-Id": envelope(t, e.bodies[0]).MessageId, "Content-Type": "text/plain; charset=UTF-8",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("X-Amz-Sns-Subscription-Arn"), topic+":") {
			t.Errorf("posted %s with %v", r.Method, r.Header)
		}
	})
}

func TestThePasswordOfAnEndpointIsSentAndNeverShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{statuses: []int{0, 0, 0, 0}}
		w := newWorld(t, func(c *sns.Config) { c.HTTP = &http.Client{Transport: e} })
		topic := w.topic("thumbnails", nil)
		arn := w.subscribe(topic, "https", "https://ada:s3cr3t@example.test/hook", nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if user, password, _ := e.got[0].BasicAuth(); user != "ada" || password != "s3cr3t" {
			t.Errorf("the endpoint was sent %s and %s", user, password)
		}
		out, err := w.client.GetSubscriptionAttributes(t.Context(), &sdk.GetSubscriptionAttributesInput{SubscriptionArn: &arn})
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.client.ListSubscriptions(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, failed := w.seen.all()
		for _, shown := range []string{out.Attributes["Endpoint"], *list.Subscriptions[0].Endpoint, failed[0].Endpoint} {
			if shown != "https://ada:****@example.test/hook" {
				t.Errorf("it is shown as %s", shown)
			}
		}
		if strings.Contains(failed[0].Reason.Error(), "s3cr3t") {
			t.Errorf("the reason holds it: %v", failed[0].Reason)
		}
	})
}

func TestAnEndpointInTroubleIsTriedThreeTimesMore(t *testing.T) {
	for name, c := range map[string]struct {
		statuses []int
		attempts int
		failed   bool
	}{
		"it recovers":      {[]int{500, 429, 0}, 4, false},
		"it does not":      {[]int{500, 503, 502, 500}, 4, true},
		"it does not want": {[]int{404}, 1, true},
		"it has moved":     {[]int{302}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, e, topic := httpWorld(t, nil)
				e.statuses = c.statuses
				w.publish(topic, "hello")
				time.Sleep(time.Hour)
				synctest.Wait()
				if len(e.at) != c.attempts {
					t.Fatalf("%d attempts, want %d", len(e.at), c.attempts)
				}
				for i := 1; i < len(e.at); i++ {
					if gap := e.at[i].Sub(e.at[i-1]); gap != 20*time.Second {
						t.Errorf("attempt %d came after %s, want 20 s", i+1, gap)
					}
				}
				if _, failed := w.seen.all(); (len(failed) == 1) != c.failed {
					t.Errorf("told of failures: %+v", failed)
				}
			})
		})
	}
}

func TestADeliveryPolicySaysHowOftenAndWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, e, topic := httpWorld(t, map[string]string{
			"RawMessageDelivery": "true",
			"DeliveryPolicy": `{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":9,"numRetries":6,` +
				`"numNoDelayRetries":1,"numMinDelayRetries":1,"numMaxDelayRetries":2,"backoffFunction":"linear"},` +
				`"requestPolicy":{"headerContentType":"application/json"}}`,
		})
		e.statuses = []int{500, 500, 500, 500, 500, 500, 500}
		w.publish(topic, "hello")
		time.Sleep(time.Hour)
		synctest.Wait()
		var gaps []time.Duration
		for i := 1; i < len(e.at); i++ {
			gaps = append(gaps, e.at[i].Sub(e.at[i-1]))
		}
		want := []time.Duration{0, time.Second, 5 * time.Second, 9 * time.Second, 9 * time.Second, 9 * time.Second}
		if !slices.Equal(gaps, want) {
			t.Errorf("the pauses are %v, want %v", gaps, want)
		}
		if h := e.got[0].Header; e.bodies[0] != "hello" || h.Get("X-Amz-Sns-Rawdelivery") != "true" || h.Get("Content-Type") != "application/json" {
			t.Errorf("posted %q with %v", e.bodies[0], h)
		}
	})
}

func TestASlowEndpointHoldsUpNobodyAndItsLineIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		slow := roundTrip(func(r *http.Request) (*http.Response, error) {
			select {
			case <-release:
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
		})
		w := newWorld(t, func(c *sns.Config) { c.HTTP = &http.Client{Transport: slow} })
		topic := w.topic("thumbnails", nil)
		w.subscribe(topic, "http", "http://example.test/hook", nil)
		w.subscribe(topic, "sqs", queueARN, nil)
		close(release)
		synctest.Wait()
		release = make(chan struct{})
		token := w.service.TokenOf(topic, "http://example.test/hook")
		if _, err := w.client.ConfirmSubscription(t.Context(), &sdk.ConfirmSubscriptionInput{TopicArn: &topic, Token: &token}); err != nil {
			t.Fatal(err)
		}
		for range 1005 {
			w.publish(topic, "hello")
		}
		synctest.Wait()
		if n := len(w.queues.bodies()); n != 1005 {
			t.Errorf("the queue has %d, want 1005", n)
		}
		if _, failed := w.seen.all(); len(failed) != 4 { // one is being sent, 1000 wait
			t.Errorf("%d were given up, want 4", len(failed))
		}
		if err := w.service.Close(); err != nil {
			t.Fatal(err)
		}
		if _, failed := w.seen.all(); len(failed) != 1005 {
			t.Errorf("after Close %d were given up, want all 1005", len(failed))
		}
	})
}

// roundTrip is a RoundTripper made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestCloseGivesUpWhatWaitsAndRefusesWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, e, topic := httpWorld(t, nil)
		e.statuses = []int{500}
		w.publish(topic, "hello")
		synctest.Wait()
		for range 2 {
			if err := w.service.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if _, failed := w.seen.all(); len(failed) != 1 {
			t.Errorf("told of failures: %+v", failed)
		}
		_, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: new("x")})
		wantCode(t, "publishing", err, "ServiceUnavailable")
	})
}
