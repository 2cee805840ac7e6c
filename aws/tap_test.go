package aws_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws"
	"inflight/pipeline/event"
)

// handler is a transport that calls an http.Handler without a socket.
type handler func(w http.ResponseWriter, r *http.Request)

func (h handler) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// calls collects what the tap reports, in tests that call one after the other.
type calls []aws.Call

func (c *calls) add(call aws.Call) { *c = append(*c, call) }

// one fails unless exactly one call was reported.
func (c calls) one(t *testing.T) aws.Call {
	t.Helper()
	if len(c) != 1 {
		t.Fatalf("%d calls were reported, want 1: %+v", len(c), c)
	}
	return c[0]
}

// against are clients of a handler, with a tap.
func against(t *testing.T, h handler, tap func(aws.Call)) *aws.Clients {
	t.Helper()
	c, err := aws.Connect(t.Context(), aws.Options{
		Endpoint: "http://aws.test", Transport: h, Account: "000000000000", Tap: tap, Mails: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fail(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestACallIsReportedWithTheWorkItIsMadeFor(t *testing.T) {
	var got calls
	c := against(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }, got.add)
	work := event.Work{Worker: "2", MessageID: "m", Key: "storm.jpg"}
	if err := c.Queue("http://aws.test/000000000000/q").Delete(event.ForWork(t.Context(), work), "receipt"); err != nil {
		t.Fatal(err)
	}
	if call := got.one(t); call.Work != work {
		t.Errorf("it is made for %+v, want %+v", call.Work, work)
	}
}

func TestARetriedCallIsReportedOnceWithAllItsAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told calls
		attempt := 0
		c := against(t, func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(10 * time.Millisecond) // virtual
			if attempt++; attempt < 3 {
				fail(w, http.StatusInternalServerError, `{"__type":"InternalError"}`)
				return
			}
			fail(w, http.StatusOK, `{"Messages":[{"MessageId":"a"},{"MessageId":"b"}]}`)
		}, told.add)
		begun := time.Now()
		if _, err := c.Queue("http://aws.test/0/q").Receive(t.Context(), 10, 0, 0); err != nil {
			t.Fatal(err)
		}
		got := told.one(t)
		want := aws.Call{
			Service: "sqs", Operation: "ReceiveMessage", Took: time.Since(begun), Attempts: 3, Status: 200,
			Size: got.Size, Detail: "max 10: 2 messages", USD: 0.40 / 1e6,
			Request: got.Request, Answer: got.Answer, // see transcript
		}
		if got != want || got.Took < 30*time.Millisecond {
			t.Errorf("reported %+v, want %+v: one call that took as long as all attempts, of which one is paid", got, want)
		}
	})
}

