package aws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"

	"inflight/pipeline"
)

// Pulse knows when AWS last answered, whatever it said. It hears of every
// attempt as it ends: the SDK tries again for seconds before a call is told to
// have failed, and a long poll may hang for a minute on a network that is gone.
// It is safe for use by many goroutines.
type Pulse struct {
	mu       sync.Mutex
	answers  uint64
	answered time.Time
	failed   time.Time
	fault    string
	sent     time.Time
}

var _ pipeline.Pulse = (*Pulse)(nil)

// Answered is how many signs of life there were, and when the last one came,
// zero before the first.
func (p *Pulse) Answered() (n uint64, last time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.answers, p.answered
}

// Fault is why the last attempt since then had no answer, empty where none
// failed.
func (p *Pulse) Fault(since time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed.Before(since) {
		return ""
	}
	return p.fault
}

// Sending tells whether bytes of a request have gone out since then. On a line
// that is full of them an answer takes long.
func (p *Pulse) Sending(since time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent.After(since)
}

// answer notes a sign of life.
func (p *Pulse) answer() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers++
	p.answered = time.Now()
}

// send notes that bytes of a request go out.
func (p *Pulse) send() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = time.Now()
}

// hear takes how an attempt ended. What its caller gave up says nothing.
func (p *Pulse) hear(err error) {
	if err == nil {
		p.answer()
		return
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed, p.fault = time.Now(), shortError(err)
}

// felt is an HTTP client whose attempts a Pulse hears of.
type felt struct {
	awssdk.HTTPClient

	pulse *Pulse
}

// Do sends a request.
func (f felt) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r = r.WithContext(r.Context()) // a request of its own, for a body of its own
		r.Body = &moving{ReadCloser: r.Body, note: f.pulse.send}
	}
	res, err := f.HTTPClient.Do(r)
	f.pulse.hear(err)
	if err == nil && res.Body != nil && res.Body != http.NoBody {
		res.Body = &moving{ReadCloser: res.Body, note: f.pulse.answer}
	}
	return res, err
}

// moving is a body whose bytes are a sign of life: those of a large object may
// come for minutes.
type moving struct {
	io.ReadCloser

	note func()
}

// Read reads, and notes that.
func (m *moving) Read(b []byte) (int, error) {
	n, err := m.ReadCloser.Read(b)
	if n > 0 {
		m.note()
	}
	return n, err
}
