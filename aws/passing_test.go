package aws_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// transport is a RoundTripper made of a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer is an error of S3 or SNS as it comes over the wire.
func answer(status int, code string) transport {
	return func(r *http.Request) (*http.Response, error) {
		body := "<Error><Code>" + code + "</Code><Message>no</Message></Error>"
		if r.Method == http.MethodPost { // SNS
			body = "<ErrorResponse>" + body + "</ErrorResponse>"
		}
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/xml"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// breaking is a network that fails that way.
func breaking(err error) transport {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func TestWhetherACauseMayPassIsToldFromTheError(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, tc := range map[string]struct {
		network transport
		passes  bool
	}{
		"refused connection":       {breaking(dial(syscall.ECONNREFUSED)), true},
		"no route":                 {breaking(dial(syscall.EHOSTUNREACH)), true},
		"a connection that breaks": {breaking(io.ErrUnexpectedEOF), true},
		"a reset":                  {breaking(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), true},
		"no name server":           {breaking(dial(&net.DNSError{Err: "server misbehaving", IsTemporary: true})), true},
		"no network, so no name":   {breaking(dial(&net.DNSError{Err: "no such host", IsNotFound: true})), true},
		"a server in trouble":      {answer(500, "InternalError"), true},
		"slow down":                {answer(503, "SlowDown"), true},
		"a bad gateway":            {answer(502, ""), true},
		"too many requests":        {answer(429, "TooManyRequests"), true},
		"a slow request":           {answer(400, "RequestTimeout"), true},
		"throttling":               {answer(400, "ThrottlingException"), true},
		"a conflict":               {answer(409, "OperationAborted"), true},

		"a refusal":          {answer(403, "AccessDenied"), false},
		"no such bucket":     {answer(404, "NoSuchBucket"), false},
		"a key too long":     {answer(400, "KeyTooLongError"), false},
		"not implemented":    {answer(501, "NotImplemented"), false},
		"expired":            {answer(400, "ExpiredToken"), false},
		"a wrong key":        {answer(403, "SignatureDoesNotMatch"), false},
		"a bad certificate":  {breaking(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), false},
		"giving up yourself": {breaking(context.Canceled), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := aws.Connect(t.Context(), aws.Options{Endpoint: "http://aws.test", Transport: tc.network, Account: "000000000000"})
				if err != nil {
					t.Fatal(err)
				}
				o := newObject("b", "k", "x")
				o.Once = true
				_, err = c.Objects().Put(t.Context(), o)
				var mark *consume.PassingError
				if err == nil || errors.As(err, &mark) != tc.passes {
					t.Errorf("%v: may pass: %t, want %t", err, mark != nil, tc.passes)
				}
				err = c.Topic("arn:aws:sns:us-east-1:000000000000:t").Publish(t.Context(), consume.Announcement{})
				mark = nil
				if err == nil || errors.As(err, &mark) != tc.passes {
					t.Errorf("announcing, %v: may pass: %t, want %t", err, mark != nil, tc.passes)
				}
			})
		})
	}
}

// lossy carries out every request, and loses the first answers to PutObject.
type lossy struct {
	next http.RoundTripper
	lose atomic.Int64
}

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.next.RoundTrip(r)
	if err == nil && r.Method == http.MethodPut && strings.Contains(r.URL.Path, ".jpg") && l.lose.Add(-1) >= 0 {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("read: %w", syscall.ECONNRESET)
	}
	return answer, err
}

func TestUploadsWhoseAnswersAreLostSendOneEventEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := local.New(local.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := server.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		o := aws.Options{Endpoint: server.Endpoint(), Account: local.DefaultAccount, Region: local.DefaultRegion}
		o.AccessKey, o.SecretKey = server.Credentials()
		network := &lossy{next: server.RoundTripper()}
		o.Transport = network
		c, err := aws.Connect(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		stack := aws.DefaultStack()
		res, err := stack.Create(t.Context(), c, nil)
		if err != nil {
			t.Fatal(err)
		}
		network.lose.Store(7)
		log := &event.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: c.Objects(), Bucket: res.SourceBucket, Images: &numbered{}, Count: 10}
		p.Run(t.Context())
		uploaded, retried := 0, 0
		for _, e := range events.Take(nil) {
			switch e.Body.(type) {
			case *event.ObjectUploaded:
				uploaded++
			case *event.UploadRetried:
				retried++
			}
		}
		time.Sleep(time.Second)
		synctest.Wait()
		got, err := c.QueueControl().Counts(t.Context(), res.Queue)
		if err != nil || uploaded != 10 || retried != 7 || got.Visible != 10 {
			t.Errorf("%d uploaded, %d tried again, %d messages, %v", uploaded, retried, got.Visible, err)
		}
	})
}

// session are credentials of a session.
type session struct {
	until time.Time // zero: nobody knows
}

func (s session) Retrieve(context.Context) (awssdk.Credentials, error) {
	return awssdk.Credentials{
		AccessKeyID: "ASIA", SecretAccessKey: "s", SessionToken: "t", CanExpire: !s.until.IsZero(), Expires: s.until,
	}, nil
}

func TestALinkHoldsNoLongerThanTheCredentialsThatSignedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, tc := range map[string]struct {
			left    time.Duration // of the credentials; 0: nobody knows
			holds   time.Duration
			earlier bool
			signed  string
		}{
			"a session that ends before": {20*time.Minute + 300*time.Millisecond, 20*time.Minute + 300*time.Millisecond, false, "X-Amz-Expires=1200&"},
			"a session that ends later":  {48 * time.Hour, 24 * time.Hour, false, "X-Amz-Expires=86400&"},
			"a session of no known end":  {0, 24 * time.Hour, true, "X-Amz-Expires=86400&"},
			"a session at its end":       {time.Millisecond, time.Millisecond, false, "X-Amz-Expires=1&"},
		} {
			c := against(t, nil, nil)
			var until time.Time
			if tc.left > 0 {
				until = time.Now().Add(tc.left)
			}
			c.S3 = s3.New(c.S3.Options(), func(so *s3.Options) { so.Credentials = session{until} })
			link, err := c.Objects().PresignGet(t.Context(), "b", "k", 24*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Until(link.Expires); got != tc.holds || link.Earlier != tc.earlier || !strings.Contains(link.URL, tc.signed) {
				t.Errorf("%s: it holds for %s (earlier: %t): %s", name, got, link.Earlier, link.URL)
			}
		}
	})
}
