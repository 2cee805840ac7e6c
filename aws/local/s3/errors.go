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

// element is an element that only errors of some kind have.
type element struct{ name, value string }

// MarshalXML writes it under its own name.
func (e element) MarshalXML(enc *xml.Encoder, _ xml.StartElement) error {
	return enc.EncodeElement(keyText(e.value), xml.StartElement{Name: xml.Name{Local: e.name}})
}

// explained is an error with the elements of its kind.
type explained struct {
	*apiError

	elements []element
}

// Unwrap is the error without them.
func (e *explained) Unwrap() error { return e.apiError }

// with is the error with elements, given as names and values.
func (e *apiError) with(pairs ...string) *explained {
	out := &explained{apiError: e}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.elements = append(out.elements, element{pairs[i], pairs[i+1]})
	}
	return out
}

// Errors that are always the same.
var (
	errNoSuchBucket = &apiError{http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist"}
	errNoSuchKey    = &apiError{http.StatusNotFound, "NoSuchKey", "The specified key does not exist."}
	errNoSuchUpload = &apiError{http.StatusNotFound, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."}
	errAccessDenied = &apiError{http.StatusForbidden, "AccessDenied", "Access Denied"}
	errPrecondition = &apiError{http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"}
	errNotModified  = &apiError{http.StatusNotModified, "NotModified", "Not Modified"}
	errIncomplete   = &apiError{http.StatusBadRequest, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"}
	errMalformed    = &apiError{http.StatusBadRequest, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"}
	errPart         = &apiError{http.StatusBadRequest, "InvalidPart", "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."}
	errMethod       = &apiError{http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource."}
)

// invalidArgument refuses the value of a parameter or header.
func invalidArgument(name, value, format string, args ...any) *explained {
	return (&apiError{http.StatusBadRequest, "InvalidArgument", fmt.Sprintf(format, args...)}).with("ArgumentName", name, "ArgumentValue", value)
}

// preconditionFailed names the condition that does not hold.
func preconditionFailed(condition string) *explained {
	return errPrecondition.with("Condition", condition)
}

// unbuiltHeader refuses a header that asks for what is not there, and may say more.
func unbuiltHeader(name, more string) *explained {
	e := notImplemented("A header you provided implies functionality that is not implemented").with("Header", name)
	if more != "" {
		e.elements = append(e.elements, element{"additionalMessage", more})
	}
	return e
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
	answer := struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		Elements  []element
		RequestID string `xml:"RequestId"`
		HostID    string `xml:"HostId"`
	}{Code: e.code, Message: e.message, RequestID: c.requestID, HostID: hostID}
	if more := (*explained)(nil); errors.As(err, &more) {
		answer.Elements = more.elements
	}
	if ofBucket[e.code] && len(answer.Elements) == 0 {
		answer.Elements = []element{{"BucketName", c.bucket}}
	}
	c.writeXML(e.status, answer)
}

// ofBucket are the errors that name the bucket.
var ofBucket = map[string]bool{
	"NoSuchBucket": true, "BucketNotEmpty": true, "BucketAlreadyOwnedByYou": true, "InvalidBucketName": true, "NoSuchBucketPolicy": true,
	"NoSuchLifecycleConfiguration": true, "NoSuchPublicAccessBlockConfiguration": true, "NoSuchTagSet": true,
}
