package s3

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strings"
)

// exchange is one request on its way through the library, with what the
// library has no place for. It belongs to the goroutine that serves the request.
type exchange struct {
	origin  origin
	upload  upload
	failure *s3Error // answered instead of what the library answers
	etag    string   // of the object that is read, without quotes
	stored  checksum // of the object or part that was written
}

type exchangeKey struct{}

// exchangeFrom is the exchange of a request; an empty one where there is none,
// such as when a lifecycle deletes an object.
func exchangeFrom(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// refuse makes an error the answer, whatever the library makes of it.
func (x *exchange) refuse(e *s3Error) error {
	x.failure = e
	return e
}

// serveLibrary lets the library answer, and puts right what it lacks.
func (s *Service) serveLibrary(w http.ResponseWriter, r *http.Request, key string) {
	x := &exchange{origin: originOf(w, r)}
	if isUpload(r, key) {
		u, e := takeUpload(r)
		if e != nil {
			e.write(w, r)
			return
		}
		x.upload = u
	}
	translateConditions(r.Header)
	a := &answer{ResponseWriter: w, request: r, exchange: x, id: w.Header().Get("X-Amz-Request-Id")}
	s.library.ServeHTTP(a, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	a.start(http.StatusOK)
}

// answer is what the library answers, with what it lacks put in as the headers
// go out.
type answer struct {
	http.ResponseWriter
	request  *http.Request
	exchange *exchange
	id       string // of the request, as the server gave it
	started  bool
	silent   bool // another answer was given
}

// WriteHeader sends the headers.
func (a *answer) WriteHeader(status int) { a.start(status) }

// libraryID is the request's id as the library writes it into an error.
var libraryID = regexp.MustCompile(`<RequestId>[0-9A-F]{16}</RequestId>`)

// Write sends a part of the body.
func (a *answer) Write(b []byte) (int, error) {
	if !a.started && bytes.HasPrefix(b, []byte("<?xml")) && a.Header().Get("Content-Type") == "" {
		a.Header().Set("Content-Type", "application/xml")
	}
	a.start(http.StatusOK)
	if a.silent {
		return len(b), nil
	}
	if a.id != "" && len(b) < 4<<10 && bytes.Contains(b, []byte("<RequestId>")) {
		if _, err := a.ResponseWriter.Write(libraryID.ReplaceAll(b, []byte("<RequestId>"+a.id+"</RequestId>"))); err != nil {
			return 0, err
		}
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find the writer.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// start sends the headers, once.
func (a *answer) start(status int) {
	if a.started {
		return
	}
	a.started = true
	if a.id != "" {
		a.Header().Set("X-Amz-Request-Id", a.id)
	}
	if e := a.exchange.failure; e != nil {
		a.silent = true
		a.Header().Del("Content-Length")
		a.Header().Del("ETag")
		e.write(a.ResponseWriter, a.request)
		return
	}
	a.complete(status)
	a.ResponseWriter.WriteHeader(status)
}

// complete puts in the headers that the library does not know.
func (a *answer) complete(status int) {
	h, x := a.Header(), a.exchange
	reads := a.request.Method == http.MethodGet || a.request.Method == http.MethodHead
	if reads && x.etag != "" && h.Get("ETag") != "" {
		h.Set("ETag", `"`+x.etag+`"`)
	}
	if x.stored.Algorithm != "" && status == http.StatusOK {
		h.Set(x.stored.header(), x.stored.Value)
	}
	for name, values := range h {
		if algorithm, ok := strings.CutPrefix(name, checksumPrefix); ok && algorithms[strings.ToLower(algorithm)] != nil {
			h.Set(checksumPrefix+"Type", checksumType(values[0]))
			break
		}
	}
}