func TestAFailedCallIsReportedWithWhatAWSSaid(t *testing.T) {
	var told calls
	c := against(t, func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"not \u001b[31m here"}`)
	}, told.add)
	_, err := c.Queue("http://aws.test/0/q").Receive(t.Context(), 1, 0, 0)
	if err == nil || !strings.Contains(err.Error(), "there is no queue q; create it with `inflight up`") {
		t.Errorf("the error does not say what to do: %v", err)
	}
	got := told.one(t)
	if got.Status != 400 || got.Attempts != 1 || got.USD == 0 || got.Cancelled || got.Error != `QueueDoesNotExist: not \x1b[31m here` || got.Cause != event.NoQueue {
		t.Errorf("reported %+v", got)
	}
}

func TestACallThatTheCallerGaveUpIsNoError(t *testing.T) {
	var told calls
	ctx, cancel := context.WithCancel(t.Context())
	c := against(t, func(http.ResponseWriter, *http.Request) { cancel() }, told.add)
	if _, err := c.Queue("http://aws.test/0/q").Receive(ctx, 1, 20*time.Second, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("the worker is told %v, want context.Canceled", err)
	}
	got := told.one(t)
	if !got.Cancelled || got.Error != "" || got.Status != 0 || got.USD != 0 || got.Detail != "given up" {
		t.Errorf("reported %+v", got)
	}
}

// silent is a transport on whose other end nobody listens.
type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func TestAServerThatDoesNotAnswerIsAnErrorWithoutAStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the pauses between the attempts take no time
		var told calls
		o := aws.Options{Endpoint: "http://aws.test", Transport: silent{}, Tap: told.add}
		if _, err := aws.Connect(t.Context(), o); err == nil || !strings.Contains(err.Error(), "nothing speaks AWS at http://aws.test; is it running there?") {
			t.Errorf("connected with %v", err)
		}
		got, want := told.one(t), "dial tcp: connection refused"
		if got.Status != 0 || got.Attempts != 3 || got.USD != 0 || got.Error != want {
			t.Errorf("reported %+v, want the error %q", got, want)
		}
	})
}

func TestSigningAURLIsNoCall(t *testing.T) {
	c := against(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
		func(call aws.Call) { t.Errorf("reported %+v", call) })
	link, err := c.Objects().PresignGet(t.Context(), "b", "a b.png", time.Hour)
	url := link.URL
	if err != nil || !strings.HasPrefix(url, "http://aws.test/b/a%20b.png?") || !strings.Contains(url, "X-Amz-Expires=3600") {
		t.Errorf("signed %q, %v", url, err)
	}
}

func TestTheTapTellsSizesAndDetails(t *testing.T) {
	picture := strings.Repeat("x", 1400)
	tests := map[string]struct {
		answer string
		call   func(context.Context, *aws.Clients) error
		want   aws.Call
	}{
		"an object that is stored": {
			call: func(ctx context.Context, c *aws.Clients) error {
				_, err := c.Objects().Put(ctx, newObject("b", "k", picture))
				return err
			},
			want: aws.Call{Service: "s3", Operation: "PutObject", Size: 1400, Detail: "1.4 kB", USD: 0.005 / 1e3},
		},
		"an object that is read": {
			answer: picture,
			call: func(ctx context.Context, c *aws.Clients) error {
				o, err := c.Objects().Get(ctx, "b", "k")
				if err != nil {
					return err
				}
				return o.Body.Close()
			},
			want: aws.Call{Service: "s3", Operation: "GetObject", Size: 1400, Detail: "1.4 kB", USD: 0.0004 / 1e3},
		},
		"a heartbeat": {
			answer: "{}",
			call: func(ctx context.Context, c *aws.Clients) error {
				return c.Queue("http://aws.test/0/q").ChangeVisibility(ctx, "r", 29500*time.Millisecond)
			},
			want: aws.Call{Service: "sqs", Operation: "ChangeMessageVisibility", Size: 2, Detail: "→ 30 s", USD: 0.40 / 1e6},
		},
		"a call to a FIFO queue": {
			answer: "{}",
			call: func(ctx context.Context, c *aws.Clients) error {
				return c.Queue("http://aws.test/0/q.fifo").Delete(ctx, "r")
			},
			want: aws.Call{Service: "sqs", Operation: "DeleteMessage", Size: 2, USD: 0.50 / 1e6},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var told calls
			c := against(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Content-Length", strconv.Itoa(len(test.answer)))
				fail(w, http.StatusOK, test.answer)
			}, told.add)
			if err := test.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			got := told.one(t)
			test.want.Took, test.want.Attempts, test.want.Status = got.Took, 1, 200
			got.Request, got.Answer = "", "" // see transcript
			if got != test.want {
				t.Errorf("reported %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestManyCallsAtOnceAreEachReported(t *testing.T) {
	var n atomic.Int64
	c := against(t, func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusOK, "{}") },
		func(aws.Call) { n.Add(1) })
	done := make(chan error)
	for range 50 {
		go func() {
			_, err := c.SQS.ListQueues(t.Context(), &sqs.ListQueuesInput{})
			done <- err
		}()
	}
	for range 50 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n.Load() != 50 {
		t.Errorf("%d calls were reported, want 50", n.Load())
	}
}

func TestACallSaysWhetherItIsBookkeeping(t *testing.T) {
	for _, marked := range []bool{false, true} {
		var told calls
		c := against(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, told.add)
		ctx := t.Context()
		if marked {
			ctx = event.AsBookkeeping(ctx)
		}
		_, _ = c.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: new("http://aws.test/q")})
		if got := told.one(t).Bookkeeping; got != marked {
			t.Errorf("marked %t, reported %t", marked, got)
		}
	}
}
