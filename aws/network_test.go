package aws_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// cable is a transport that can be cut, in a way of its own.
type cable struct {
	next http.RoundTripper
	cut  atomic.Pointer[func(*http.Request) error]
}

func (c *cable) RoundTrip(r *http.Request) (*http.Response, error) {
	if cut := c.cut.Load(); cut != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, (*cut)(r)
	}
	res, err := c.next.RoundTrip(r)
	if cut := c.cut.Load(); cut != nil && err == nil { // it was under way
		return nil, errors.Join((*cut)(r), res.Body.Close())
	}
	return res, err
}

// isPoll tells long polls from the rest.
func isPoll(r *http.Request) bool {
	return strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".ReceiveMessage")
}

// ways in which a network goes.
var ways = map[string]func(*http.Request) error{
	"nobody listens": func(*http.Request) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	},
	"the name is not known": func(*http.Request) error {
		return &net.DNSError{Err: "no such host", Name: "sqs.example", IsNotFound: true}
	},
	"packets are lost": func(r *http.Request) error {
		<-r.Context().Done()
		return context.Cause(r.Context())
	},
	"no route": func(*http.Request) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}
	},
	"connections break": func(*http.Request) error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} },
	"polls hang and the rest is refused": func(r *http.Request) error {
		if isPoll(r) {
			<-r.Context().Done()
			return context.Cause(r.Context())
		}
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	},
}

// overCable is a pipeline that reaches an embedded AWS as if over a network.
func overCable(t *testing.T) (*pipeline.Pipeline, *cable, func()) {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	wire := &cable{next: server.RoundTripper()}
	access, secret := server.Credentials()
	c, err := aws.Connect(t.Context(), aws.Options{
		Endpoint: server.Endpoint(), Transport: wire, AccessKey: access, SecretKey: secret,
		Account: local.DefaultAccount, Region: local.DefaultRegion,
	})
	if err != nil {
		t.Fatal(err)
	}
	res, err := aws.DefaultStack().Create(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := &event.Log{}
	p := &pipeline.Pipeline{
		Log: log, Queues: c.QueueControl(), Workers: 2, Pulse: c.Pulse(),
		Setup: event.Setup{Queue: res.Queue, DeadLetterQueue: res.DeadLetterQueue},
		Consumers: &consume.Consumers{
			Log: log, Queue: c.Queue(res.QueueURL), Store: c.Objects(), Engine: &patient{}, ThumbnailBucket: res.ThumbnailBucket,
			Wait: 20 * time.Second, Visibility: 30 * time.Second, Heartbeat: true, MaxReceives: 3, RetryDelay: time.Second,
		},
	}
	return p, wire, func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func TestANetworkThatGoesIsToldWithinThreeSecondsAndThatItIsBack(t *testing.T) {
	for name, way := range ways {
		for _, moment := range []time.Duration{0, 10 * time.Millisecond, 500 * time.Millisecond, 990 * time.Millisecond} {
			t.Run(fmt.Sprint(name, " after ", moment), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p, wire, stop := overCable(t)
					defer stop()
					events := p.Log.NewReader()
					ctx, cancel := context.WithCancel(t.Context())
					ended := make(chan struct{})
					go func() {
						defer close(ended)
						p.Run(ctx)
					}()
					defer func() { cancel(); <-ended }()
					time.Sleep(10*time.Second + moment)

					wire.cut.Store(&way)
					cut := time.Now()
					time.Sleep(3 * time.Second)
					synctest.Wait()
					told := networkEvents(events)
					if len(told) != 1 || !event.Is[event.NetworkLost](&told[0]) || pipelinetest.As[event.NetworkLost](told[0]).Reason == "" || pipelinetest.As[event.NetworkLost](told[0]).Took < 0 {
						t.Fatalf("within 3 s it told %s", brief(told))
					}
					if took := told[0].Time.Sub(cut); took > 2600*time.Millisecond {
						t.Errorf("it told after %v", took)
					}
					time.Sleep(time.Minute)
					if more := networkEvents(events); len(more) != 0 {
						t.Errorf("while it was gone it told %s", brief(more))
					}

					wire.cut.Store(nil)
					time.Sleep(3 * time.Second)
					synctest.Wait()
					told = networkEvents(events)
					if len(told) != 1 || !event.Is[event.NetworkBack](&told[0]) || pipelinetest.As[event.NetworkBack](told[0]).Took < 59*time.Second || pipelinetest.As[event.NetworkBack](told[0]).Took > 70*time.Second {
						t.Errorf("when it was back it told %s", brief(told))
					}
				})
			})
		}
	}
}

func networkEvents(r *event.Reader) []event.Event {
	return slices.DeleteFunc(r.Take(nil), func(e event.Event) bool {
		return !event.Is[event.NetworkLost](&e) && !event.Is[event.NetworkBack](&e)
	})
}

// brief is what events of the network say.
func brief(events []event.Event) string {
	text := fmt.Sprint(len(events), " events")
	for _, e := range events {
		text += "; " + e.String()
	}
	return text
}

func TestWhatIsNoLossOfTheNetworkIsNotToldAsOne(t *testing.T) {
	for name, way := range map[string]func(n int, r *http.Request) (*http.Response, error){
		"everything is refused": func(int, *http.Request) (*http.Response, error) {
			return respond(http.StatusForbidden, `{"__type":"AccessDeniedException","message":"no"}`), nil
		},
		"the service is in trouble": func(int, *http.Request) (*http.Response, error) {
			return respond(http.StatusServiceUnavailable, `{"__type":"ServiceUnavailable"}`), nil
		},
		"one connection breaks": func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
			}
			return nil, nil
		},
		"it is slow": func(_ int, r *http.Request) (*http.Response, error) {
			time.Sleep(1200 * time.Millisecond) // virtual
			return nil, r.Context().Err()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, wire, stop := overCable(t)
				defer stop()
				next, n := wire.next, 0
				events := p.Log.NewReader()
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				p.Workers = 0 // the sampler alone
				wire.next = sender(func(r *http.Request) (*http.Response, error) {
					n++
					if res, err := way(n, r); res != nil || err != nil {
						_ = r.Body.Close()
						return res, err
					}
					return next.RoundTrip(r)
				})
				p.Run(ctx)
				if told := networkEvents(events); len(told) != 0 {
					t.Errorf("it told %s", brief(told))
				}
			})
		})
	}
}

type sender func(*http.Request) (*http.Response, error)

func (f sender) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func TestKeysThatCannotBeHadAreNoLossOfTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, stop := overCable(t)
		defer stop()
		events := p.Log.NewReader()
		p.Workers = 0
		p.Queues = refusing{p.Queues}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		p.Run(ctx)
		if told := networkEvents(events); len(told) != 0 {
			t.Errorf("it told %s", brief(told))
		}
	})
}

// refusing fails before anything is sent.
type refusing struct{ pipeline.QueueControl }

func (refusing) Counts(context.Context, string) (pipeline.Counts, error) {
	return pipeline.Counts{}, errors.New("failed to refresh cached credentials")
}
