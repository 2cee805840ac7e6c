package wire

import (
	"net/http"
	"net/url"
)

// Query says which query protocol a service speaks.
type Query struct {
	// XMLNS is the namespace of the answers.
	XMLNS string
	// Detail has errors end with an empty Detail, as those of SQS do and those
	// of SNS do not.
	Detail bool
	// Limit is how many bytes a request may have; 0 means DefaultBodyLimit.
	Limit int64
	// Report, if set, hears of panics in operations.
	Report func(error)
}

// ServeQuery answers one request in the query protocol. The operation and its
// fields may stand in the body, in the URL, or some in each.
func (t Table) ServeQuery(w http.ResponseWriter, r *http.Request, p Query) {
	buf := takeBuffer()
	defer giveBuffer(buf)
	id := NewRequestID()
	action, out, err := t.callQuery(w, r, p, buf)
	if err != nil {
		p.writeError(w, id, asError(err))
		return
	}
	*buf = appendResponse((*buf)[:0], p.XMLNS, action, id, out)
	answer(w, http.StatusOK, "text/xml", id, *buf)
}

// callQuery reads the request and calls its operation.
func (t Table) callQuery(w http.ResponseWriter, r *http.Request, p Query, buf *[]byte) (string, any, error) {
	body, err := readBody(w, r, p.Limit, *buf)
	*buf = body
	if err != nil {
		return "", nil, err
	}
	form, err := parseForm(r.URL.RawQuery, string(body))
	if err != nil {
		return "", nil, err
	}
	name := form.Get("Action")
	switch {
	case name == "":
		return "", nil, Errorf("MissingAction", "the request must contain the parameter Action")
	case t[name] == nil:
		return "", nil, Errorf("InvalidAction", "The action %s is not valid for this endpoint.", name)
	}
	out, err := t.run(r.Context(), &Call{Operation: name, Request: r, form: form}, p.Report)
	return name, out, err
}

// parseForm reads the fields of the URL and of the body; the body wins.
func parseForm(raw, body string) (url.Values, error) {
	form, err := url.ParseQuery(raw)
	if err != nil {
		return nil, Errorf("MalformedQueryString", "the query string is malformed: %v", err)
	}
	fields, err := url.ParseQuery(body)
	if err != nil {
		return nil, Errorf("MalformedInput", "the body is not a form: %v", err)
	}
	for name, values := range fields {
		form[name] = values
	}
	return form, nil
}

// appendResponse writes the answer's XML: the result, and the request's id.
func appendResponse(b []byte, xmlns, action, id string, out any) []byte {
	b = append(b, `<?xml version="1.0"?><`...)
	b = append(b, action...)
	b = append(b, `Response xmlns="`...)
	b = AppendXMLText(b, xmlns)
	b = append(b, `">`...)
	if out != nil {
		b = appendResult(b, action+"Result", out)
	}
	b = append(b, `<ResponseMetadata><RequestId>`...)
	b = append(b, id...)
	b = append(b, `</RequestId></ResponseMetadata></`...)
	b = append(b, action...)
	return append(b, `Response>`...)
}

// appendResult writes the result; one without content as a single tag, as SQS
// answers a receive that found nothing.
func appendResult(b []byte, name string, out any) []byte {
	b = append(append(append(b, '<'), name...), '>')
	begun := len(b)
	b = appendXML(b, out)
	if len(b) == begun {
		return append(b[:begun-1], '/', '>')
	}
	return append(append(append(b, '<', '/'), name...), '>')
}

// writeError writes the error in the form that SDKs and old CLIs read.
func (p Query) writeError(w http.ResponseWriter, id string, e *Error) {
	b := append([]byte(nil), `<?xml version="1.0"?><ErrorResponse xmlns="`...)
	b = AppendXMLText(b, p.XMLNS)
	b = append(b, `"><Error>`...)
	b = appendTextElement(b, "Type", e.Fault())
	b = appendTextElement(b, "Code", e.OldCode())
	message := e.Message
	if e.QueryMessage != "" {
		message = e.QueryMessage
	}
	b = appendTextElement(b, "Message", message)
	if p.Detail {
		b = append(b, `<Detail/>`...)
	}
	b = append(b, `</Error>`...)
	b = appendTextElement(b, "RequestId", id)
	b = append(b, `</ErrorResponse>`...)
	answer(w, e.HTTPStatus(), "text/xml", id, b)
}
