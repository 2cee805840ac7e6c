package s3

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // version 2 signs with it
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/aws/local/sigv4"
)

// isVersion2 tells whether a URL is presigned by the older version 2, as
// version 1 of the AWS CLI still does with `aws s3 presign`, and whether at least
// some of such a signature is there.
func isVersion2(query url.Values) (whole, some bool) {
	whole = query.Has("AWSAccessKeyId") && query.Has("Signature") && query.Has("Expires")
	return whole, query.Has("AWSAccessKeyId") || query.Has("Signature")
}

// authorizeVersion2 checks such a URL: its expiry, and its signature where the
// key is known. Such a URL names the moment at which it ends, by the clock of who
// signed it and not how long it is good for: so it is the wall clock that ends it,
// however the clock of the embedded AWS was moved.
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
func (s *Service) authorizeVersion2(c *call) error {
	c.sig = &sigv4.Signature{AccessKey: c.query.Get("AWSAccessKeyId"), Presigned: true, PayloadHash: sigv4.UnsignedPayload}
	expires, err := strconv.ParseInt(c.query.Get("Expires"), 10, 64)
	switch {
	case err != nil:
		return &apiError{http.StatusForbidden, "AccessDenied", "Invalid date (should be seconds since epoch): " + c.query.Get("Expires")}
	case time.Now().After(time.Unix(expires, 0)):
		return expired(time.Unix(expires, 0), time.Now(), "")
	}
	secret, known := s.secret(c.sig.AccessKey)
	if !known {
		return s.admitStranger()
	}
	mac := hmac.New(sha1.New, []byte(secret))
	toSign, provided := c.stringToSignVersion2(), c.query.Get("Signature")
	mac.Write([]byte(toSign))
	got, err := base64.StdEncoding.DecodeString(provided)
	if err != nil || !hmac.Equal(got, mac.Sum(nil)) {
		return (&apiError{http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method."}).
			with(mismatch(&sigv4.Error{AccessKey: c.sig.AccessKey, Provided: provided, StringToSign: toSign})...)
	}
	return nil
}

// admitStranger says whether a key that nobody knows may come in.
func (s *Service) admitStranger() error {
	if s.cfg.RequireKnownKeys {
		return &apiError{http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."}
	}
	return nil
}

// signedParams are the parameters that are part of what version 2 signs.
var signedParams = []string{
	"acl", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy", "response-cache-control",
	"response-content-disposition", "response-content-encoding", "response-content-language", "response-content-type",
	"response-expires", "tagging", "uploadId", "uploads", "versionId", "versioning", "versions",
}

// stringToSignVersion2 is the request as version 2 signs it.
func (c *call) stringToSignVersion2() string {
	h := c.r.Header
	lines := []string{c.r.Method, h.Get("Content-Md5"), h.Get("Content-Type"), c.query.Get("Expires")}
	var amz []string
	for name, values := range h {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") {
			amz = append(amz, name+":"+strings.Join(values, ","))
		}
	}
	slices.Sort(amz)
	resource := c.r.URL.EscapedPath() // as it was sent
	if bucket := bucketInHost(c.r.Host); bucket != "" {
		resource = "/" + bucket + resource
	}
	mark := "?"
	for _, name := range signedParams {
		if !c.query.Has(name) {
			continue
		}
		resource, mark = resource+mark+name, "&"
		if value := c.query.Get(name); value != "" {
			resource += "=" + value
		}
	}
	return strings.Join(append(append(lines, amz...), resource), "\n")
}
