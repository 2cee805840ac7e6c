package local_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local"
)

// clockReply is an answer of /_inflight/clock.
type clockReply struct {
	status int
	Now    time.Time
	Speed  float64
	Ahead  string
	Error  string
}

// askClock sends a request to /_inflight/clock; change may alter it.
func askClock(t *testing.T, s *local.Server, transport http.RoundTripper, method, body string, change ...func(*http.Request)) clockReply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.Endpoint()+"/_inflight/clock", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for _, f := range change {
		f(r)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	reply := clockReply{status: answer.StatusCode}
	if err := json.Unmarshal(text, &reply); err != nil {
		t.Fatalf("the clock answers %q: %v", text, err)
	}
	return reply
}

// advance moves the server's clock.
func advance(t *testing.T, s *local.Server, transport http.RoundTripper, by string) {
	t.Helper()
	if got := askClock(t, s, transport, http.MethodPost, `{"advance":"`+by+`"}`); got.status != http.StatusOK {
		t.Fatalf("moving the clock by %s: %+v", by, got)
	}
}

func TestMovingTheClockBringsAMessageInFlightBack(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, transport)
	url, _ := openQueue(t, c, "queue")
	if _, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: new("photo")}); err != nil {
		t.Fatal(err)
	}
	receive := func(wait int32) []sqstypes.Message {
		out, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: &url, VisibilityTimeout: 300, WaitTimeSeconds: wait,
			MessageSystemAttributeNames: []sqstypes.MessageSystemAttributeName{"ApproximateReceiveCount"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.Messages
	}
	receive(0)
	advance(t, s, transport, "4m")
	if got := receive(0); len(got) != 0 {
		t.Errorf("after 4 minutes of 5 it came back: %v", got)
	}
	advance(t, s, transport, "5m")
	if got := receive(0); len(got) != 1 || got[0].Attributes["ApproximateReceiveCount"] != "2" {
		t.Errorf("after its visibility timeout there is %v", got)
	}
	advance(t, s, transport, "4d") // the queue's retention
	if got := receive(0); len(got) != 0 {
		t.Errorf("after its retention there is %v", got)
	}
}

func TestMovingTheClockLetsThumbnailsExpire(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, transport)
	eventBucket(t, c, "thumbnails")
	_, err := c.s3.PutBucketLifecycleConfiguration(t.Context(), &s3.PutBucketLifecycleConfigurationInput{
		Bucket: new("thumbnails"), LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{Rules: []s3types.LifecycleRule{{
			ID: new("week"), Status: "Enabled", Filter: &s3types.LifecycleRuleFilter{Prefix: new("")}, Expiration: &s3types.LifecycleExpiration{Days: new(int32(7))},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("thumbnails"), Key: new("dune.png"), Body: strings.NewReader("png")}); err != nil {
		t.Fatal(err)
	}
	count := func() int32 {
		out, err := c.s3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: new("thumbnails")})
		if err != nil {
			t.Fatal(err)
		}
		return *out.KeyCount
	}
	advance(t, s, transport, "6d")
	if got := count(); got != 1 {
		t.Errorf("after 6 days there are %d", got)
	}
	advance(t, s, transport, "48h")
	if got := count(); got != 0 {
		t.Errorf("after 8 days there are %d", got)
	}
}

func TestTheClockRunsFasterSlowerAndStandsStill(t *testing.T) {
	s, transport := listen(t)
	if got := askClock(t, s, transport, http.MethodGet, ""); got.Speed != 1 || got.Ahead != "0s" || time.Since(got.Now).Abs() > time.Minute {
		t.Errorf("at first it says %+v", got)
	}
	if got := askClock(t, s, transport, http.MethodPost, `{"speed":0,"advance":"1d12h"}`); got.Speed != 0 || time.Until(got.Now).Round(time.Hour) != 36*time.Hour {
		t.Errorf("stopped and moved it says %+v", got)
	}
	before := askClock(t, s, transport, http.MethodGet, "").Now
	if after := askClock(t, s, transport, http.MethodPost, `{"speed":10}`); after.Speed != 10 || after.Now.Sub(before) > time.Minute {
		t.Errorf("it stood still from %v to %+v", before, after)
	}
}

func TestABadChangeOfTheClockIsRefusedWithAReason(t *testing.T) {
	s, transport := listen(t)
	for body, want := range map[string]string{
		`{"speed":-1}`: "the speed is -1", `{"speed":1e9}`: "the speed is 1e+09", `{"advance":"yesterday"}`: `advance is "yesterday"`,
		`{"advance":"-4d"}`: `advance is "-4d"`, `{"advance":"400d"}`: "366 days at most", `{"advance":"65000d9999999h"}`: "366 days at most",
		`{"sped":1}`: "unknown field", `speed=1`: "the body has to be", `{"speed":"fast"}`: "the body has to be", ``: "the body has to be",
	} {
		if got := askClock(t, s, transport, http.MethodPost, body); got.status != http.StatusBadRequest || !strings.Contains(got.Error, want) {
			t.Errorf("%s: %+v", body, got)
		}
	}
	if got := askClock(t, s, transport, http.MethodDelete, ""); got.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %+v", got)
	}
	if got := askClock(t, s, transport, http.MethodGet, ""); got.Ahead != "0s" || got.Speed != 1 {
		t.Errorf("afterwards it says %+v", got)
	}
}

