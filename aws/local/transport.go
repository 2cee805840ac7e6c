package local

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"strconv"

	"inflight/aws/local/wire"
)

// RoundTripper reaches the server without a socket: the handler runs on the
// caller's goroutine, with the request's context, so a call that is given up
// ends at once, and the whole can run in virtual time. Answers are held in
// memory until they are read, but for objects, which are read from their files.
func (s *Server) RoundTripper() http.RoundTripper { return inProcess{s} }

// inProcess calls a handler as a transport.
type inProcess struct{ handler http.Handler }

// RoundTrip serves the request.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.WithContext(wire.WithCaller(r.Context(), wire.InProcess)) // what it points to is the caller's, and stays as it is
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	if in.ContentLength >= 0 && r.Method != http.MethodGet && r.Method != http.MethodHead && in.Header.Get("Content-Length") == "" {
		in.Header = maps.Clone(r.Header)
		in.Header["Content-Length"] = []string{strconv.FormatInt(in.ContentLength, 10)}
	}
	w := &answer{header: http.Header{}}
	t.handler.ServeHTTP(w, in)
	if r.Body != nil {
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	if w.broken != nil {
		return nil, w.broken
	}
	// A call that was given up while it waited has no answer; one that succeeded
	// gets its answer, given up or not: what it took is in it.
	if err := r.Context().Err(); err != nil && (w.status == 0 || w.status >= http.StatusBadRequest) {
		return nil, err
	}
	return w.response(r), nil
}

// answer is a response being written.
type answer struct {
	header http.Header
	sent   http.Header // as they were when the status was written
	status int
	body   bytes.Buffer
	object io.ReadCloser // instead of body, if it was taken
	broken error         // there is no answer: this is what the caller sees instead
}

// TakeBody makes an object the body: S3 hands it over unread.
func (a *answer) TakeBody(object io.ReadCloser) { a.object = object }

// Header are the headers to be sent.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader sends the headers.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status, a.sent = status, maps.Clone(a.header)
	}
}

// Write adds to the body.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// response is the answer as a client sees it.
func (a *answer) response(r *http.Request) *http.Response {
	a.WriteHeader(http.StatusOK)
	if a.sent.Get("Content-Length") == "" {
		a.sent.Set("Content-Length", strconv.Itoa(a.body.Len()))
	}
	length := int64(a.body.Len())
	body := io.NopCloser(bytes.NewReader(a.body.Bytes()))
	if a.object != nil {
		body = a.object
	}
	if n, err := strconv.ParseInt(a.sent.Get("Content-Length"), 10, 64); err == nil && (r.Method == http.MethodHead || a.object != nil) {
		length = n
	}
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.sent, Body: body, ContentLength: length, Request: r,
	}
}
