package s3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"inflight/aws/local/clock"
	"inflight/aws/local/s3"
)

const (
	testBucket = "naa-hd-image-source"
	accessKey  = "AKIATEST"
	secretKey  = "secret of the test"
)

// world is an embedded S3 with a bucket, and a client of it.
type world struct {
	*sdk.Client
	t       testing.TB
	service *s3.Service
	dir     string
	clock   *clock.Controlled
	events  *heard
	url     string
	http    *http.Client
}

// heard collects the events that S3 sends.
type heard struct {
	mu        sync.Mutex
	list      []s3.ObjectEvent
	unsettled bool // nobody has what it heard of
}

// ObjectEvent keeps an event.
func (h *heard) ObjectEvent(_ context.Context, e s3.ObjectEvent, settled func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, e)
	if !h.unsettled {
		settled()
	}
}

// take returns the events so far and forgets them.
func (h *heard) take() []s3.ObjectEvent {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := h.list
	h.list = nil
	return list
}

// ways are how a client can reach the service.
var ways = []string{"http", "https", "in process"}

// newWorld makes an empty S3 with one bucket, reached in process.
func newWorld(t *testing.T) *world { return newWorldBy(t, "in process") }

func newWorldBy(t testing.TB, way string) *world {
	w := newWorldIn(t, t.TempDir())
	w.connect(way)
	return w
}

// newWorldIn makes an S3 over a folder, with one bucket, reached in process.
func newWorldIn(t testing.TB, dir string) *world {
	w := &world{t: t, dir: dir, events: &heard{}}
	w.newClock()
	w.open()
	t.Cleanup(func() { w.service.Close() })
	w.connect("in process")
	if _, err := w.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: aws.String(testBucket)}); err != nil {
		t.Fatal(err)
	}
	return w
}

// newClock begins with the wall clock's time.
func (w *world) newClock() { w.clock = clock.NewControlled(nil, 1) }

// open starts the service over the folder.
func (w *world) open() {
	w.t.Helper()
	service, err := s3.New(s3.Config{
		Dir: w.dir, Clock: w.clock, Events: w.events, KeepEvents: true,
		Secret: func(key string) (string, bool) { return secretKey, key == accessKey },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.service = service
}

// reopen stops the service and starts it over the same folder.
func (w *world) reopen() {
	w.t.Helper()
	w.service.Close()
	w.open()
}

// ServeHTTP hands a request to the present service.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.service.ServeHTTP(rw, r) }

// RoundTrip calls the service without a socket.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.Host = r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	w.service.ServeHTTP(rec, in)
	return rec.Result(), nil
}

func (w *world) connect(way string) {
	switch way {
	case "in process":
		w.url, w.http = "http://127.0.0.1:4566", &http.Client{Transport: w}
	case "http":
		s := httptest.NewServer(w)
		w.t.Cleanup(s.Close)
		w.url, w.http = s.URL, s.Client()
	case "https":
		s := httptest.NewTLSServer(w)
		w.t.Cleanup(s.Close)
		w.url, w.http = s.URL, s.Client()
	}
	w.Client = w.as(accessKey, secretKey)
}

// as is a client with other keys.
func (w *world) as(access, secret string) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &w.url, UsePathStyle: true, HTTPClient: w.http,
		Credentials: credentials.NewStaticCredentialsProvider(access, secret, ""), RetryMaxAttempts: 1,
		RequestChecksumCalculation:                aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation:                aws.ResponseChecksumValidationWhenSupported,
		DisableLogOutputChecksumValidationSkipped: true,
	})
}

// put stores an object.
func (w *world) put(key, content string, change ...func(*sdk.PutObjectInput)) *sdk.PutObjectOutput {
	w.t.Helper()
	in := &sdk.PutObjectInput{Bucket: aws.String(testBucket), Key: &key, Body: strings.NewReader(content)}
	for _, c := range change {
		c(in)
	}
	out, err := w.PutObject(w.t.Context(), in)
	if err != nil {
		w.t.Fatalf("put %q: %v", key, err)
	}
	return out
}

// get reads an object.
func (w *world) get(key string, change ...func(*sdk.GetObjectInput)) (*sdk.GetObjectOutput, string) {
	w.t.Helper()
	in := &sdk.GetObjectInput{Bucket: aws.String(testBucket), Key: &key}
	for _, c := range change {
		c(in)
	}
	out, err := w.GetObject(w.t.Context(), in)
	if err != nil {
		w.t.Fatalf("get %q: %v", key, err)
	}
	body, err := io.ReadAll(out.Body)
	if err != nil {
		w.t.Fatalf("read %q: %v", key, err)
	}
	return out, string(body)
}

// files are the files in the bucket's folder and what is in them.
func (w *world) files() map[string]string {
	w.t.Helper()
	found := map[string]string{}
	root := filepath.Join(w.dir, testBucket)
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	return found
}

// send sends a request of one's own making.
func (w *world) send(method, url, body string, header ...string) (int, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := w.http.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}

// refused checks the code and the status of an error.
func refused(t testing.TB, what string, err error, code string, status int) {
	t.Helper()
	var api smithy.APIError
	var answer *awshttp.ResponseError
	switch {
	case !errors.As(err, &api) || !errors.As(err, &answer):
		t.Errorf("%s: the error is %v, not %s", what, err, code)
	case api.ErrorCode() != code || answer.HTTPStatusCode() != status:
		t.Errorf("%s: the error is %s with %d, not %s with %d: %s", what, api.ErrorCode(), answer.HTTPStatusCode(), code, status, api.ErrorMessage())
	}
}

// outcome is what a call returned.
type outcome[T any] struct {
	out T
	err error
}

// must is the outcome of a call that is to succeed: must(call()).in(t).
func must[T any](out T, err error) outcome[T] { return outcome[T]{out, err} }

// in ends the test on an error.
func (o outcome[T]) in(t testing.TB) T {
	t.Helper()
	if o.err != nil {
		t.Fatal(o.err)
	}
	return o.out
}

func bucketOf() *string { return aws.String(testBucket) }

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// turnEventsOn makes the bucket send its events to EventBridge.
func (w *world) turnEventsOn() {
	w.t.Helper()
	_, err := w.PutBucketNotificationConfiguration(w.t.Context(), &sdk.PutBucketNotificationConfigurationInput{
		Bucket:                    bucketOf(),
		NotificationConfiguration: &types.NotificationConfiguration{EventBridgeConfiguration: &types.EventBridgeConfiguration{}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// midnight moves the clock past the next midnights.
func (w *world) midnight(n int) {
	now := w.clock.Now().UTC()
	w.clock.Advance(now.Truncate(24*time.Hour).AddDate(0, 0, n).Sub(now) + time.Minute)
}