func TestOnlyProgramsOnThisMachineChangeTheClock(t *testing.T) {
	s, transport := listen(t)
	for name, change := range map[string]func(*http.Request){
		"a page in a browser": func(r *http.Request) { r.Header.Set("Origin", "https://example.com") },
		"a form":              func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
	} {
		if got := askClock(t, s, transport, http.MethodPost, `{"advance":"1h"}`, change); got.status != http.StatusForbidden {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := askClock(t, s, elsewhere{s}, http.MethodPost, `{"advance":"1h"}`); got.status != http.StatusForbidden {
		t.Errorf("another machine: %+v", got)
	}
	if got := askClock(t, s, transport, http.MethodGet, ""); got.Ahead != "0s" {
		t.Errorf("afterwards it says %+v", got)
	}
}

// elsewhere reaches a server as a program on another machine does.
type elsewhere struct{ server http.Handler }

// RoundTrip serves the request.
func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r.RemoteAddr = "192.0.2.7:40000"
	w := &recorded{header: http.Header{}}
	e.server.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body)}, nil
}

// recorded is an answer that was written.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorded) Header() http.Header         { return w.header }
func (w *recorded) WriteHeader(status int)      { w.status = status }
func (w *recorded) Write(b []byte) (int, error) { return w.body.Write(b) }

func TestWithRequireSignatureTheClockIsAskedWithASignature(t *testing.T) {
	s, transport := listen(t, requireSignature)
	_, secret := s.Credentials()
	const body = `{"speed":2}`
	for name, c := range map[string]struct {
		method string
		change []func(*http.Request)
		want   int
	}{
		"unsigned":       {http.MethodPost, nil, http.StatusForbidden},
		"unsigned GET":   {http.MethodGet, nil, http.StatusForbidden},
		"a wrong secret": {http.MethodPost, []func(*http.Request){signClock(t, s, "wrong", body)}, http.StatusForbidden},
		"another body":   {http.MethodPost, []func(*http.Request){signClock(t, s, secret, `{"speed":1}`)}, http.StatusForbidden},
		"signed":         {http.MethodPost, []func(*http.Request){signClock(t, s, secret, body)}, http.StatusOK},
	} {
		if got := askClock(t, s, transport, c.method, body, c.change...); got.status != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAPresignedURLAgesByTheClockFromWhenItWasMade(t *testing.T) {
	s, transport := listen(t, requireSignature)
	c := connect(t, s, transport)
	eventBucket(t, c, "photos")
	if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("photos"), Key: new("dune"), Body: strings.NewReader("photo")}); err != nil {
		t.Fatal(err)
	}
	presign := func() string {
		out, err := s3.NewPresignClient(c.s3).PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: new("photos"), Key: new("dune")})
		if err != nil {
			t.Fatal(err)
		}
		return out.URL
	}
	old := presign()
	_, secret := s.Credentials()
	const hour = `{"advance":"1h"}`
	if got := askClock(t, s, transport, http.MethodPost, hour, signClock(t, s, secret, hour)); got.status != http.StatusOK {
		t.Fatalf("moving the clock: %+v", got)
	}
	if status, body := fetch(t, transport, http.MethodGet, old, ""); status != http.StatusForbidden || !strings.Contains(body, "Request has expired") {
		t.Errorf("one of 15 minutes, an hour later: %d %s", status, body)
	}
	if status, body := fetch(t, transport, http.MethodGet, presign(), ""); status != http.StatusOK || body != "photo" {
		t.Errorf("one made since: %d %s", status, body)
	}
}

// signClock signs a request for the clock with the server's access key.
func signClock(t *testing.T, s *local.Server, secret, body string) func(*http.Request) {
	t.Helper()
	access, _ := s.Credentials()
	return func(r *http.Request) {
		sum := sha256.Sum256([]byte(body))
		keys := aws.Credentials{AccessKeyID: access, SecretAccessKey: secret}
		if err := v4.NewSigner().SignHTTP(t.Context(), keys, r, hex.EncodeToString(sum[:]), "inflight", "us-east-1", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAClockThatWasMovedStaysMovedInTheNextRun(t *testing.T) {
	dir := t.TempDir()
	first := start(t, in(dir, true))
	advance(t, first, first.RoundTripper(), "8d")
	if err := first.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	second := start(t, in(dir, true))
	if got := askClock(t, second, second.RoundTripper(), http.MethodGet, ""); time.Until(got.Now).Round(time.Hour) != 8*24*time.Hour {
		t.Errorf("the next run's clock says %+v", got)
	}
	if err := second.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "aws", "clock.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := local.New(local.Options{Dir: dir, Durable: true}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("over a damaged file: %v", err)
	}
}
