package sns_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
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
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"inflight/aws/local/sns"
	"inflight/aws/local/wire"
)

// Line 39 of the list: delivery.

// notification is an envelope as a subscriber reads it.
type notification struct {
	Type, MessageId, TopicArn, Subject, Message, Timestamp      string //nolint:revive // AWS's names
	SignatureVersion, Signature, SigningCertURL, UnsubscribeURL string
	Token, SubscribeURL                                         string
	MessageAttributes                                           map[string]struct{ Type, Value string }
}

func envelope(t *testing.T, body string) (n notification) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &n); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return n
}

func TestAQueueGetsTheEnvelopeWithASignatureThatHolds(t *testing.T) {
	for version, hash := range map[string]crypto.Hash{"1": crypto.SHA1, "2": crypto.SHA256} {
		w := newWorld(t)
		topic := w.topic("thumbnails", map[string]string{"SignatureVersion": version})
		subscription := w.subscribe(topic, "sqs", queueARN, nil)
		out, err := w.client.Publish(t.Context(), &sdk.PublishInput{
			TopicArn: &topic, Message: new("<b>a & \"b\"</b>"), Subject: new("It's ready"),
			MessageAttributes: map[string]types.MessageAttributeValue{
				"engine": text("ffmpeg"), "png": {DataType: new("Binary"), BinaryValue: []byte{0, 255}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		d := w.queues.sent[0]
		if d.QueueARN != queueARN || d.Principal != "sns.amazonaws.com" || d.SourceARN != topic {
			t.Errorf("delivered %+v", d)
		}
		n := envelope(t, d.Body)
		if n.Type != "Notification" || n.MessageId != *out.MessageId || n.TopicArn != topic || n.Subject != "It's ready" ||
			n.Message != "<b>a & \"b\"</b>" || n.SignatureVersion != version || !strings.Contains(n.UnsubscribeURL, "SubscriptionArn="+
			strings.ReplaceAll(subscription, ":", "%3A")) {
			t.Errorf("the envelope is %s", d.Body)
		}
		if a := n.MessageAttributes; a["engine"].Value != "ffmpeg" || a["png"].Value != "AP8=" || a["png"].Type != "Binary" {
			t.Errorf("the attributes are %v", a)
		}
		if !strings.HasPrefix(d.Body, "{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : ") || strings.Contains(d.Body, `\u003c`) {
			t.Errorf("the envelope is not written as AWS writes it: %s", d.Body)
		}
		verify(t, w, n, hash)
	}
}

// verify checks a signature as a subscriber does.
func verify(t *testing.T, w *world, n notification, hash crypto.Hash) {
	t.Helper()
	block, _ := pem.Decode(w.open(n.SigningCertURL).Body.Bytes())
	if block == nil {
		t.Fatalf("no certificate at %s", n.SigningCertURL)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	signed := "Message\n" + n.Message + "\nMessageId\n" + n.MessageId + "\nSubject\n" + n.Subject +
		"\nTimestamp\n" + n.Timestamp + "\nTopicArn\n" + n.TopicArn + "\nType\n" + n.Type + "\n"
	signature, err := base64.StdEncoding.DecodeString(n.Signature)
	if err != nil {
		t.Fatal(err)
	}
	sum1, sum256 := sha1.Sum([]byte(signed)), sha256.Sum256([]byte(signed))
	sum := sum1[:]
	if hash == crypto.SHA256 {
		sum = sum256[:]
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("the key is a %T", certificate.PublicKey)
	}
	if err := rsa.VerifyPKCS1v15(key, hash, sum, signature); err != nil {
		t.Errorf("the signature does not hold: %v", err)
	}
}

func TestARawDeliveryHasTheAttributesOfTheMessage(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	_, err := w.client.Publish(t.Context(), &sdk.PublishInput{
		TopicArn: &topic, Message: new("as it is"), MessageAttributes: map[string]types.MessageAttributeValue{"n": number("5")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := w.queues.sent[0]; d.Body != "as it is" || d.Attributes["n"].DataType != "Number" || d.Attributes["n"].StringValue != "5" {
		t.Errorf("delivered %+v", d)
	}
}

func TestAQueueThatSaysNoFailsAtOnceAndTheMessageGoesToTheDeadLetters(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	const letters = queueARN + "-dead"
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + letters + `"}`})
	w.queues.errs = []error{wire.Errorf("AccessDenied", "no").WithStatus(http.StatusForbidden)}
	w.publish(topic, "hello")
	if d := w.queues.sent; len(d) != 1 || d[0].QueueARN != letters || envelope(t, d[0].Body).Message != "hello" ||
		!strings.Contains(d[0].Attributes["ErrorMessage"].StringValue, "AccessDenied") {
		t.Errorf("delivered %+v", d)
	}
	if _, failed := w.seen.all(); len(failed) != 1 || failed[0].DeadLetterQueue != letters || failed[0].Attempts != 1 {
		t.Errorf("told of failures: %+v", failed)
	}
}

func TestAQueueInTroubleIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		w.subscribe(topic, "sqs", queueARN, nil)
		trouble := errors.New("disk full")
		w.queues.errs = []error{trouble, trouble, trouble, trouble, trouble} // the first, three at once, one after a second
		w.publish(topic, "hello")
		start := time.Now()
		time.Sleep(time.Minute)
		synctest.Wait()
		delivered, _ := w.seen.all()
		if len(delivered) != 1 || delivered[0].Attempts != 6 || delivered[0].At.Sub(start) < 2*time.Second-time.Millisecond {
			t.Errorf("told of deliveries: %+v", delivered)
		}
	})
}

func TestMailInTroubleIsTriedAgainAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		w.confirmed(topic, "ada@example.test")
		w.mails.errs = []error{errors.New("disk full")}
		w.publish(topic, "hello")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if n := w.mails.count(); n != 1 {
			t.Errorf("%d mails after 9 s", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := w.mails.count(); n != 2 {
			t.Errorf("%d mails after 11 s", n)
		}
	})
}

func TestAJSONMailIsTheEnvelope(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "email-json", "ada@example.test", nil)
	n := envelope(t, w.mails.last(t).Text)
	if n.Type != "SubscriptionConfirmation" || n.Token == "" || w.open(n.SubscribeURL).Code != http.StatusOK {
		t.Fatalf("asked with %+v", n)
	}
	w.publish(topic, "hello")
	if n := envelope(t, w.mails.last(t).Text); n.Message != "hello" {
		t.Errorf("mailed %+v", n)
	}
}

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
