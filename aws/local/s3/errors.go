package s3

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
)

// apiError is an answer that says no, in the words of
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
type apiError struct {
	status  int
	code    string
	message string
}

// Error is the code and the message.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// Errors that are always the same.
var (
	errNoSuchBucket = &apiError{http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist"}
	errNoSuchKey    = &apiError{http.StatusNotFound, "NoSuchKey", "The specified key does not exist."}
	errNoSuchUpload = &apiError{http.StatusNotFound, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."}
	errAccessDenied = &apiError{http.StatusForbidden, "AccessDenied", "Access Denied"}
	errPrecondition = &apiError{http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"}
	errNotModified  = &apiError{http.StatusNotModified, "NotModified", "Not Modified"}
	errIncomplete   = &apiError{http.StatusBadRequest, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"}
	errMethod       = &apiError{http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource."}
)

func invalidArgument(format string, args ...any) *apiError {
	return &apiError{http.StatusBadRequest, "InvalidArgument", fmt.Sprintf(format, args...)}
}

func invalidRequest(format string, args ...any) *apiError {
	return &apiError{http.StatusBadRequest, "InvalidRequest", fmt.Sprintf(format, args...)}
}

func notFound(code, message string) *apiError {
	return &apiError{http.StatusNotFound, code, message}
}

func notImplemented(format string, args ...any) *apiError {
	return &apiError{http.StatusNotImplemented, "NotImplemented", fmt.Sprintf(format, args...)}
}

// malformed refuses a document.
func malformed(format string, args ...any) *apiError {
	return &apiError{
		http.StatusBadRequest, "MalformedXML",
		"The XML you provided was not well-formed or did not validate against our published schema: " + fmt.Sprintf(format, args...),
	}
}

// asAPIError is the error to answer with. What is no apiError is a failure of
// this S3 itself, such as a full disk.
func asAPIError(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return &apiError{http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again: " + err.Error()}
}

// writeError answers with an error.
func (c *call) writeError(err error) {
	e := asAPIError(err)
	if e.status == http.StatusNotModified || c.r.Method == http.MethodHead {
		c.w.Header().Del("Content-Length")
		c.w.WriteHeader(e.status)
		return
	}
	key := ""
	if e == errNoSuchKey {
		key = c.key
	}
	c.writeXML(e.status, struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		Key       keyText `xml:",omitempty"`
		Resource  string
		RequestID string `xml:"RequestId"`
		HostID    string `xml:"HostId"`
	}{Code: e.code, Message: e.message, Key: keyText(key), Resource: c.r.URL.EscapedPath(), RequestID: c.requestID, HostID: hostID})
}
