package s3_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
)

// presign makes URLs with which an object is put and got.
func (w *world) presign(client *sdk.Client, key string, expires time.Duration) (put, get string) {
	w.t.Helper()
	p := sdk.NewPresignClient(client, sdk.WithPresignExpires(expires))
	putting, err := p.PresignPutObject(w.t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: &key})
	w.check(err)
	getting, err := p.PresignGetObject(w.t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: &key})
	w.check(err)
	return putting.URL, getting.URL
}

func TestAPresignedURLPutsAndGetsWithoutKeys(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range []string{"a.png", "a b/é+1.jpg", "a/../b", "'(x)*!~", "日本語"} {
		put, get := w.presign(w.client, key, time.Minute)
		if status, body := w.fetch(http.MethodPut, put, "photo"); status != http.StatusOK {
			t.Errorf("put %q: %d %s", key, status, body)
		}
		if status, body := w.fetch(http.MethodGet, get, ""); status != http.StatusOK || body != "photo" {
			t.Errorf("get %q: %d %s", key, status, body)
		}
	}
}

func TestAPresignedURLExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.bucket(photos)
		w.put(photos, "a", "photo")
		put, get := w.presign(w.client, "a", time.Minute)
		time.Sleep(time.Minute)
		if status, body := w.fetch(http.MethodGet, get, ""); status != http.StatusOK {
			t.Errorf("within its time: %d %s", status, body)
		}
		time.Sleep(time.Second)
		for method, url := range map[string]string{http.MethodGet: get, http.MethodPut: put} {
			status, body := w.fetch(method, url, "")
			if status != http.StatusForbidden || !strings.Contains(body, "<Code>AccessDenied</Code>") || !strings.Contains(body, "Request has expired") {
				t.Errorf("%s past its time: %d %s", method, status, body)
			}
		}
	})
}

func TestAPresignedURLIsGoodForWhatItWasMadeForOnly(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a.png", "photo")
	w.put(photos, "b.png", "secret")
	_, get := w.presign(w.client, "a.png", time.Minute)
	for name, c := range map[string]struct{ method, url string }{
		"another key":       {http.MethodGet, strings.Replace(get, "a.png", "b.png", 1)},
		"another method":    {http.MethodPut, get},
		"deleting":          {http.MethodDelete, get},
		"a longer time":     {http.MethodGet, strings.Replace(get, "X-Amz-Expires=60", "X-Amz-Expires=600", 1)},
		"another parameter": {http.MethodGet, get + "&response-content-type=text%2Fhtml"},
	} {
		status, body := w.fetch(c.method, c.url, "")
		if status != http.StatusForbidden || !strings.Contains(body, "<Code>SignatureDoesNotMatch</Code>") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
	if w.get(photos, "a.png") != "photo" {
		t.Error("the object was changed")
	}
	status, body := w.fetch(http.MethodPut, get, "x", "X-Amz-Copy-Source", photos+"/b.png")
	if status != http.StatusForbidden {
		t.Errorf("with a header that was not signed: %d %s", status, body)
	}
}

func TestAPresignedURLForMoreThanAWeekIsRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, get := w.presign(w.client, "a", time.Minute)
	for _, expires := range []string{"604801", "-1", "x"} {
		status, body := w.fetch(http.MethodGet, strings.Replace(get, "X-Amz-Expires=60", "X-Amz-Expires="+expires, 1), "")
		if status != http.StatusBadRequest || !strings.Contains(body, "AuthorizationQueryParametersError") {
			t.Errorf("%s: %d %s", expires, status, body)
		}
	}
}

func TestARequestWithoutASignatureIsRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a", "photo")
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
		status, body := w.fetch(method, "http://s3.test/photos/a", "")
		if status != http.StatusForbidden || !strings.Contains(body, "<Code>AccessDenied</Code>") {
			t.Errorf("%s: got %d %s", method, status, body)
		}
	}
	anonymous := newClient("http://s3.test", &http.Client{Transport: inProcess{w.service}}, func(o *sdk.Options) { o.Credentials = aws.AnonymousCredentials{} })
	_, err := anonymous.ListBuckets(t.Context(), &sdk.ListBucketsInput{})
	refused(t, err, "AccessDenied")
}

func TestAKeyThatWasHandedOutNeedsItsSecret(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	wrong := newClient("http://s3.test", &http.Client{Transport: inProcess{w.service}}, func(o *sdk.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider(accessKey, "wrong", "")
	})
	_, err := wrong.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("x")})
	refused(t, err, "SignatureDoesNotMatch")
	put, _ := w.presign(wrong, "a", time.Minute)
	if status, body := w.fetch(http.MethodPut, put, "x"); status != http.StatusForbidden {
		t.Errorf("presigned with a wrong secret: %d %s", status, body)
	}
}

func TestAContentThatIsNotTheOneSignedIsRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	client := newClient("http://s3.test", &http.Client{Transport: changeBody{inProcess{w.service}}}, func(o *sdk.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
	_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("photo")})
	refused(t, err, "XAmzContentSHA256Mismatch")
	_, err = w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("a")})
	refused(t, err, "NotFound")
}

// changeBody sends another body than the one that was signed.
type changeBody struct{ next http.RoundTripper }

// RoundTrip changes the body.
func (c changeBody) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(context.WithoutCancel(r.Context()))
	r.Body = http.NoBody
	other, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader("other"))
	if err != nil {
		return nil, err
	}
	r.Body = other.Body
	return c.next.RoundTrip(r)
}
