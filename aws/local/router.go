package local

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// ServeHTTP answers a request to any of the services, told apart as AWS's
// hosts would: by the operation's prefix (X-Amz-Target), by the service the
// signature is for, by the path of a queue, or by an Action in the query. What
// is none of these is for S3.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Amz-Request-Id", wire.NewRequestID())
	if !s.admit(w, r) {
		return
	}
	switch r.URL.Path {
	case healthPath:
		s.serveHealth(w)
		return
	case clockPath:
		s.serveClock(w, r)
		return
	}
	if !s.arrives(r) {
		return
	}
	service := serviceOf(w, r)
	if s.options.Observer != nil && wire.CallerFrom(r.Context()) == wire.Outside {
		s.observe(w, r, service)
		return
	}
	s.serveOrFail(w, r, service)
}

// arrives waits as long as a request is on its way, and reports whether its caller
// still waits for the answer then.
func (s *Server) arrives(r *http.Request) bool {
	if s.options.Latency <= 0 {
		return true
	}
	way := time.NewTimer(s.options.Latency)
	defer way.Stop()
	select {
	case <-way.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// serve hands a request to its service, if it may be served.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, service string) {
	if s.options.RequireSignature && !s.authenticate(w, r, service) {
		return
	}
	switch service {
	case "sqs":
		s.sqs.ServeHTTP(w, r)
	case "sns":
		s.sns.ServeHTTP(w, r)
	case "events":
		s.events.ServeHTTP(w, r)
	case "sts":
		s.serveSTS(w, r)
	default:
		s.serveS3(w, r)
	}
}

// serveS3 hands a request to S3. A panic there is a bug that must not take the
// program down, which it would where the call is in process.
func (s *Server) serveS3(w http.ResponseWriter, r *http.Request) {
	rec := &statusRecorder{ResponseWriter: w}
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		s.report(fmt.Errorf("S3 panicked at %s %q: %v\n%s", r.Method, r.URL.Path, p, debug.Stack()))
		if !rec.wrote {
			http.Error(w, "<Error><Code>InternalError</Code><Message>The embedded S3 failed; this is a bug.</Message></Error>", http.StatusInternalServerError)
		}
	}()
	s.s3.ServeHTTP(rec, r)
}

// serviceOf tells which service a request is for: sqs, sns, events, sts or s3.
func serviceOf(w http.ResponseWriter, r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		switch prefix, _, _ := strings.Cut(target, "."); prefix {
		case "AmazonSQS":
			return "sqs"
		case "AWSEvents":
			return "events"
		}
	}
	if service := signedFor(r); service != "" {
		return service
	}
	query := r.URL.Query()
	switch {
	case sqs.IsQueuePath(r.URL.Path) && (query.Has("Action") || r.Method == http.MethodPost || isBare(r)):
		return "sqs"
	case isCertificatePath(r.URL.Path):
		return "sns"
	case r.URL.Path != "/":
		return "s3"
	case query.Has("Action"):
		return actionService(query)
	case r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		return formService(w, r)
	}
	return "s3"
}

// formService tells the service of an unsigned form.
func formService(w http.ResponseWriter, r *http.Request) string {
	body, err := keepBody(w, r)
	if err != nil {
		return "sqs" // whose answer says that the body is too large
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "sqs" // whose answer says what is wrong with the form
	}
	return actionService(form)
}

// actionService tells the service of an unsigned query request, such as a link
// in a mail, by the version of the API it names, or by its action.
func actionService(fields url.Values) string {
	switch fields.Get("Version") {
	case "2010-03-31":
		return "sns"
	case "2011-06-15":
		return "sts"
	}
	switch fields.Get("Action") {
	case "ConfirmSubscription", "Unsubscribe":
		return "sns"
	case "GetCallerIdentity":
		return "sts"
	}
	return "sqs"
}

// signedFor is the service in the scope of a signature, "" where there is none
// or it is unknown: AKIA…/20261123/us-east-1/sqs/aws4_request.
func signedFor(r *http.Request) string {
	var scope string
	if _, credential, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		scope, _, _ = strings.Cut(credential, ",")
	} else {
		scope = r.URL.Query().Get("X-Amz-Credential")
	}
	const serviceAt = 3
	parts := strings.Split(strings.TrimSpace(scope), "/")
	if len(parts) <= serviceAt {
		return ""
	}
	switch service := parts[serviceAt]; service {
	case "sqs", "sns", "events", "sts", "s3":
		return service
	}
	return ""
}

// isBare tells whether a request is one that a browser makes of a URL: nothing is
// asked, and nobody has signed it. S3 would give no object to it.
func isBare(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.RawQuery == "" && r.Header.Get("Authorization") == ""
}
