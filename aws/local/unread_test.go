package local_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// dial opens a connection on which nothing waits for longer than five seconds.
func dial(t *testing.T, endpoint string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

// ask writes a request as it stands and reads the whole answer.
func ask(t *testing.T, conn net.Conn, in *bufio.Reader, request string) *http.Response {
	t.Helper()
	if _, err := io.WriteString(conn, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(in, nil)
	if err == nil && r.StatusCode == http.StatusContinue {
		r, err = http.ReadResponse(in, nil)
	}
	if err != nil {
		t.Fatalf("no answer to %q: %v", request, err)
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		t.Fatalf("half an answer to %q: %v", request, err)
	}
	return r
}

const signedForS3 = "Authorization: AWS4-HMAC-SHA256 Credential=somebody/20261123/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00\nX-Amz-Date: 20261123T000000Z\n"

// A client that was refused before it sent a body sends its next request
// elsewhere: RFC 9110, section 10.1.1, and what S3 was recorded to do.
// https://www.rfc-editor.org/rfc/rfc9110.html#section-10.1.1
func TestAfterAnErrorToARequestWhoseBodyWasNotReadTheConnectionIsClosed(t *testing.T) {
	for name, request := range map[string]string{
		"a bucket that is missing":         "PUT /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "Content-Length: 100\nExpect: 100-continue\n\n",
		"in chunks":                        "PUT /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "Transfer-Encoding: chunked\nExpect: 100-Continue\n\n",
		"nobody signed it":                 "PUT /bucket/key HTTP/1.1\nHost: localhost\nContent-Length: 5242880\nExpect: 100-continue\n\n",
		"an operation that is not there":   "POST / HTTP/1.1\nHost: localhost\nContent-Length: 2\nX-Amz-Target: AmazonSQS.Dance\nExpect: 100-continue\n\n",
		"an event that is too large":       "POST / HTTP/1.1\nHost: localhost\nContent-Length: 99999999\nX-Amz-Target: AWSEvents.PutEvents\nExpect: 100-continue\n\n",
		"the client forgot the body":       "PUT /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "Content-Length: 100\n\n",
		"the client sends part of a body":  "PUT /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "Content-Length: 100\n\npart",
		"a form, of which nothing is read": "POST / HTTP/1.1\nHost: localhost\nContent-Length: 20\nX-Amz-Target: AWSEvents.Dance\n\n",
		"it was asked, told, and read":     "POST / HTTP/1.1\nHost: localhost\nContent-Length: 2\nX-Amz-Target: AmazonSQS.PurgeQueue\nExpect: 100-continue\n\n{}",
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := listen(t)
			conn, in := dial(t, s.Endpoint())
			r := ask(t, conn, in, request)
			if r.StatusCode < 400 || !r.Close {
				t.Errorf("answered %s, and that the connection closes: %v", r.Status, r.Close)
			}
			if _, err := in.ReadByte(); err == nil || isTimeout(err) {
				t.Errorf("the connection stays open: %v", err)
			}
		})
	}
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error) //nolint:errorlint // as the connection gives it
	return ok && timeout.Timeout()
}

func TestAnErrorToARequestThatWasReadLeavesTheConnectionOpen(t *testing.T) {
	s, _ := listen(t)
	conn, in := dial(t, s.Endpoint())
	for _, request := range []string{
		"POST / HTTP/1.1\nHost: localhost\nX-Amz-Target: AmazonSQS.PurgeQueue\nContent-Length: 2\n\n{}",
		"POST / HTTP/1.1\nHost: localhost\nX-Amz-Target: AWSEvents.DeleteEventBus\nContent-Length: 18\n\n{\"Name\":\"default\"}",
		"GET /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "\n",
		"DELETE /nobucket/key HTTP/1.1\nHost: localhost\n" + signedForS3 + "\n",
	} {
		if r := ask(t, conn, in, request); r.StatusCode < 400 || r.Close {
			t.Errorf("%q is answered %s, and that the connection closes: %v", request, r.Status, r.Close)
		}
	}
	if r := ask(t, conn, in, "GET /_inflight/health HTTP/1.1\nHost: localhost\n\n"); r.StatusCode != http.StatusOK {
		t.Errorf("after them the health is %s", r.Status)
	}
}
