package event

import (
	"context"
	"time"
)

// APICalled occurs at the end of every API call, ours or that of somebody
// outside (the embedded AWS can tell).
type APICalled struct {
	ofMessage `json:",omitempty"`
	ofKey     `json:",omitempty"`
	Size      int64 `json:"size"` // bytes
	forWorker `json:",omitempty"`
	Service   string        `json:"service"` // sqs, s3, sns, events
	Operation string        `json:"operation"`
	Took      time.Duration `json:"seconds"`  // how long it took
	Status    int           `json:"status"`   // HTTP status
	Attempts  int           `json:"attempts"` // how often it was tried
	USD       float64       `json:"usd"`      // what the call costs on AWS, in us-east-1
	Text      string        `json:"text,omitempty"`
	Error     string        `json:"error,omitempty"`  // why it failed, escaped, one line
	Caller    string        `json:"caller,omitempty"` // "" for ours, Outside or CallerSampler
	// Request and Answer are JSON, each cut to 4 KiB and without what is secret.
	Request string `json:"request,omitempty"`
	Answer  string `json:"answer,omitempty"`
	Empty   bool   `json:"-"` // a receive that brought nothing; see recorded_cause.go
	Cause   Cause  `json:"-"` // what the error means; see recorded_cause.go
}

var apiCalled = declare[APICalled]("api.called")

func (*APICalled) kind() *kind { return apiCalled }

// CallerSampler is the Caller of an API call that is this program's own
// bookkeeping; Outside is that of somebody else's.
const CallerSampler = "sampler"

type bookkeepingKey struct{}

// AsBookkeeping marks the API calls made with the returned context as our own
// bookkeeping: those that only find out what the screen shows. They are billed as
// all are, but are no part of the work.
func AsBookkeeping(ctx context.Context) context.Context {
	return context.WithValue(ctx, bookkeepingKey{}, true)
}

// Bookkeeping tells whether calls made with ctx are our own bookkeeping.
func Bookkeeping(ctx context.Context) bool {
	marked, _ := ctx.Value(bookkeepingKey{}).(bool)
	return marked
}

// Work is what an API call is made for: a worker, and the message that it has in
// hand. A part that is not known, or not there, is empty.
type Work struct {
	Worker    string
	MessageID string
	Key       string // of the image
}

type workKey struct{}

// ForWork marks the API calls made with the returned context as made for a work.
func ForWork(ctx context.Context, w Work) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

// WorkOf is what calls made with ctx are made for; the zero Work where nobody said.
func WorkOf(ctx context.Context) Work {
	w, _ := ctx.Value(workKey{}).(Work)
	return w
}
