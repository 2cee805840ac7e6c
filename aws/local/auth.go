package local

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/sigv4"
	"inflight/aws/local/wire"
)

// isOpen tells whether a request is one that a person or a subscriber makes, who
// has no keys: opening the links in a mail or a message, and fetching the
// certificate that messages are signed with.
func isOpen(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if isCertificatePath(r.URL.Path) {
		return true
	}
	query := r.URL.Query()
	switch query.Get("Action") {
	case "ConfirmSubscription":
		return r.URL.Path == "/" && query.Has("Token")
	case "Unsubscribe":
		return r.URL.Path == "/" && query.Has("SubscriptionArn")
	}
	return false
}

// authenticate checks that a request is signed with this server's keys, as
// every request has to be where Options.RequireSignature is set. It answers
// those that are not, and returns false.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request, service string) bool {
	if isOpen(r) || service == "s3" { // S3 checks for itself, in words of its own
		return true
	}
	if err := s.verify(w, r, service); err != nil {
		refuse(w, r, service, err)
		return false
	}
	return true
}

// verify says what is wrong with the signature of a request to a service other
// than S3. It reads the body and puts it back.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
func (s *Server) verify(w http.ResponseWriter, r *http.Request, service string) *wire.Error {
	signature, err := sigv4.Parse(r)
	if err != nil {
		return signatureError(err)
	}
	signature.Keys = &s.signing
	secret, known := s.keys.secret(signature.AccessKey)
	if !known {
		return forbidden("InvalidClientTokenId", "The security token included in the request is invalid.")
	}
	if signature.Service != service {
		return forbidden("SignatureDoesNotMatch", "Credential should be scoped to correct service: '"+service+"'.")
	}
	body, err := keepBody(w, r)
	if err != nil {
		return wire.Errorf("IncompleteBody", "the request's body could not be read: %v", err)
	}
	sum := sha256.Sum256(body)
	switch hash := hex.EncodeToString(sum[:]); {
	case signature.PayloadHash == "", signature.Presigned:
		signature.PayloadHash = hash
	case signature.PayloadHash != hash && signature.PayloadHash != sigv4.UnsignedPayload:
		return forbidden("SignatureDoesNotMatch", "The body is not the one that was signed.")
	}
	if err := signature.Verify(r, secret); err != nil {
		return signatureError(err)
	}
	if name := signature.Uncovered(r); name != "" {
		return forbidden("SignatureDoesNotMatch", "The header "+name+" is not signed.")
	}
	if err := signature.Expired(clock.Since(s.options.Clock, signature.Time)); err != nil {
		return signatureError(err)
	}
	if err := signature.Skewed(time.Now()); err != nil {
		return signatureError(err)
	}
	return nil
}

// keepBody reads the body of a request and leaves a copy in its place.
func keepBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.DefaultBodyLimit))
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// signatureError words what is wrong with a signature as AWS does.
func signatureError(err error) *wire.Error {
	var e *sigv4.Error
	if !errors.As(err, &e) {
		return wire.Errorf("InternalFailure", "the signature could not be checked").WithStatus(http.StatusInternalServerError)
	}
	switch e.Problem {
	case sigv4.Unsigned:
		return forbidden("MissingAuthenticationToken", "Request is missing Authentication Token")
	case sigv4.Malformed:
		return forbidden("IncompleteSignature", e.Message)
	case sigv4.Expired:
		return forbidden("RequestExpired", e.Message)
	case sigv4.Skewed:
		return forbidden("SignatureDoesNotMatch", "Signature expired: "+e.Message)
	case sigv4.Mismatch:
	}
	return forbidden("SignatureDoesNotMatch", e.Message)
}

func forbidden(code, message string) *wire.Error {
	return wire.Errorf(code, "%s", message).WithStatus(http.StatusForbidden)
}

// refuse answers with an error in the protocol of the request.
func refuse(w http.ResponseWriter, r *http.Request, service string, e *wire.Error) {
	if service == "s3" {
		refuseS3(w, r, e)
		return
	}
	const refused = "Refused"
	table := wire.Table{refused: func(context.Context, *wire.Call) (any, error) { return nil, e }}
	c := r.Clone(r.Context())
	c.Body, c.ContentLength = http.NoBody, 0
	if c.Header.Get("X-Amz-Target") == "" {
		c.URL.RawQuery = "Action=" + refused
		table.ServeQuery(w, c, wire.Query{XMLNS: queryNamespaces[service], Detail: service == "sqs"})
		return
	}
	c.Header.Set("X-Amz-Target", service+"."+refused)
	if service == "sqs" {
		table.ServeJSON(w, c, wire.JSON{Version: "1.0", Namespace: "com.amazonaws.sqs", QueryErrors: true})
		return
	}
	table.ServeJSON(w, c, wire.JSON{Version: "1.1"})
}

// refuseS3 answers with an error as S3 does.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func refuseS3(w http.ResponseWriter, r *http.Request, e *wire.Error) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(e.HTTPStatus())
	if r.Method == http.MethodHead {
		return
	}
	_ = xml.NewEncoder(w).Encode(struct { // a caller that hung up cannot be told
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
		RequestID     string `xml:"RequestId"`
	}{Code: e.Code, Message: e.Message, RequestID: w.Header().Get("X-Amz-Request-Id")})
}

// queryNamespaces are the namespaces of the answers in the query protocol.
var queryNamespaces = map[string]string{
	"sqs": "http://queue.amazonaws.com/doc/2012-11-05/",
	"sns": "http://sns.amazonaws.com/doc/2010-03-31/",
	"sts": stsNamespace,
}

// isCertificatePath tells whether a path is that of the certificate with which
// SNS signs its messages.
func isCertificatePath(path string) bool {
	return strings.HasPrefix(path, "/SimpleNotificationService-") && strings.HasSuffix(path, ".pem")
}
