package s3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"inflight/aws/local/s3"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	accessKey = "AKIAINFLIGHTTESTING1"
	secretKey = "a secret of the test that has forty signs"
	photos    = "photos" // the bucket of most tests
)

// world is an S3 with what hears its events, and a client that reaches it in
// process.
type world struct {
	t       testing.TB
	dir     string
	service *s3.Service
	client  *sdk.Client
	events  *sink
}

// newWorld starts an S3 over a new folder; change may alter its configuration.
func newWorld(t testing.TB, change ...func(*s3.Config)) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), events: new(sink)}
	c := s3.Config{
		Dir: w.dir, Region: "us-east-1", Account: "000000000000", Events: w.events,
		Secret: func(key string) (string, bool) { return secretKey, key == accessKey },
	}
	for _, f := range change {
		f(&c)
	}
	service, err := s3.New(c)
	if err != nil {
		t.Fatal(err)
	}
	w.dir, w.service = c.Dir, service
	t.Cleanup(func() { w.check(service.Close()) })
	w.client = newClient("http://s3.test", &http.Client{Transport: inProcess{service}})
	return w
}

// clientOf is an HTTP client of a transport.
func clientOf(t http.RoundTripper) *http.Client { return &http.Client{Transport: t} }

// newClient makes an SDK client of an S3.
func newClient(endpoint string, c *http.Client, change ...func(*sdk.Options)) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &endpoint, UsePathStyle: true, HTTPClient: c, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
	}, change...)
}

// inProcess is a RoundTripper that calls a handler.
type inProcess struct{ handler http.Handler }

// RoundTrip calls the handler.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RequestURI, in.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:0"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, in)
	return w.Result(), r.Context().Err()
}

// eachWay runs a test with a client of every way a program reaches S3: in
// process, over http, and over https, where the SDK frames what it uploads.
func (w *world) eachWay(test func(t *testing.T, client *sdk.Client)) {
	t, ok := w.t.(*testing.T)
	if !ok {
		w.t.Fatal("eachWay is for tests")
	}
	t.Run("in process", func(t *testing.T) { test(t, w.client) })
	for name, serve := range map[string]func(http.Handler) *httptest.Server{
		"http": httptest.NewServer, "https": httptest.NewTLSServer,
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(w.service)
			defer server.Close()
			test(t, newClient(server.URL, server.Client()))
		})
	}
}

// check ends the test on an error.
func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// bucket makes a bucket.
func (w *world) bucket(name string) {
	w.t.Helper()
	_, err := w.client.CreateBucket(w.t.Context(), &sdk.CreateBucketInput{Bucket: &name})
	w.check(err)
}

// put stores an object and returns its ETag.
func (w *world) put(bucket, key, content string) string {
	w.t.Helper()
	out, err := w.client.PutObject(w.t.Context(), &sdk.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte(content)),
	})
	w.check(err)
	return *out.ETag
}

// get reads an object.
func (w *world) get(bucket, key string) string {
	w.t.Helper()
	out, err := w.client.GetObject(w.t.Context(), &sdk.GetObjectInput{Bucket: &bucket, Key: &key})
	w.check(err)
	return w.read(out.Body)
}

// read reads a body to its end.
func (w *world) read(body io.ReadCloser) string {
	w.t.Helper()
	b, err := io.ReadAll(body)
	w.check(errors.Join(err, body.Close()))
	return string(b)
}

// code is the AWS error code of an error, "" for none.
func code(t testing.TB, err error) string {
	t.Helper()
	var e smithy.APIError
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &e):
		t.Fatalf("not an error of AWS: %v", err)
	}
	return e.ErrorCode()
}

// refused checks that an error has the code.
func refused(t testing.TB, err error, want string) {
	t.Helper()
	if got := code(t, err); got != want {
		t.Errorf("got the error %q (%v), want %q", got, err, want)
	}
}

// sink remembers events.
type sink struct {
	mu   sync.Mutex
	list []s3.ObjectEvent
}

// ObjectEvent remembers an event.
func (s *sink) ObjectEvent(_ context.Context, e s3.ObjectEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, e)
}

// take returns what was heard since the last time.
func (s *sink) take() []s3.ObjectEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

// fetch makes a plain request, without the SDK, as a browser would.
func (w *world) fetch(method, url, body string, header ...string) (status int, answer string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	w.check(err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := inProcess{w.service}.RoundTrip(r)
	w.check(err)
	return got.StatusCode, w.read(got.Body)
}
