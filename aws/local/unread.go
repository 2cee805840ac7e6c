package local

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// drainTime is how long a client that sends on after an error is listened to,
// so that it comes to read the answer.
const drainTime = time.Second

// closing closes a connection after an error to a request whose body was not
// read, or that asked before it sent one, as AWS does. net/http says that it
// will, and then waits for a body that a client which was refused does not send:
// the client's next request, on the same connection, is taken for it.
//
// https://www.rfc-editor.org/rfc/rfc9110.html#section-10.1.1
func closing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			h.ServeHTTP(w, r)
			return
		}
		// net/http looks at the body of its own request to tell what is left of it,
		// so the handler gets a copy.
		asked := *r
		body := &watchedBody{ReadCloser: r.Body}
		asked.Body = body
		h.ServeHTTP(&refusal{ResponseWriter: w, body: body, expects: strings.EqualFold(r.Header.Get("Expect"), "100-continue")}, &asked)
	})
}

// watchedBody knows how far it was read.
type watchedBody struct {
	io.ReadCloser
	begun, whole bool
}

// Read reads.
func (b *watchedBody) Read(p []byte) (int, error) {
	b.begun = true
	n, err := b.ReadCloser.Read(p)
	b.whole = b.whole || errors.Is(err, io.EOF)
	return n, err
}

// refusal closes the connection if what it answers is an error.
type refusal struct {
	http.ResponseWriter
	body    *watchedBody
	expects bool // the client waits before it sends the body
	wrote   bool
}

// WriteHeader sees whether the answer is an error.
func (w *refusal) WriteHeader(status int) {
	if !w.wrote && status >= http.StatusBadRequest && (w.expects || !w.body.whole) {
		w.Header().Set("Connection", "close")
		w.listen()
	}
	w.wrote = w.wrote || status >= http.StatusOK
	w.ResponseWriter.WriteHeader(status)
}

// listen bounds how long net/http reads what the client may still send: not at
// all where it waits to be told, since it was not. A connection that has no
// deadlines is none that a body could be missing on.
func (w *refusal) listen() {
	until := time.Now()
	if w.body.begun || !w.expects {
		until = until.Add(drainTime)
	}
	_ = http.NewResponseController(w.ResponseWriter).SetReadDeadline(until)
}

// Write is an answer of 200 where nothing else was said.
func (w *refusal) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find the writer.
func (w *refusal) Unwrap() http.ResponseWriter { return w.ResponseWriter }
