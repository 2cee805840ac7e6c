package s3_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
)

// presignGet makes a URL that holds for an hour.
func (w *world) presignGet(client *sdk.Client, key string) string {
	w.t.Helper()
	return must(sdk.NewPresignClient(client).PresignGetObject(w.t.Context(), &sdk.GetObjectInput{Bucket: bucketOf(), Key: &key}, sdk.WithPresignExpires(time.Hour))).in(w.t).URL
}

func TestLine42APresignedURLReadsTheObject(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			w.put("é b+c.jpg", "photo")
			status, body := w.send(http.MethodGet, w.presignGet(w.Client, "é b+c.jpg"), "")
			if status != 200 || body != "photo" {
				t.Errorf("%d: %s", status, body)
			}
		})
	}
}

func TestLine42APresignedURLWritesTheObject(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			signed := must(sdk.NewPresignClient(w.Client).PresignPutObject(t.Context(), &sdk.PutObjectInput{
				Bucket: bucketOf(), Key: aws.String("photo.jpg"), ContentType: aws.String("image/jpeg"), Metadata: map[string]string{"camera": "box"},
			})).in(t)
			var header []string
			for name, values := range signed.SignedHeader {
				if name != "Host" && name != "Content-Length" {
					header = append(header, name, values[0])
				}
			}
			if status, body := w.send(signed.Method, signed.URL, "photo", header...); status != 200 {
				t.Fatalf("%d: %s", status, body)
			}
			if out, got := w.get("photo.jpg"); got != "photo" || *out.ContentType != "image/jpeg" || out.Metadata["camera"] != "box" {
				t.Errorf("it is %q, %+v", got, out)
			}
			status, body := w.send(signed.Method, strings.Replace(signed.URL, "photo.jpg", "other.jpg", 1), "photo", header...)
			if status != 403 || !strings.Contains(body, "<Code>SignatureDoesNotMatch</Code>") {
				t.Errorf("another key: %d %s", status, body)
			}
		})
	}
}

func TestLine42WhatIsWrongWithAPresignedURLIsSaid(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	w.put("other", "other")
	url := w.presignGet(w.Client, "photo")
	foreign := w.presignGet(w.as("test", "test"), "photo")
	for name, test := range map[string]struct {
		url    string
		status int
		want   string
	}{
		"another key":           {strings.Replace(url, "/photo?", "/other?", 1), 403, "SignatureDoesNotMatch"},
		"another expiry":        {strings.Replace(url, "Expires=3600", "Expires=7200", 1), 403, "SignatureDoesNotMatch"},
		"another signature":     {url[:len(url)-1] + "x", 403, "SignatureDoesNotMatch"},
		"more than a week":      {strings.Replace(url, "Expires=3600", "Expires=604801", 1), 400, "AuthorizationQueryParametersError"},
		"no number":             {strings.Replace(url, "Expires=3600", "Expires=soon", 1), 400, "AuthorizationQueryParametersError"},
		"no signature":          {url[:strings.Index(url, "&X-Amz-Signature")], 400, "AuthorizationQueryParametersError"},
		"nothing":               {w.url + "/" + testBucket + "/photo", 403, "<Code>AccessDenied</Code>"},
		"the key of a stranger": {foreign, 200, "photo"},
	} {
		if status, body := w.send(http.MethodGet, test.url, ""); status != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestLine42APresignedURLExpires(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	urls := map[string]string{"ours": w.presignGet(w.Client, "photo"), "a stranger's": w.presignGet(w.as("test", "test"), "photo")}
	w.clock.Advance(59 * time.Minute)
	for whose, url := range urls {
		if status, body := w.send(http.MethodGet, url, ""); status != 200 {
			t.Errorf("%s, before: %d %s", whose, status, body)
		}
	}
	w.clock.Advance(2 * time.Minute)
	for whose, url := range urls {
		status, body := w.send(http.MethodGet, url, "")
		if status != 403 || !strings.Contains(body, "<Code>AccessDenied</Code><Message>Request has expired</Message>") {
			t.Errorf("%s, after: %d %s", whose, status, body)
		}
	}
}

func TestLine42ARequestIsSigned(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	get := func(c *sdk.Client) error {
		_, err := c.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: bucketOf(), Key: aws.String("photo")})
		return err
	}
	anonymous := sdk.New(w.Options(), func(o *sdk.Options) { o.Credentials = aws.AnonymousCredentials{} })
	refused(t, "without a signature", get(anonymous), "AccessDenied", 403)
	refused(t, "with another secret", get(w.as(accessKey, "another")), "SignatureDoesNotMatch", 403)
	if err := get(w.as("test", "test")); err != nil {
		t.Errorf("with keys that nobody knows: %v", err)
	}
	w.clock.Advance(100 * 24 * time.Hour) // the embedded AWS's own time does not age signatures
	if err := get(w.Client); err != nil {
		t.Errorf("with a clock that was moved: %v", err)
	}
}

func TestABucketCanBeNamedInTheHost(t *testing.T) {
	w := newWorld(t)
	w.Client = sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://localhost:4566"), HTTPClient: w.http,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""), RetryMaxAttempts: 1,
	})
	w.put("a/b c.jpg", "photo")
	if got := w.files()["a/b c.jpg"]; got != "photo" {
		t.Errorf("the files are %q", w.files())
	}
}

func TestLine42APresignedURLCannotBeMadeToCopy(t *testing.T) {
	w := newWorld(t)
	w.put("secret", "a secret")
	signed, err := sdk.NewPresignClient(w.Client).PresignPutObject(t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("mine")})
	if err != nil {
		t.Fatal(err)
	}
	status, body := w.send(http.MethodPut, signed.URL, "", "X-Amz-Copy-Source", testBucket+"/secret")
	if status != http.StatusForbidden || !strings.Contains(body, "not signed") {
		t.Errorf("with a header that was not signed: %d %s", status, body)
	}
}
