// Package gatetest is a gate before an AWS, for tests: it names the operation of
// each request, and refuses those that are not to pass.
package gatetest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
)

// Gate is an http.RoundTripper and an http.Handler before another AWS.
type Gate struct {
	// Next carries what is let through.
	Next http.RoundTripper
	// Refuse tells whether a call is answered with AccessDenied, by its name
	// such as "s3:PutObject". It may do something else first. nil refuses none.
	Refuse func(operation string) bool
	// Lose tells whether the answer to a call is lost that was obeyed. nil loses none.
	Lose func(operation string) bool

	mu   sync.Mutex
	seen map[string]int
}

// Seen is how often each operation was asked for.
func (g *Gate) Seen() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	seen := make(map[string]int, len(g.seen))
	for name, n := range g.seen {
		seen[name] = n
	}
	return seen
}

// RoundTrip implements http.RoundTripper.
func (g *Gate) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	name := operation(r, body)
	g.mu.Lock()
	if g.seen == nil {
		g.seen = map[string]int{}
	}
	g.seen[name]++
	g.mu.Unlock()
	if g.Refuse != nil && g.Refuse(name) {
		return refusal(r, name), nil
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := g.Next.RoundTrip(r)
	if err == nil && g.Lose != nil && g.Lose(name) {
		return nil, errors.Join(syscall.ECONNRESET, resp.Body.Close())
	}
	return resp, err
}

// ServeHTTP implements http.Handler.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	resp, err := g.RoundTrip(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = resp.Body.Close() }() // what was read of it is all there is
	for name, values := range resp.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body) // whoever hung up gets no more
}

// operation names what a request asks for, as "service:Operation".
func operation(r *http.Request, body []byte) string {
	switch target := r.Header.Get("X-Amz-Target"); {
	case strings.HasPrefix(target, "AmazonSQS."):
		return "sqs:" + strings.TrimPrefix(target, "AmazonSQS.")
	case strings.HasPrefix(target, "AWSEvents."):
		return "events:" + strings.TrimPrefix(target, "AWSEvents.")
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
			if form.Get("Action") == "GetCallerIdentity" {
				return "sts:GetCallerIdentity"
			}
			return "sns:" + form.Get("Action")
		}
	}
	return "s3:" + bucketOperation(r)
}

// verbs begin the names of operations on a configuration.
var verbs = map[string]string{http.MethodGet: "Get", http.MethodPut: "Put", http.MethodDelete: "Delete"}

// bucketOperation names an operation of S3.
func bucketOperation(r *http.Request) string {
	query := r.URL.Query()
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if key != "" {
		if query.Has("tagging") {
			return verbs[r.Method] + "ObjectTagging"
		}
		verb := verbs[r.Method]
		if r.Method == http.MethodHead {
			verb = "Head"
		}
		return verb + "Object"
	}
	for param, name := range map[string]string{
		"tagging": "BucketTagging", "lifecycle": "BucketLifecycleConfiguration", "publicAccessBlock": "PublicAccessBlock",
		"notification": "BucketNotificationConfiguration",
	} {
		if query.Has(param) {
			return verbs[r.Method] + name
		}
	}
	switch {
	case query.Has("delete"):
		return "DeleteObjects"
	case query.Has("versions"):
		return "ListObjectVersions"
	case r.Method == http.MethodGet && query.Has("list-type"):
		return "ListObjectsV2"
	}
	return map[string]string{http.MethodHead: "HeadBucket", http.MethodPut: "CreateBucket", http.MethodDelete: "DeleteBucket"}[r.Method]
}

// refusal is how the service says no.
func refusal(r *http.Request, name string) *http.Response {
	service, _, _ := strings.Cut(name, ":")
	text, kind := `<Error><Code>AccessDenied</Code><Message>no</Message></Error>`, "application/xml"
	switch service {
	case "sqs", "events":
		text, kind = `{"__type":"AccessDeniedException","message":"no"}`, r.Header.Get("Content-Type")
	case "sns", "sts":
		text, kind = `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`, "text/xml"
	}
	if r.Method == http.MethodHead {
		text = ""
	}
	return &http.Response{
		Status: fmt.Sprint(http.StatusForbidden), StatusCode: http.StatusForbidden, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: r,
	}
}
