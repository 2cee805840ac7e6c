package s3

import (
	"bytes"
	"encoding/xml"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"inflight/aws/local/sigv4"
	"inflight/aws/local/wire"
)

const (
	// xmlns is the namespace of S3's documents.
	xmlns = "http://s3.amazonaws.com/doc/2006-03-01/"
	// hostID is the second id of an answer, by which AWS finds its host.
	hostID = "inflight"
	// maxDocument is the largest document a request may carry.
	maxDocument = 2 << 20
)

// call is one request being answered.
type call struct {
	w           http.ResponseWriter
	r           *http.Request
	bucket, key string
	query       url.Values
	requestID   string
	sig         *sigv4.Signature
	chain       *sigv4.Chain // nil where the secret is not known
}

// newCall reads where a request wants to go.
func newCall(w http.ResponseWriter, r *http.Request) *call {
	c := &call{w: w, r: r, query: r.URL.Query(), requestID: w.Header().Get("X-Amz-Request-Id")}
	if c.requestID == "" {
		c.requestID = wire.NewRequestID()
		w.Header().Set("X-Amz-Request-Id", c.requestID)
	}
	w.Header().Set("X-Amz-Id-2", hostID)
	w.Header().Set("Server", "AmazonS3")
	c.bucket, c.key = bucketAndKey(r)
	return c
}

// header is a header of the request. A presigned URL may carry it in its query.
func (c *call) header(name string) string {
	if v := c.r.Header.Get(name); v != "" || c.sig == nil || !c.sig.Presigned {
		return v
	}
	for key, values := range c.query {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// sourceIP is where the request came from.
func (c *call) sourceIP() string {
	if host, _, err := net.SplitHostPort(c.r.RemoteAddr); err == nil {
		return host
	}
	return "127.0.0.1"
}

// intParam is a number in the query that is at least 0; otherwise where there
// is none.
func (c *call) intParam(name string, otherwise int) (int, error) {
	text := c.query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, invalidArgument(name, text, "Argument %s must be an integer between 0 and 2147483647", name)
	}
	return int(n), nil
}

// document reads the whole body, checked like any upload.
func (c *call) document() ([]byte, error) {
	p, err := c.payload()
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(p, maxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxDocument:
		return nil, &apiError{http.StatusBadRequest, "MaxMessageLengthExceeded", "Your request was too large."}
	}
	return body, p.verify()
}

// readXML reads the body into v, whose root element must have the name.
func (c *call) readXML(root string, v any) error {
	body, err := c.document()
	if err != nil {
		return err
	}
	return unmarshal(body, root, v)
}

// unmarshal reads a document whose root element must have the name.
func unmarshal(body []byte, root string, v any) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return errMalformed
		}
		if begin, ok := token.(xml.StartElement); ok {
			if begin.Name.Local != root || d.DecodeElement(v, &begin) != nil {
				return errMalformed
			}
			return nil
		}
	}
}

// writeXML answers with a document.
func (c *call) writeXML(status int, v any) {
	body, err := xml.Marshal(v)
	if err != nil { // none of our own documents can fail
		c.w.WriteHeader(http.StatusInternalServerError)
		return
	}
	c.write(status, "application/xml", append([]byte(xml.Header), body...))
}

// write answers with a body.
func (c *call) write(status int, contentType string, body []byte) {
	c.w.Header().Set("Content-Type", contentType)
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // a caller that hung up cannot be told
}

// empty answers without a body.
func (c *call) empty(status int) {
	c.w.Header().Set("Content-Length", "0")
	if status == http.StatusNoContent {
		c.w.Header().Del("Content-Length")
	}
	c.w.WriteHeader(status)
}

// timestamp is a time as S3's documents write it: in whole seconds.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") + ".000Z" }

// quoted is an ETag as it is sent.
func quoted(etag string) string { return `"` + etag + `"` }
