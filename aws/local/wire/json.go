package wire

import (
	"encoding/json"
	"net/http"
	"strings"
)

// JSON says which AWS JSON protocol a service speaks.
type JSON struct {
	// Version is "1.0" or "1.1".
	Version string
	// Namespace stands before an error's name, as com.amazonaws.sqs does; the
	// services of JSON 1.1 have none.
	Namespace string
	// QueryErrors has every error carry the older protocol's code in a header,
	// for the services that spoke it once.
	QueryErrors bool
	// Limit is how many bytes a request may have; 0 means DefaultBodyLimit.
	Limit int64
	// Report, if set, hears of panics in operations.
	Report func(error)
}

// ServeJSON answers one request in AWS JSON. It never answers with a status of
// 500 or more unless an operation failed by a bug.
func (t Table) ServeJSON(w http.ResponseWriter, r *http.Request, p JSON) {
	buf := takeBuffer()
	defer giveBuffer(buf)
	id := NewRequestID()
	out, err := t.callJSON(w, r, p, buf)
	if err != nil {
		p.writeError(w, id, asError(err))
		return
	}
	body, err := appendJSON((*buf)[:0], out)
	if err != nil {
		p.writeError(w, id, asError(err))
		return
	}
	*buf = body
	answer(w, http.StatusOK, "application/x-amz-json-"+p.Version, id, body)
}

// callJSON reads the request into buf and calls its operation.
func (t Table) callJSON(w http.ResponseWriter, r *http.Request, p JSON, buf *[]byte) (any, error) {
	target := r.Header.Get("X-Amz-Target")
	name := target[strings.LastIndexByte(target, '.')+1:]
	if r.Method != http.MethodPost {
		return nil, Errorf("UnknownOperationException", "AWS JSON is sent with POST, not %s", r.Method)
	}
	if _, ok := t[name]; !ok {
		return nil, Errorf("UnknownOperationException", "the operation %q is not known here", target)
	}
	body, err := readBody(w, r, p.Limit, *buf)
	*buf = body
	if err != nil {
		return nil, err
	}
	return t.run(r.Context(), &Call{Operation: name, Request: r, body: body}, p.Report)
}

// appendJSON writes an output. An absent one is an empty object.
func appendJSON(b []byte, out any) ([]byte, error) {
	switch out := out.(type) {
	case nil:
		return append(b, '{', '}'), nil
	case JSONAppender:
		return out.AppendJSON(b), nil
	}
	encoded, err := json.Marshal(out)
	if err != nil {
		return b, Errorf("InternalFailure", "the answer cannot be written as JSON: %v", err).
			WithStatus(http.StatusInternalServerError)
	}
	return append(b, encoded...), nil
}

// writeError writes the error in the form that SDKs read, and for a service with
// QueryErrors the header from which they learn the older protocol's code.
//
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
func (p JSON) writeError(w http.ResponseWriter, id string, e *Error) {
	name := e.Code
	if p.Namespace != "" {
		name = p.Namespace + "#" + name
	}
	body := append([]byte(nil), `{"__type":`...)
	body = AppendJSONString(body, name)
	body = append(body, `,"message":`...)
	body = AppendJSONString(body, e.Message)
	body = append(body, '}')
	if p.QueryErrors {
		w.Header()["X-Amzn-Query-Error"] = []string{e.OldCode() + ";" + e.Fault()}
	}
	answer(w, e.HTTPStatus(), "application/x-amz-json-"+p.Version, id, body)
}
