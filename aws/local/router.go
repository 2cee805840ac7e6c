package local

import (
	"net/http"
	"net/url"
	"strings"

	"inflight/aws/local/wire"
)

// ServeHTTP answers a request to any of the services, told apart as AWS's
// hosts would: by the operation's prefix (X-Amz-Target), by the service the
// signature is for, by the path of a queue, or by an Action in the query. What
// is none of these is for S3.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == healthPath {
		serveHealth(w)
		return
	}
	w.Header().Set("X-Amz-Request-Id", wire.NewRequestID())
	service := serviceOf(r)
	if s.options.Observer != nil && wire.CallerFrom(r.Context()) == wire.Outside {
		s.observe(w, r, service)
		return
	}
	s.serve(w, r, service)
}

// serve hands a request to its service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, service string) {
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
		s.s3.ServeHTTP(w, r)
	}
}

// serviceOf tells which service a request is for: sqs, sns, events, sts or s3.
func serviceOf(r *http.Request) string {
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
	if isQueuePath(r.URL.Path) && (query.Has("Action") || r.Method == http.MethodPost) {
		return "sqs"
	}
	if r.URL.Path == "/" && query.Has("Action") {
		return actionService(query)
	}
	return "s3"
}

// actionService tells the service of an unsigned query request, such as a link
// in a mail, by its action.
func actionService(query url.Values) string {
	switch query.Get("Action") {
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
	scope := r.URL.Query().Get("X-Amz-Credential")
	if _, credential, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		scope, _, _ = strings.Cut(credential, ",")
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

// isQueuePath tells whether a path is that of a queue's URL: /ACCOUNT/NAME.
func isQueuePath(path string) bool {
	account, name, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return ok && len(account) == 12 && strings.Trim(account, "0123456789") == "" && name != "" && !strings.Contains(name, "/")
}
