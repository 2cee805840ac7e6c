package aws

import (
	"context"
	"net/http"
	"strings"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"inflight/pipeline/consume"
)

// TestACallToOneEndpointIsTheOneThatTheRulesMake holds requests whose endpoint is
// known to those that the SDK's own rules make: where they go and how they are signed.
func TestACallToOneEndpointIsTheOneThatTheRulesMake(t *testing.T) {
	for _, bucket := range []string{
		"naa-hd-image-source", "a.bucket.with.dots", "4numbers4", "under_score", "Capitals", "two--dashes", "with space",
		"arn:aws:s3:us-east-1:000000000000:accesspoint/name",
	} {
		for name, call := range callsOfS3(bucket) {
			t.Run(bucket+"/"+name, func(t *testing.T) {
				rules, one := requestOf(t, call, false), requestOf(t, call, true)
				if rules.url != one.url || rules.scope != one.scope {
					t.Errorf("by the rules: %s %s\nto one endpoint: %s %s", rules.url, rules.scope, one.url, one.scope)
				}
			})
		}
	}
}

// callsOfS3 are calls whose requests differ in what is in their path and query.
func callsOfS3(bucket string) map[string]func(context.Context, *s3.Client) error {
	key := "photographs/ä b+c%.jpg"
	return map[string]func(context.Context, *s3.Client) error{
		"GetObject": func(ctx context.Context, c *s3.Client) error {
			_, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
			return err
		},
		"PutObject": func(ctx context.Context, c *s3.Client) error {
			_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("content")})
			return err
		},
		"ListObjectsV2": func(ctx context.Context, c *s3.Client) error {
			_, err := c.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &key})
			return err
		},
		"ListBuckets": func(ctx context.Context, c *s3.Client) error {
			_, err := c.ListBuckets(ctx, &s3.ListBucketsInput{})
			return err
		},
	}
}

// asked is where a request went, and what its signature is for; or why there was none.
type asked struct{ url, scope string }

// requestOf makes a call and returns its request.
func requestOf(t *testing.T, call func(context.Context, *s3.Client) error, one bool) asked {
	t.Helper()
	var got asked
	seen := roundTrip(func(r *http.Request) (*http.Response, error) {
		got.url = r.URL.String()
		_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "/")
		got.scope, _, _ = strings.Cut(scope, ", Signature=")
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	})
	endpoint := "http://127.0.0.1:4566"
	client := s3.NewFromConfig(awssdk.Config{
		Region: "eu-central-1", BaseEndpoint: &endpoint, HTTPClient: inProcess{seen},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}, func(so *s3.Options) {
		so.UsePathStyle = true
		if one {
			goTo(so)
		}
	})
	if err := call(t.Context(), client); err != nil && got.url == "" {
		_, got.url, _ = strings.Cut(err.Error(), "endpoint rule error") // found one step later
	}
	return got
}

// roundTrip is a function as a transport.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestOnlyTheContentOfAnObjectIsNotSigned: a put in process bears a checksum of what
// it puts, as to AWS itself; whatever else is sent is signed as a whole.
func TestOnlyTheContentOfAnObjectIsNotSigned(t *testing.T) {
	sent := map[string]http.Header{}
	seen := roundTrip(func(r *http.Request) (*http.Response, error) {
		sent[r.Method+" "+r.URL.RawQuery] = r.Header.Clone()
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	})
	c, err := Connect(t.Context(), Options{Endpoint: "http://127.0.0.1:4566", Transport: seen, Account: "000000000000"})
	if err != nil {
		t.Fatal(err)
	}
	o := c.Objects()
	if _, err := o.Put(t.Context(), consume.NewObject{Bucket: "source", Key: "a.jpg", Body: strings.NewReader("content")}); err != nil {
		t.Fatal(err)
	}
	if err := o.SetTags(t.Context(), "source", "a.jpg", map[string]string{"a": "b"}); err != nil {
		t.Fatal(err)
	}
	put, tags := sent["PUT x-id=PutObject"], sent["PUT tagging="]
	if put == nil || tags == nil {
		t.Fatalf("sent were %v", sent)
	}
	if hash := put.Get("X-Amz-Content-Sha256"); hash != "UNSIGNED-PAYLOAD" {
		t.Errorf("of the content of an object %q is signed", hash)
	}
	if sum := put.Get("X-Amz-Checksum-Crc32"); sum != "/sUwqQ==" {
		t.Errorf("the checksum of the content is %q", sum)
	}
	if hash := tags.Get("X-Amz-Content-Sha256"); len(hash) != 64 {
		t.Errorf("of tags %q is signed", hash)
	}
}
