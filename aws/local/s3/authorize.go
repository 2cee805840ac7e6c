package s3

import (
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"github.com/rclone/gofakes3/signature"
)

// s3Error is an answer that says no.
type s3Error struct {
	status  int
	code    string
	message string
}

// Error is the code and the message.
func (e *s3Error) Error() string { return e.code + ": " + e.message }

// write answers with the error.
func (e *s3Error) write(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(e.status)
	if r.Method == http.MethodHead {
		return
	}
	body, err := xml.Marshal(struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		Resource  string
		RequestID string `xml:"RequestId"`
	}{Code: e.code, Message: e.message, Resource: r.URL.Path, RequestID: w.Header().Get("X-Amz-Request-Id")})
	if err == nil {
		w.Write(append([]byte(xml.Header), body...)) //nolint:errcheck // the caller has gone
	}
}

func denied(message string) *s3Error {
	return &s3Error{status: http.StatusForbidden, code: "AccessDenied", message: message}
}

// authorize checks who asks. A request has to be signed. One with a key that
// this S3 handed out has to be signed right; one with somebody else's key is
// let in with any signature, as local tools do, but not past its expiry.
func (s *Service) authorize(r *http.Request) *s3Error {
	query := r.URL.Query()
	presigned := query.Has("X-Amz-Signature")
	header := r.Header.Get("Authorization")
	if !presigned && header == "" {
		return denied("Access Denied")
	}
	if presigned {
		if e := s.expired(query.Get("X-Amz-Date"), query.Get("X-Amz-Expires")); e != nil {
			return e
		}
	}
	key := query.Get("X-Amz-Credential")
	if !presigned {
		_, key, _ = strings.Cut(header, "Credential=")
	}
	key, _, _ = strings.Cut(key, "/")
	if _, known := s.secret(key); !known {
		return nil
	}
	if result := signature.V4SignVerifyWithLookup(r, s.secret); result != signature.ErrNone {
		e := signature.GetAPIError(result)
		return &s3Error{status: e.HTTPStatusCode, code: e.Code, message: e.Description}
	}
	return nil
}

// secret is the secret of a key that was handed out.
func (s *Service) secret(accessKey string) (string, bool) {
	if s.cfg.Secret == nil {
		return "", false
	}
	return s.cfg.Secret(accessKey)
}

// expired refuses a presigned URL past its time.
func (s *Service) expired(date, expires string) *s3Error {
	at, err := time.Parse("20060102T150405Z", date)
	if err != nil {
		return &s3Error{http.StatusBadRequest, "AuthorizationQueryParametersError", "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""}
	}
	d, err := time.ParseDuration(expires + "s")
	if err != nil || d <= 0 || d > 7*24*time.Hour {
		return &s3Error{http.StatusBadRequest, "AuthorizationQueryParametersError", "X-Amz-Expires must be a number of seconds from 1 to 604800"}
	}
	if s.cfg.Clock.Now().After(at.Add(d)) {
		return denied("Request has expired")
	}
	return nil
}
