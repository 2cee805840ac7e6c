package sigv4

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var now = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)

// received is a request as a server has it.
func received(r *http.Request) *http.Request {
	got := httptest.NewRequest(r.Method, r.URL.String(), nil)
	got.Header, got.Host, got.ContentLength = r.Header.Clone(), r.URL.Host, r.ContentLength
	return got
}

// signed is a request signed by the SDK for a service.
func signed(t *testing.T, service, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, strings.NewReader("photo"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Meta-Camera", "  two   spaces ")
	sum := sha256.Sum256([]byte("photo"))
	hash := hex.EncodeToString(sum[:])
	r.Header.Set("X-Amz-Content-Sha256", hash)
	sign(t, r, service, hash)
	return received(r)
}

func sign(t *testing.T, r *http.Request, service, hash string) {
	t.Helper()
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = service == "s3" })
	keys := aws.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "secret"}
	if err := signer.SignHTTP(context.Background(), keys, r, hash, service, "us-east-1", now); err != nil {
		t.Fatal(err)
	}
}

// problem is what an error says is wrong, "" for nil.
func problem(t *testing.T, err error) Problem {
	t.Helper()
	if err == nil {
		return ""
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is a %T: %v", err, err)
	}
	return e.Problem
}

func TestWhatTheSDKSignsIsRight(t *testing.T) {
	for service, url := range map[string]string{
		"s3":     "http://127.0.0.1:4566/bucket/a%20b/%C3%A9%2B1.jpg?tagging=&x-id=PutObject",
		"sqs":    "http://127.0.0.1:4566/000000000000/practiceQ",
		"events": "http://127.0.0.1:4566/a%20b?q=1&q=0",
	} {
		t.Run(service, func(t *testing.T) {
			r := signed(t, service, url)
			sig, err := Parse(r)
			if err != nil {
				t.Fatal(err)
			}
			if err := sig.Verify(r, "secret"); err != nil {
				t.Error(err)
			}
			if sig.AccessKey != "AKIA" || sig.Service != service || sig.Region != "us-east-1" || !sig.Time.Equal(now) {
				t.Errorf("the scope is %+v", sig)
			}
		})
	}
}

func TestWhateverIsChangedAfterSigningIsAMismatch(t *testing.T) {
	changes := map[string]func(*http.Request){
		"the method":        func(r *http.Request) { r.Method = http.MethodDelete },
		"the path":          func(r *http.Request) { r.URL.Path = "/bucket/other" },
		"the query":         func(r *http.Request) { r.URL.RawQuery = "acl" },
		"a signed header":   func(r *http.Request) { r.Header.Set("X-Amz-Meta-Camera", "another") },
		"the host":          func(r *http.Request) { r.Host = "example.com" },
		"the body's length": func(r *http.Request) { r.ContentLength = 6 },
		"the body's hash":   func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", emptyHash) },
	}
	for what, change := range changes {
		t.Run(what, func(t *testing.T) {
			r := signed(t, "s3", "http://127.0.0.1:4566/bucket/key")
			change(r)
			sig, err := Parse(r)
			if err == nil {
				err = sig.Verify(r, "secret")
			}
			if problem(t, err) != Mismatch {
				t.Errorf("it is %v", err)
			}
		})
	}
	r := signed(t, "s3", "http://127.0.0.1:4566/bucket/key")
	sig, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := sig.Verify(r, "another secret"); problem(t, err) != Mismatch {
		t.Errorf("another secret: %v", err)
	}
}

func TestASignatureHoldsForFifteenMinutes(t *testing.T) {
	sig, err := Parse(signed(t, "s3", "http://127.0.0.1:4566/bucket/key"))
	if err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]Problem{
		0: "", 14 * time.Minute: "", -14 * time.Minute: "", 16 * time.Minute: Skewed, -16 * time.Minute: Skewed,
	} {
		if got := problem(t, sig.Skewed(now.Add(after))); got != want {
			t.Errorf("after %v: %q, not %q", after, got, want)
		}
	}
}

func TestAPresignedURLHoldsUntilItExpires(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:4566/bucket/key?X-Amz-Expires=60", nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := aws.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "secret"}
	url, _, err := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }).
		PresignHTTP(context.Background(), keys, r, UnsignedPayload, "s3", "us-east-1", now)
	if err != nil {
		t.Fatal(err)
	}
	got := httptest.NewRequest(http.MethodGet, url, nil)
	sig, err := Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if err := sig.Verify(got, "secret"); err != nil {
		t.Error(err)
	}
	if err := sig.Skewed(now.Add(-time.Hour)); problem(t, err) != Expired {
		t.Errorf("an hour before it was made: %v", err)
	}
	for after, want := range map[time.Duration]Problem{59 * time.Second: "", 61 * time.Second: Expired} {
		if got := problem(t, sig.Expired(after)); got != want {
			t.Errorf("after %v: %q, not %q", after, got, want)
		}
	}
}

func TestWhatIsNoSignatureIsSaidToBeMalformed(t *testing.T) {
	whole := signed(t, "s3", "http://127.0.0.1:4566/bucket/key").Header.Get("Authorization")
	for name, header := range map[string]string{
		"basic":                 "Basic dXNlcjpwYXNz",
		"nothing":               "AWS4-HMAC-SHA256",
		"short scope":           strings.Replace(whole, "/aws4_request", "", 1),
		"another day":           strings.Replace(whole, "20261123", "20261124", 1),
		"no host":               strings.Replace(whole, "host;", "", 1),
		"no signature":          whole[:strings.Index(whole, ", Signature")],
		"version 2, as once":    "AWS AKIA:c2lnbmF0dXJl",
		"credential is a comma": "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
	} {
		t.Run(name, func(t *testing.T) {
			r := signed(t, "s3", "http://127.0.0.1:4566/bucket/key")
			r.Header.Set("Authorization", header)
			if _, err := Parse(r); problem(t, err) != Malformed {
				t.Errorf("it is %v", err)
			}
		})
	}
	if _, err := Parse(httptest.NewRequest(http.MethodGet, "/", nil)); problem(t, err) != Unsigned {
		t.Errorf("without any it is %v", err)
	}
}

// The figures are those of the example in AWS's documentation of signed chunks.
func TestTheChunksOfAWSsExampleAreRight(t *testing.T) {
	at := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	sig := &Signature{
		Date: "20130524", Region: "us-east-1", Service: "s3", Time: at,
		hex: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
	}
	chunks := []struct {
		content   string
		signature string
	}{
		{strings.Repeat("a", 64<<10), "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"},
		{strings.Repeat("a", 1<<10), "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"},
		{"", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"},
	}
	chain := sig.Chain("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
	for i, c := range chunks {
		if err := chain.Chunk(sha256Hex(c.content), c.signature); err != nil {
			t.Errorf("chunk %d: %v", i, err)
		}
	}
	if err := chain.Chunk(sha256Hex("more"), chunks[2].signature); problem(t, err) != Mismatch {
		t.Errorf("a chunk too many: %v", err)
	}
}
