package sigv4

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
	dateFormat = "20060102"

	// UnsignedPayload stands for the hash of a body that is not signed.
	UnsignedPayload = "UNSIGNED-PAYLOAD"

	// maxExpires is how long a presigned URL may hold.
	maxExpires = 7 * 24 * time.Hour
)

// Signature is the signature of a request and what it says of itself.
type Signature struct {
	// AccessKey, Date, Region and Service are the scope: who signed, on which
	// day (yyyymmdd), for what.
	AccessKey, Date, Region, Service string
	// Time is when it was signed.
	Time time.Time
	// Expires is for how long it holds; 0 where it is not presigned.
	Expires time.Duration
	// Presigned tells whether it is in the query of the URL.
	Presigned bool
	// PayloadHash is what was signed for the body: its SHA-256 in hex, or a
	// word such as UNSIGNED-PAYLOAD. It is "" where the request does not say,
	// and then the hash of the body has to be filled in before Verify.
	PayloadHash string

	headers []string // the signed ones, in lower case
	hex     string

	// Keys remembers keys from one request to the next; nil: each request makes its
	// own.
	Keys *Keys
}

// Parse takes the signature out of a request. Its error is an *Error.
func Parse(r *http.Request) (*Signature, error) {
	if query := r.URL.RawQuery; strings.Contains(query, "X-Amz-") || strings.Contains(query, "%") {
		if query := r.URL.Query(); query.Has("X-Amz-Signature") || query.Has("X-Amz-Algorithm") {
			return parseQuery(query)
		}
	}
	switch {
	case r.Header.Get("Authorization") != "":
		return parseHeader(r.Header)
	default:
		return nil, &Error{Problem: Unsigned, Message: "the request has no signature"}
	}
}

func parseQuery(query url.Values) (*Signature, error) {
	s := &Signature{Presigned: true, hex: query.Get("X-Amz-Signature"), PayloadHash: query.Get("X-Amz-Content-Sha256")}
	if s.PayloadHash == "" {
		s.PayloadHash = UnsignedPayload
	}
	for _, name := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"} {
		if !query.Has(name) {
			return nil, s.malformed("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
		}
	}
	if query.Get("X-Amz-Algorithm") != algorithm {
		return nil, s.malformed("X-Amz-Algorithm only supports \"" + algorithm + "\"")
	}
	seconds, err := strconv.ParseInt(query.Get("X-Amz-Expires"), 10, 64)
	switch {
	case err != nil:
		return nil, s.malformed("X-Amz-Expires should be a number")
	case seconds < 0:
		return nil, s.malformed("X-Amz-Expires must be non-negative")
	case seconds > int64(maxExpires/time.Second):
		return nil, s.malformed("X-Amz-Expires must be less than a week (in seconds) that is 604800")
	}
	s.Expires = time.Duration(seconds) * time.Second
	return s, s.fill(query.Get("X-Amz-Credential"), query.Get("X-Amz-SignedHeaders"), query.Get("X-Amz-Date"))
}

func parseHeader(h http.Header) (*Signature, error) {
	s := &Signature{PayloadHash: h.Get("X-Amz-Content-Sha256")}
	name, fields, _ := strings.Cut(h.Get("Authorization"), " ")
	if name != algorithm {
		return nil, s.malformed("the authorization mechanism you have provided is not supported; use " + algorithm)
	}
	var credential, signed string
	for field := range strings.SplitSeq(fields, ",") {
		switch key, value, _ := strings.Cut(strings.TrimSpace(field), "="); key {
		case "Credential":
			credential = value
		case "SignedHeaders":
			signed = value
		case "Signature":
			s.hex = value
		}
	}
	date := h.Get("X-Amz-Date")
	if at, err := http.ParseTime(h.Get("Date")); date == "" && err == nil {
		date = at.UTC().Format(timeFormat)
	}
	return s, s.fill(credential, signed, date)
}

// fill reads the parts that both forms have.
func (s *Signature) fill(credential, headers, date string) error {
	parts := strings.Split(credential, "/")
	const scopeParts = 5
	if len(parts) < scopeParts || parts[len(parts)-1] != "aws4_request" {
		if s.Presigned {
			return s.malformed("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
		}
		return s.malformed("the Credential must be YOUR-AKID/YYYYMMDD/REGION/SERVICE/aws4_request")
	}
	at := len(parts) - scopeParts // an access key may have slashes in it
	s.AccessKey = strings.Join(parts[:at+1], "/")
	s.Date, s.Region, s.Service = parts[at+1], parts[at+2], parts[at+3]
	var err error
	if s.Time, err = time.Parse(timeFormat, date); err != nil {
		return s.malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
	}
	if s.Time.Format(dateFormat) != s.Date {
		return s.malformed("the date in the Credential is not the date of the request")
	}
	s.headers = strings.Split(strings.ToLower(headers), ";")
	switch {
	case s.hex == "":
		return s.malformed("the signature is missing")
	case !slices.Contains(s.headers, "host"):
		return s.malformed("'Host' must be a 'SignedHeader' in the AWS Authorization")
	}
	return nil
}

func (s *Signature) malformed(message string) *Error {
	return &Error{Problem: Malformed, Presigned: s.Presigned, Message: message}
}
