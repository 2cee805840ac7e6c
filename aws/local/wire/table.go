package wire

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// Op is one operation of a service. What it returns is written in the caller's
// protocol; an error that is (or wraps) an *Error is written with its code and
// status, any other as InternalFailure. An Op is called by many goroutines.
type Op func(ctx context.Context, c *Call) (any, error)

// Table is the operations of a service by the names AWS gives them.
type Table map[string]Op

// Call is one request as a protocol has read it.
type Call struct {
	// Operation is the name of the operation, such as SendMessage.
	Operation string
	// Request is where it came from, for the host and the path it was sent to.
	// Its body has been read.
	Request *http.Request

	body []byte     // AWS JSON; valid during the call only
	form url.Values // query protocol; nil in AWS JSON
}

// Nothing is the output of an operation that has none.
type Nothing struct{}

// JSONDecoder is an input that reads itself from JSON without reflection, for
// the operations that are called thousands of times a second.
type JSONDecoder interface {
	DecodeJSON(r *JSONReader) error
}

// JSONAppender is an output that writes itself as JSON without reflection.
type JSONAppender interface {
	AppendJSON(b []byte) []byte
}

type callKey struct{}

// CallFrom is the call that an operation made with Do is answering; nil outside
// of one.
func CallFrom(ctx context.Context) *Call {
	c, _ := ctx.Value(callKey{}).(*Call)
	return c
}

// Do makes an Op of a function with a typed input and output. The input is
// decoded by the rules of the package; nil as output is an empty answer.
func Do[In, Out any](f func(context.Context, *In) (*Out, error)) Op {
	return func(ctx context.Context, c *Call) (any, error) {
		in := new(In)
		if err := c.Decode(in); err != nil {
			return nil, err
		}
		out, err := f(context.WithValue(ctx, callKey{}, c), in)
		if out == nil || err != nil {
			return nil, err
		}
		return out, nil
	}
}

// Decode reads the input of the call into the struct that in points to. Its
// errors are *Error with the code SerializationException (JSON) or
// MalformedInput (query).
func (c *Call) Decode(in any) error {
	if c.form != nil {
		return decodeForm(c.form, in)
	}
	return decodeJSON(c.body, in)
}

// IsQuery tells whether the call came in the query protocol.
func (c *Call) IsQuery() bool { return c.form != nil }

// BaseURL is the scheme and host by which the caller reached the server,
// without a slash at the end.
func (c *Call) BaseURL() string {
	host := c.Request.Host
	if host == "" { // a client's request that has not been through a socket
		host = c.Request.URL.Host
	}
	if c.Request.TLS != nil || c.Request.URL.Scheme == "https" {
		return "https://" + host
	}
	return "http://" + host
}

func decodeJSON(body []byte, in any) error {
	if fast, ok := in.(JSONDecoder); ok {
		r := NewJSONReader(body)
		if err := fast.DecodeJSON(r); err != nil {
			return err
		}
		return r.End()
	}
	if len(body) == 0 {
		return nil
	}
	err := json.Unmarshal(body, in)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong) && wrong.Field != "":
		return Errorf("SerializationException", "the field %s cannot be a JSON %s", wrong.Field, wrong.Value)
	default:
		return Errorf("SerializationException", "the body is not the JSON this operation takes: %v", err)
	}
}
