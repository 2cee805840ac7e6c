package aws

import (
	"io"
	"net/http"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
)

// plainBody is an HTTP client that hands request bodies on as plain Readers.
//
// Once an answer's header is there, smithy-go closes the request's body. The
// transport may still be making sure that the body has no more bytes than it
// said; it does so with WriteTo, which smithy-go's body answers with io.EOF once
// closed. The transport takes that for a failed write and closes the connection
// while the SDK reads the answer from it: "use of closed network connection",
// about once in tens of thousands of calls, for answers too large to have been
// read in one piece. A retry hides it and leaves the messages of a receive in
// flight. Read answers io.EOF too, which is as it should be; so WriteTo is
// hidden.
type plainBody struct{ awssdk.HTTPClient }

// Do sends a request.
func (c plainBody) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r = r.WithContext(r.Context()) // a request of its own, for a body of its own
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return c.HTTPClient.Do(r)
}
