package aws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"inflight/pipeline/event"
)

// Call is one call of an AWS API, told when it has ended.
type Call struct {
	// Service is s3, sqs, sns, eventbridge or sts.
	Service string
	// Operation is the name in AWS's API reference, such as ReceiveMessage.
	Operation string
	// Took is the time from the call to its end, over all attempts and the
	// pauses between them. Of an object being read it covers the time until
	// its first bytes: what comes after is the reader's time.
	Took time.Duration
	// Attempts is how many requests were sent: 1 unless the SDK retried.
	Attempts int
	// Status is the HTTP status of the last answer, 0 if there was none.
	Status int
	// Size is the bytes of the object that was put, or else of the answer.
	Size int64
	// Detail says in a few words what came of it: "4 messages", "1.4 MB",
	// "→ 30 s". It may be empty.
	Detail string
	// Empty is true for a receive that brought nothing.
	Empty bool
	// Error says in one line why the call failed. It is empty for one that
	// succeeded, for one that we gave up ourselves (see Cancelled), and for one
	// that asked whether something is there, or as it was: that it is not is an
	// answer. What AWS sent is escaped, so that it can be shown on a terminal.
	Error string
	// Cause is what the error means, where this program acts on that.
	Cause event.Cause
	// Cancelled is true when the caller gave up, as a worker that stops gives up
	// its long poll.
	Cancelled bool
	// USD is what AWS asks for the call, or on the embedded AWS what it would; see
	// Price. Other endpoints have prices of their own, or none: it is 0.
	USD float64
	// Bookkeeping is true for a call that only finds out what the screen shows; see
	// event.AsBookkeeping.
	Bookkeeping bool
	// Work is what the call was made for; see event.ForWork.
	Work event.Work
	// Request and Answer are what was sent and what came, as JSON, each cut to 4
	// KB and without what is secret. There is no answer of a call that failed.
	Request, Answer string
}

// tap is the middleware that reports calls.
type tap struct {
	report func(Call)
	mails  int
	priced bool // whatever host the calls go to
	shapes *shapes
}

// trail is what the attempts of one call leave behind. The SDK makes them one
// after the other, so it needs no lock.
type trail struct {
	attempts, billed, status int
	elsewhere                bool // the request went to a host that is not AWS's
	sent, received           int64
	body                     *countingBody
}

type trailKey struct{}

// install puts both ends of the tap on an operation's stack: one outside of
// everything, which sees the call, and one inside of everything, which sees
// each attempt.
func (t tap) install(stack *middleware.Stack) error {
	call := middleware.InitializeMiddlewareFunc("inflight.Call", t.call)
	if err := stack.Initialize.Add(call, middleware.Before); err != nil {
		return err
	}
	attempt := middleware.DeserializeMiddlewareFunc("inflight.Attempt", attempt)
	return stack.Deserialize.Add(attempt, middleware.After)
}

// call times a whole call and reports it. A call that sent nothing and did not
// fail is no call: signing a URL goes through the same stack.
func (t tap) call(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error,
) {
	tr := &trail{}
	start := time.Now()
	out, meta, err := next.HandleInitialize(middleware.WithStackValue(ctx, trailKey{}, tr), in)
	if tr.attempts > 0 || err != nil {
		c := Call{
			Service:   strings.ToLower(middleware.GetServiceID(ctx)),
			Operation: middleware.GetOperationName(ctx),
			Took:      time.Since(start),
			Attempts:  tr.attempts,
			Status:    tr.status,
			Size:      tr.size(in.Parameters),

			Bookkeeping: event.Bookkeeping(ctx),
			Work:        event.WorkOf(ctx),
			Request:     t.shapes.transcript(in.Parameters),
		}
		if err == nil {
			c.Detail = detailOf(c, in.Parameters, out.Result)
			c.Empty = isEmpty(out.Result)
			c.Answer = t.shapes.transcript(out.Result)
			defer reportCalled(ctx, c.Operation) // after what it was
		} else {
			c.end(ctx, err)
		}
		if t.priced || !tr.elsewhere {
			c.USD = Price(c.Service, c.Operation, Charge{
				Requests: tr.billed,
				Bytes:    max(tr.sent, tr.answered()),
				FIFO:     isFIFO(in.Parameters),
				Entries:  entriesOf(in.Parameters),
				Mails:    t.mails,
			})
		}
		t.report(c)
	}
	return out, meta, err
}

// end notes how a call ended that did not succeed.
func (c *Call) end(ctx context.Context, err error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		c.Cancelled, c.Detail = true, "given up"
	case answered(ctx, err) != "":
		c.Detail = answered(ctx, err)
	default:
		c.Error, c.Cause = shortError(err), causeOf(c.Operation, err)
	}
}

// attempt counts a request and looks at its answer. What AWS answers with a
// status below 500 it charges for:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html
func attempt(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	middleware.DeserializeOutput, middleware.Metadata, error,
) {
	tr, _ := middleware.GetStackValue(ctx, trailKey{}).(*trail)
	if tr == nil {
		return next.HandleDeserialize(ctx, in)
	}
	tr.attempts++
	tr.status, tr.received, tr.body = 0, 0, nil
	if req, ok := in.Request.(*smithyhttp.Request); ok {
		tr.sent = contentSent(req.Request)
		tr.elsewhere = !event.IsAWS("https://" + req.URL.Host)
	}
	out, meta, err := next.HandleDeserialize(ctx, in)
	if resp, ok := out.RawResponse.(*smithyhttp.Response); ok && resp != nil && resp.Response != nil {
		tr.answer(resp.Response)
	}
	return out, meta, err
}

// answer notes an answer's status and size.
func (t *trail) answer(resp *http.Response) {
	t.status = resp.StatusCode
	if resp.StatusCode == 0 {
		return // the SDK's stand-in for an answer that never came
	}
	if resp.StatusCode < http.StatusInternalServerError {
		t.billed++
	}
	t.received = resp.ContentLength
	if resp.ContentLength < 0 && resp.Body != nil {
		t.body = &countingBody{ReadCloser: resp.Body}
		resp.Body = t.body
	}
}

// answered is the size of the last answer as far as it has been read.
func (t *trail) answered() int64 {
	if t.body != nil {
		return t.body.n
	}
	return max(t.received, 0)
}

// size is the size worth showing: of what was put, or of what came.
func (t *trail) size(params any) int64 {
	if isUpload(params) {
		return t.sent
	}
	return t.answered()
}

// contentSent is the size of the content of a request, without the framing
// that the SDK puts around chunks.
func contentSent(req *http.Request) int64 {
	if n, err := strconv.ParseInt(req.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64); err == nil {
		return n
	}
	return max(req.ContentLength, 0)
}

// countingBody counts what is read of an answer that did not say its length.
type countingBody struct {
	io.ReadCloser
	n int64
}

func (b *countingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
	return n, err
}

// shortError is the line that AWS says, without the SDK's layers around it.
func shortError(err error) string {
	var api smithy.APIError
	var sending *url.Error
	switch {
	case errors.As(err, &api):
	case errors.As(err, &sending):
		return event.Reason(sending.Err)
	default:
		return event.Reason(err)
	}
	if api.ErrorMessage() == "" {
		return event.Reason(errors.New(code(err)))
	}
	return event.Reason(errors.New(code(err) + ": " + api.ErrorMessage()))
}
