package notify

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
)

// maxAnswer is how many bytes of an answer are read; discordgo reads them all.
const maxAnswer = 1 << 20

// redirected is client, or a new one, with every request sent to base:
// discordgo knows the address of Discord and takes no other, short of changing
// a variable that all of a program shares.
func redirected(client *http.Client, base url.URL) *http.Client {
	if client == nil {
		client = &http.Client{Timeout: discordTimeout}
		if standard, ok := http.DefaultTransport.(*http.Transport); ok {
			client.Transport = standard.Clone()
		}
	}
	c := *client
	c.Transport = &redirect{base: base, next: client.Transport}
	// A redirect would carry the secret path to another host.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// redirect is a RoundTripper that sends every request to the same host.
type redirect struct {
	base url.URL
	next http.RoundTripper // nil is http.DefaultTransport
}

// RoundTrip sends the request to base, and limits the length of the answer.
func (t *redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = t.base.Scheme, t.base.Host, t.base.Host
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	response, err := next.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // http.Client adds what was tried
	}
	see(r, response)
	response.Body = &limitedBody{Reader: io.LimitReader(response.Body, maxAnswer), Closer: response.Body}
	return response, nil
}

// CloseIdleConnections lets go of the connections of the RoundTripper below;
// http.Client looks for it.
func (t *redirect) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

type limitedBody struct {
	io.Reader
	io.Closer
}

// inProcess is a RoundTripper that calls a handler without a socket.
type inProcess struct{ handler http.Handler }

// RoundTrip calls the handler and gives back what it wrote.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err //nolint:wrapcheck // http.Client adds what was tried
	}
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	defer func() { _ = r.Body.Close() }()
	answer := &recorder{header: http.Header{}}
	t.handler.ServeHTTP(answer, r)
	return answer.response(r), nil
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is the header of the answer.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader keeps the first status it is told.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write keeps the body.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Header: w.header, Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}
}
