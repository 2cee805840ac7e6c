package s3

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/sigv4"
)

// authorize checks who asks: see the package's documentation for who is let in.
func (s *Service) authorize(c *call) error {
	switch whole, some := isVersion2(c.query); {
	case whole:
		return s.authorizeVersion2(c)
	case some && c.r.Header.Get("Authorization") == "":
		return &apiError{http.StatusForbidden, "AccessDenied", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"}
	}
	sig, err := sigv4.Parse(c.r)
	if err != nil {
		return s.refuseUnsigned(c, err)
	}
	c.sig, sig.Keys = sig, &s.signing
	// A presigned URL ages by the one clock of the embedded AWS, so that one can
	// see it expire by moving that clock.
	if err := sig.Expired(clock.Since(s.cfg.Clock, sig.Time)); err != nil {
		return expired(sig.Time.Add(sig.Expires), s.cfg.Clock.Now(), strconv.Itoa(int(sig.Expires.Seconds())))
	}
	secret, known := s.secret(sig.AccessKey)
	if !known {
		return s.admitStranger()
	}
	if err := sig.Skewed(time.Now()); err != nil {
		return signatureError(err)
	}
	if err := sig.Verify(c.r, secret); err != nil {
		return signatureError(err)
	}
	if name := sig.Uncovered(c.r); name != "" {
		return (&apiError{http.StatusForbidden, "AccessDenied", "There were headers present in the request which were not signed"}).with("HeadersNotSigned", name)
	}
	c.chain = sig.Chain(secret)
	return nil
}

// secret is the secret of a key that was handed out.
func (s *Service) secret(accessKey string) (string, bool) {
	if s.cfg.Secret == nil {
		return "", false
	}
	return s.cfg.Secret(accessKey)
}

// refuseUnsigned refuses what has no signature, or none that can be read. Whether
// a bucket is there is told to anybody.
func (s *Service) refuseUnsigned(c *call, err error) error {
	var e *sigv4.Error
	if errors.As(err, &e) && e.Problem == sigv4.Unsigned && c.bucket != "" && c.r.Method != http.MethodPut {
		if err := s.store.mustHave(c.bucket); err != nil {
			return err
		}
	}
	return signatureError(err)
}

// expired refuses a presigned URL past its time, which was good for so many
// seconds; "" where it does not say for how many.
func expired(at, now time.Time, seconds string) error {
	elements := []string{"Expires", at.UTC().Format(time.RFC3339), "ServerTime", now.UTC().Format(time.RFC3339)}
	if seconds != "" {
		elements = append([]string{"X-Amz-Expires", seconds}, elements...)
	}
	return (&apiError{http.StatusForbidden, "AccessDenied", "Request has expired"}).with(elements...)
}

// mismatch are the elements by which a client can see what it signed otherwise.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-troubleshooting.html
func mismatch(e *sigv4.Error) []string {
	elements := []string{
		"AWSAccessKeyId", e.AccessKey, "StringToSign", e.StringToSign, "SignatureProvided", e.Provided, "StringToSignBytes", spacedHex(e.StringToSign),
	}
	if e.CanonicalRequest != "" {
		elements = append(elements, "CanonicalRequest", e.CanonicalRequest, "CanonicalRequestBytes", spacedHex(e.CanonicalRequest))
	}
	return elements
}

// spacedHex is a text as its bytes: 47 45 54.
func spacedHex(text string) string { return fmt.Sprintf("% x", text) }

// signatureError words a problem with a signature as S3 does.
func signatureError(err error) error {
	var e *sigv4.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Problem {
	case sigv4.Unsigned:
		return errAccessDenied
	case sigv4.Malformed:
		if e.Presigned {
			return &apiError{http.StatusBadRequest, "AuthorizationQueryParametersError", e.Message}
		}
		return &apiError{http.StatusBadRequest, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + e.Message}
	case sigv4.Expired:
		return &apiError{http.StatusForbidden, "AccessDenied", e.Message}
	case sigv4.Skewed:
		return &apiError{http.StatusForbidden, "RequestTimeTooSkewed", e.Message}
	case sigv4.Mismatch:
		return (&apiError{http.StatusForbidden, "SignatureDoesNotMatch", e.Message}).with(mismatch(e)...)
	}
	return err
}
