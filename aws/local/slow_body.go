package local

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// patience is how long a body may take. One that comes in drops would else hold
// a connection and what the service has begun for ever.
type patience struct {
	idle time.Duration // between two parts of it
	rate int64         // bytes a second that it comes at least, after that time
}

// bodyPatience is that of the server: more than half a minute of silence is that
// of a client that is gone, and a slower line than 1 KB/s is none.
func bodyPatience() patience { return patience{idle: 30 * time.Second, rate: 1 << 10} }

// patient is a handler whose requests' bodies have to come in time. It is only
// the body that is timed: a long poll, whose body has come, waits as long as it
// wants to.
type patient struct {
	next http.Handler

	patience
}

// ServeHTTP hands a request on.
func (p patient) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		p.next.ServeHTTP(w, r)
		return
	}
	body := &timedBody{ReadCloser: r.Body, patience: p.patience, begun: time.Now(), conn: http.NewResponseController(w)}
	body.wait() // also for a body that is not read but thrown away
	r.Body = body
	p.next.ServeHTTP(w, r)
}

// timedBody sets the connection a time by which the next part of a body has to
// be there.
type timedBody struct {
	io.ReadCloser
	patience

	begun time.Time
	got   int64
	conn  *http.ResponseController
}

// Read reads, within the time.
func (b *timedBody) Read(p []byte) (int, error) {
	b.wait()
	n, err := b.ReadCloser.Read(p)
	b.got += int64(n)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, errors.New("the body came too slowly, or not at all")
	case err != nil:
		_ = b.conn.SetReadDeadline(time.Time{}) // it has come: what follows takes its time
	}
	return n, err
}

// wait sets the time: the idle time from now, but no later than a body of the
// slowest rate would have come.
func (b *timedBody) wait() {
	due := time.Now().Add(b.idle)
	slowest := b.begun.Add(b.idle + time.Duration(b.got/b.rate)*time.Second)
	if slowest.Before(due) {
		due = slowest
	}
	_ = b.conn.SetReadDeadline(due) // where that cannot be, as in a test, there is no connection to hold
}
