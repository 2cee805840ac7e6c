package s3

import (
	"errors"
	"net/http"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/sigv4"
)

// authorize checks who asks: see the package's documentation for who is let in.
func (s *Service) authorize(c *call) error {
	if isVersion2(c.query) {
		return s.authorizeVersion2(c)
	}
	sig, err := sigv4.Parse(c.r)
	if err != nil {
		return signatureError(err)
	}
	c.sig = sig
	// A presigned URL ages by the one clock of the embedded AWS, so that one can
	// see it expire by moving that clock.
	if err := sig.Expired(clock.Since(s.cfg.Clock, sig.Time)); err != nil {
		return signatureError(err)
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
		return &apiError{http.StatusForbidden, "AccessDenied", "There were headers present in the request which were not signed: " + name}
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
		return &apiError{http.StatusForbidden, "SignatureDoesNotMatch", e.Message}
	}
	return err
}
