package s3_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The URLs are as version 1 of the AWS CLI makes them: aws s3 presign.
func TestLine42AURLPresignedByTheOlderVersionIsChecked(t *testing.T) {
	w := newWorld(t)
	w.put("a b.jpg", "photo")
	expires, signature := signVersion2(time.Now().Add(time.Hour))
	ask := func(path, key, signature string) (int, string) {
		return w.send(http.MethodGet, w.url+"/"+testBucket+path+"?AWSAccessKeyId="+key+"&Signature="+signature+"&Expires="+expires, "")
	}
	if status, body := ask("/a%20b.jpg", accessKey, signature); status != 200 || body != "photo" {
		t.Errorf("%d: %s", status, body)
	}
	if status, body := ask("/other.jpg", accessKey, signature); status != 403 || !strings.Contains(body, "SignatureDoesNotMatch") {
		t.Errorf("another key: %d %s", status, body)
	}
	if status, body := ask("/a%20b.jpg", "test", "x"); status != 200 {
		t.Errorf("a stranger's: %d %s", status, body)
	}
	w.clock.Advance(2 * time.Hour) // it is the wall clock that ends it
	if status, body := ask("/a%20b.jpg", accessKey, signature); status != 200 {
		t.Errorf("after the clock was moved: %d %s", status, body)
	}
	expires, signature = signVersion2(time.Now().Add(-time.Second))
	for _, key := range []string{accessKey, "test"} {
		if status, body := ask("/a%20b.jpg", key, signature); status != 403 || !strings.Contains(body, "Request has expired") {
			t.Errorf("after it expired: %d %s", status, body)
		}
	}
}

// signVersion2 signs for the key "a b.jpg", until then.
func signVersion2(until time.Time) (expires, signature string) {
	expires = fmt.Sprint(until.Unix())
	mac := hmac.New(sha1.New, []byte(secretKey))
	mac.Write([]byte("GET\n\n\n" + expires + "\n/" + testBucket + "/a%20b.jpg"))
	return expires, url.QueryEscape(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
