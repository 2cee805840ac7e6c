package local

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// Faults decide what goes wrong on purpose. Each is asked once for what it may hit,
// at the moment that counts, by many goroutines.
type Faults interface {
	// OfCall is what goes wrong with a call; the zero CallFault is nothing.
	OfCall(ctx context.Context, service, operation string) CallFault
	// OfEvent is what goes wrong with an event that a rule sends to a queue.
	OfEvent(ctx context.Context, queueARN, body string) EventFault
	// Duplicates tells whether a receive hands out a message once more that
	// somebody has in flight.
	Duplicates(ctx context.Context, d sqs.Duplicate) bool
}

// CallFault is what goes wrong with one call. Of several parts the first counts.
type CallFault struct {
	// Gone has AWS hang up on everybody for so long, from this call on.
	Gone time.Duration
	// Refuse is the answer, instead of what the call asks for.
	Refuse *wire.Error
	// NoAnswer leaves the call unanswered for so long, and then hangs up. Nothing is
	// done.
	NoAnswer time.Duration
	// Lost has the call do what it asks for, and loses the answer.
	Lost bool
	// Late has the answer come so much later.
	Late time.Duration
}

// EventFault is what goes wrong with an event on its way to a queue.
type EventFault struct {
	Denied bool // as if no statement of the queue's policy allowed it
	Twice  bool // it is sent twice
}

// outage is until when the server hangs up on everybody.
type outage struct {
	mu    sync.Mutex
	until time.Time
}

// begin starts an outage, or makes the one there is longer.
func (o *outage) begin(until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if until.After(o.until) {
		o.until = until
	}
}

// lasts tells whether there is one.
func (o *outage) lasts(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return now.Before(o.until)
}

// What a client sees of a connection on purpose broken.
var (
	errGone  = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	errReset = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
)

// serveOrFail serves a call, unless it is to go wrong.
func (s *Server) serveOrFail(w http.ResponseWriter, r *http.Request, service string) {
	if s.options.Faults == nil {
		s.serve(w, r, service)
		return
	}
	if s.outage.lasts(s.options.Clock.Now()) {
		hangUp(w, errGone)
		return
	}
	operation := operationOf(r, service)
	if operation == "" {
		operation = formAction(w, r)
	}
	switch f := s.options.Faults.OfCall(r.Context(), service, operation); {
	case f.Gone > 0:
		s.outage.begin(s.options.Clock.Now().Add(f.Gone))
		hangUp(w, errGone)
	case f.Refuse != nil:
		refuse(w, r, service, f.Refuse)
	case f.NoAnswer > 0:
		pass(r.Context(), f.NoAnswer)
		hangUp(w, errReset)
	case f.Lost:
		s.served(w, r, service).discard()
		hangUp(w, errReset)
	case f.Late > 0:
		a := s.served(w, r, service)
		pass(r.Context(), f.Late)
		a.copyTo(w)
	default:
		s.serve(w, r, service)
	}
}

// served is the answer to a call, held back.
func (s *Server) served(w http.ResponseWriter, r *http.Request, service string) *answer {
	a := &answer{header: w.Header().Clone()}
	s.serve(a, r, service)
	return a
}

// pass waits so long by the wall, as the network would, or until the caller has hung up:
// a call is under way while the server's clock stands, too.
func pass(ctx context.Context, d time.Duration) {
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
	case <-ctx.Done():
	}
}

// hangUp ends a call without an answer. A caller in process gets the error that the
// network would have made.
func hangUp(w http.ResponseWriter, err error) {
	for {
		switch at := w.(type) {
		case *answer:
			at.broken = err
			return
		case *statusRecorder:
			at.status, w = 0, at.ResponseWriter
			continue
		}
		panic(http.ErrAbortHandler)
	}
}

// discard throws an answer away.
func (a *answer) discard() {
	if a.object != nil {
		_ = a.object.Close()
	}
}

// copyTo gives the answer to another writer.
func (a *answer) copyTo(w http.ResponseWriter) {
	a.WriteHeader(http.StatusOK)
	clear(w.Header())
	for name, values := range a.sent {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	if a.object == nil {
		_, _ = w.Write(a.body.Bytes()) // a caller that hung up cannot be told
		return
	}
	defer a.object.Close() //nolint:errcheck // it was only read
	_, err := io.Copy(w, a.object)
	if err != nil && !errors.Is(err, syscall.EPIPE) {
		panic(http.ErrAbortHandler) // a body that is cut short must not look whole
	}
}
