package wire

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
)

// DefaultBodyLimit is how many bytes a request may have where a protocol's
// Limit says nothing: enough for the largest SQS batch with every byte escaped.
const DefaultBodyLimit = 8 << 20

// buffers holds the byte slices that requests are read into and answers are
// written from.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 16<<10)) }}

// keepBuffer is the capacity above which a buffer is left to the collector.
const keepBuffer = 1 << 20

func takeBuffer() *[]byte { return buffers.Get().(*[]byte) } //nolint:forcetypeassert // the pool holds nothing else

func giveBuffer(b *[]byte) {
	if cap(*b) <= keepBuffer {
		*b = (*b)[:0]
		buffers.Put(b)
	}
}

// readBody appends the request's body to b, up to limit bytes.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, b []byte) ([]byte, error) {
	if limit <= 0 {
		limit = DefaultBodyLimit
	}
	if r.Body == nil {
		return b, nil
	}
	if r.ContentLength > limit {
		return b, tooLarge(limit)
	}
	if need := int(r.ContentLength) + 1; cap(b) < need {
		b = make([]byte, 0, need)
	}
	body := http.MaxBytesReader(w, r.Body, limit)
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		var over *http.MaxBytesError
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return b, nil
		case errors.As(err, &over):
			return b, tooLarge(limit)
		default:
			return b, Errorf("IncompleteBody", "the request's body ended early: %v", err)
		}
	}
}

func tooLarge(limit int64) *Error {
	return Errorf("RequestEntityTooLarge", "the request is larger than %d bytes", limit).
		WithStatus(http.StatusRequestEntityTooLarge)
}

// run calls the operation, and turns a panic in it into an InternalFailure
// that report hears of: a bug in one operation must not take the program down.
func (t Table) run(ctx context.Context, c *Call, report func(error)) (out any, err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler: // compared as net/http does
			panic(p)
		default:
			if report != nil {
				report(fmt.Errorf("operation %s panicked: %v\n%s", c.Operation, p, debug.Stack()))
			}
			out, err = nil, Errorf("InternalFailure", "the operation %s failed inside the server; this is a bug", c.Operation).
				WithStatus(http.StatusInternalServerError)
		}
	}()
	return t[c.Operation](ctx, c)
}

// asError is the *Error to answer with.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Errorf("InternalFailure", "%v", err).WithStatus(http.StatusInternalServerError)
}

// NewRequestID makes the id that an answer carries.
func NewRequestID() string {
	var u [16]byte
	_, _ = rand.Read(u[:]) // crypto/rand.Read never fails
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return FormatUUID(u)
}

// FormatUUID writes 16 bytes the way UUIDs are written.
func FormatUUID(u [16]byte) string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], u[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], u[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], u[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], u[10:16])
	return string(b[:])
}

// answer writes the whole answer in one piece with its length, so that the
// client never has to guess where it ends.
func answer(w http.ResponseWriter, status int, contentType, requestID string, body []byte) {
	h := w.Header()
	h["X-Amzn-Requestid"] = []string{requestID}
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller that hung up cannot be told
}
