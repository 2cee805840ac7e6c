package local

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APICall is a call that came over the network.
type APICall struct {
	Service   string // sqs, sns, events, sts or s3
	Operation string // as in the API reference, as far as it can be told
	Status    int    // HTTP status; 0: it was not answered, on purpose
	Took      time.Duration
	Size      int64 // bytes of the answer
}

// observe serves a call and reports it.
func (s *Server) observe(w http.ResponseWriter, r *http.Request, service string) {
	begun := time.Now()
	rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	operation := operationOf(r, service)
	if operation == "" {
		operation = formAction(w, r)
	}
	defer func() { // also where it hangs up
		s.options.Observer.APICalled(r.Context(), APICall{
			Service: service, Operation: operation, Status: rec.status, Took: time.Since(begun), Size: rec.size,
		})
	}()
	s.serveOrFail(rec, r, service)
}

// formAction is the action that a form asks for, "" if that cannot be told.
func formAction(w http.ResponseWriter, r *http.Request) string {
	body, err := keepBody(w, r)
	if err != nil {
		return ""
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return ""
	}
	return form.Get("Action")
}

// statusRecorder remembers what was answered.
type statusRecorder struct {
	http.ResponseWriter
	status int
	size   int64
	wrote  bool
}

// WriteHeader remembers the status.
func (r *statusRecorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *statusRecorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.size += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the writer.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// operationOf names the operation of a request; "" where only its form can
// tell.
func operationOf(r *http.Request, service string) string {
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return operation
	}
	if action := r.URL.Query().Get("Action"); action != "" {
		return action
	}
	if service == "s3" {
		return s3Operation(r)
	}
	return ""
}
