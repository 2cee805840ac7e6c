package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxSkew is how far the time of a signed request may be from the server's.
const maxSkew = 15 * time.Minute

// Expired says whether a presigned URL, made that long ago, is past its time; any
// other signature never is. The error is an *Error.
func (s *Signature) Expired(age time.Duration) error {
	if s.Presigned && age > s.Expires {
		return &Error{Problem: Expired, Presigned: true, Message: "Request has expired"}
	}
	return nil
}

// Skewed says whether the signature was made more than 15 minutes from now, by
// the clock that clients sign with: the wall clock, also where the server's own
// time stands still. A presigned URL may be older than that. The error is an
// *Error.
func (s *Signature) Skewed(wall time.Time) error {
	switch age := wall.Sub(s.Time); {
	case age < -maxSkew && s.Presigned:
		return &Error{Problem: Expired, Presigned: true, Message: "Request is not valid yet"}
	case age < -maxSkew, age > maxSkew && !s.Presigned:
		return &Error{Problem: Skewed, Message: "The difference between the request time and the current time is too large."}
	}
	return nil
}

// Verify says whether the secret makes this signature of the request. It does
// not read the body: that the body has the hash that was signed is for the
// reader of the body to check. The error is an *Error.
func (s *Signature) Verify(r *http.Request, secret string) error {
	canonical := s.canonicalRequest(r)
	toSign := s.stringToSign(canonical)
	want := hmacSHA256(s.key(secret), toSign)
	got, err := hex.DecodeString(s.hex)
	if err != nil || !hmac.Equal(want, got) {
		return &Error{
			Problem: Mismatch, Presigned: s.Presigned,
			Message:   "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
			AccessKey: s.AccessKey, Provided: s.hex, StringToSign: toSign, CanonicalRequest: canonical,
		}
	}
	return nil
}

// scope is what a signature is for.
func (s *Signature) scope() string {
	return s.Date + "/" + s.Region + "/" + s.Service + "/aws4_request"
}

func (s *Signature) stringToSign(canonical string) string {
	return strings.Join([]string{algorithm, s.Time.Format(timeFormat), s.scope(), sha256Hex(canonical)}, "\n")
}

// canonicalRequest is the request in the one form that both sides make of it.
func (s *Signature) canonicalRequest(r *http.Request) string {
	const usual = 1 << 10
	var b strings.Builder
	b.Grow(usual)
	write := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
	}
	write(r.Method, "\n", s.canonicalPath(r.URL), "\n", canonicalQuery(r.URL), "\n")
	for _, name := range s.headers {
		write(name, ":", headerValue(r, name), "\n")
	}
	write("\n", strings.Join(s.headers, ";"), "\n", s.PayloadHash)
	return b.String()
}

// canonicalPath is the path, escaped once for S3 and twice for all others.
func (s *Signature) canonicalPath(u *url.URL) string {
	path := escape(u.Path, true)
	if s.Service != "s3" {
		path = escape(path, true)
	}
	if path == "" {
		return "/"
	}
	return path
}

// canonicalQuery is the query in order, without the signature itself.
func canonicalQuery(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	var pairs []string
	for name, values := range u.Query() {
		if name == "X-Amz-Signature" {
			continue
		}
		for _, value := range values {
			pairs = append(pairs, escape(name, false)+"="+escape(value, false))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// headerValue is a signed header, with runs of spaces as one. The server's
// net/http keeps some headers elsewhere.
func headerValue(r *http.Request, name string) string {
	switch {
	case name == "host":
		return r.Host
	case name == "content-length" && r.ContentLength >= 0:
		return strconv.FormatInt(r.ContentLength, 10)
	case name == "transfer-encoding":
		return strings.Join(r.TransferEncoding, ",")
	}
	values := headerValues(r.Header, name)
	if len(values) == 1 && isTidy(values[0]) {
		return values[0]
	}
	values = slices.Clone(values)
	for i, v := range values {
		values[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(values, ",")
}

// isTidy tells whether a value has no spaces but single ones between its words.
func isTidy(value string) bool {
	space := true
	for _, c := range []byte(value) {
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space
}

// headerValues are the values of a header whose name is in lower case. To put each
// name into the form of http.Header would make a string of each.
func headerValues(h http.Header, name string) []string {
	var form [64]byte
	if len(name) > len(form) {
		return h.Values(name)
	}
	begins := true
	for i := range len(name) {
		form[i] = name[i]
		if begins && 'a' <= name[i] && name[i] <= 'z' {
			form[i] -= 'a' - 'A'
		}
		begins = name[i] == '-'
	}
	return h[string(form[:len(name)])]
}

// escape writes every byte but the unreserved ones as %XX.
func escape(text string, isPath bool) string {
	const upperHex = "0123456789ABCDEF"
	more := 0
	for i := range len(text) {
		if !stays(text[i], isPath) {
			more += len("%XX") - 1
		}
	}
	if more == 0 {
		return text
	}
	b := make([]byte, 0, len(text)+more)
	for i := range len(text) {
		if c := text[i]; stays(c, isPath) {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

// stays tells whether a byte is written as it is.
func stays(c byte, isPath bool) bool {
	switch {
	case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		return true
	case c == '-', c == '.', c == '_', c == '~':
		return true
	}
	return isPath && c == '/'
}

func hmacSHA256(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Uncovered are the names of the headers of AWS's (x-amz-…) that the request has
// and the signature does not cover, with commas; "" where it covers all. Such a header could have
// been added by whoever was given a presigned URL, and change what it does.
func (s *Signature) Uncovered(r *http.Request) string {
	var names []string
	const prefix = "x-amz-"
	for name := range r.Header {
		if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
			continue
		}
		if !slices.ContainsFunc(s.headers, func(signed string) bool { return strings.EqualFold(signed, name) }) {
			names = append(names, strings.ToLower(name))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
