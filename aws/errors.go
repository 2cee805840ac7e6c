package aws

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/smithy-go"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// code is the error code that AWS answered with, or "". SQS has two for many
// errors, one from each of its protocols; the older one's prefix is cut.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
func code(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return strings.TrimPrefix(api.ErrorCode(), "AWS.SimpleQueueService.")
}

// hasCode reports whether AWS answered with one of the codes.
func hasCode(err error, codes ...string) bool {
	c := code(err)
	if c == "" {
		return false
	}
	for _, want := range codes {
		if c == want {
			return true
		}
	}
	return false
}

// noQueue reports whether there is no such queue.
func noQueue(err error) bool { return hasCode(err, "QueueDoesNotExist", "NonExistentQueue") }

// refusedForGood reports whether AWS would answer the next call just so, until a
// person changes something. Credentials that have expired were the last ones the
// SDK could get.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
func refusedForGood(err error) bool {
	return noQueue(err) || hasCode(err, "AccessDenied", "AccessDeniedException", "InvalidClientTokenId", "UnrecognizedClientException",
		"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException", "ExpiredToken", "ExpiredTokenException",
		"NotAuthorized", "OptInRequired", "KMS.AccessDenied", "KmsAccessDenied", "InvalidAddress", "InvalidSecurity")
}

// queueError says what could not be done with a queue, and what to do about
// the errors that people run into. Where the queue will not have it another time
// either, the error is found as pipelinetest.ErrRefused.
func queueError(doing, queue string, err error) error {
	explained := sayQueueError(doing, queue, err)
	if refusedForGood(err) {
		return consume.As(consume.ErrRefused, explained)
	}
	return explained
}

func sayQueueError(doing, queue string, err error) error {
	err = said(err)
	switch {
	case err == nil:
		return nil
	case noQueue(err):
		return fmt.Errorf("%s: %w: %w", doing, event.Missing("queue", queue), err)
	case hasCode(err, "PurgeQueueInProgress"):
		return fmt.Errorf("%s: %s was purged less than 60 s ago; wait a minute: %w", doing, queue, err)
	case denied(err):
		return fmt.Errorf("%s, queue %s: %s: %w", doing, queue, mayNot(err), err)
	case trouble(err) != "":
		return fmt.Errorf("%s, queue %s: %s: %w", doing, queue, trouble(err), err)
	default:
		return fmt.Errorf("%s, queue %s: %w", doing, queue, err)
	}
}

// receiptError is queueError for a call with the receipt of a message. SQS has
// one code for a receive that is over on a FIFO queue and for a message that is
// there no more; its words tell them apart.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func receiptError(doing, queue string, err error) error {
	explained := queueError(doing, queue, err)
	switch lostMessage(err) {
	case event.NotInFlight:
		return consume.As(consume.ErrNotInFlight, explained)
	case event.NoMessage:
		return consume.As(consume.ErrNoMessage, explained)
	default:
		return explained
	}
}

// lostMessage is why a receipt is good no more; 0 where the error says another thing.
func lostMessage(err error) event.Cause {
	switch {
	case hasCode(err, "MessageNotInflight"):
		return event.NotInFlight
	case hasCode(err, "ReceiptHandleIsInvalid"): // it was good when the queue gave it
		return event.NoMessage
	case !hasCode(err, "InvalidParameterValue", "InvalidParameterValueException"):
		return 0
	case strings.Contains(err.Error(), "expired"):
		return event.NotInFlight
	case strings.Contains(err.Error(), "does not exist"):
		return event.NoMessage
	}
	return 0
}

// causeOf is what the error of a call means to the program.
func causeOf(operation string, err error) event.Cause {
	switch {
	case noQueue(err):
		return event.NoQueue
	case operation == "ChangeMessageVisibility":
		return lostMessage(err)
	}
	return 0
}

// objectError is the same for objects of S3. It marks what may pass.
func objectError(doing, bucket, key string, err error) error {
	err = said(passing(err))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, consume.ErrNoObject):
		return &missingObjectError{doing, bucket, key, err}
	case hasCode(err, "NoSuchBucket"):
		return fmt.Errorf("%s %q: %w: %w", doing, key, event.Missing("bucket", bucket), err)
	case denied(err):
		return fmt.Errorf("%s %q of bucket %s: %s: %w", doing, key, bucket, mayNot(err), err)
	case trouble(err) != "":
		return fmt.Errorf("%s %q of bucket %s: %s: %w", doing, key, bucket, trouble(err), err)
	default:
		return fmt.Errorf("%s %q of bucket %s: %w", doing, key, bucket, err)
	}
}

// missingObjectError says of an object that it is not there, when it is asked: each image
// whose thumbnail is new has one, and nobody reads it.
type missingObjectError struct {
	doing, bucket, key string
	err                error
}

func (e *missingObjectError) Error() string {
	return fmt.Sprintf("%s %q of bucket %s: %v", e.doing, e.key, e.bucket, e.err)
}

func (e *missingObjectError) Unwrap() error { return e.err }

// explain says what could not be done with which resource.
func (b *build) explain(doing string, r *resource, err error) error {
	err = said(err)
	if denied(err) {
		return fmt.Errorf("%s the %s %s: %s: %w", doing, r.kind, r.name, mayNot(err), err)
	}
	if say := trouble(err); say != "" {
		return fmt.Errorf("%s the %s %s: %s: %w", doing, r.kind, r.name, say, err)
	}
	if service := b.c.lacks(err); service != "" {
		return fmt.Errorf("%s the %s %s: %s has no %s: it needs S3, SQS, SNS and EventBridge: %w", doing, r.kind, r.name, b.c.Endpoint, service, err)
	}
	return fmt.Errorf("%s the %s %s: %w", doing, r.kind, r.name, err)
}

// denied reports whether AWS refused a call to these credentials.
func denied(err error) bool {
	return hasCode(err, "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "Forbidden")
}

// mayNot says which permission is missing.
func mayNot(err error) string {
	if p := permission(err); p != "" {
		return "these credentials may not do that: they need " + p + " (docs/permissions.md has what each command needs)"
	}
	return "these credentials may not do that (docs/permissions.md has what each command needs)"
}

// permissionNames are the permissions that are called otherwise than their
// operation.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
var permissionNames = map[string]string{
	"HeadBucket": "ListBucket", "ListObjectsV2": "ListBucket", "ListObjectVersions": "ListBucketVersions",
	"HeadObject": "GetObject", "DeleteObjects": "DeleteObject",
	"GetPublicAccessBlock": "GetBucketPublicAccessBlock", "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
	"GetBucketNotificationConfiguration": "GetBucketNotification", "PutBucketNotificationConfiguration": "PutBucketNotification",
	"GetBucketLifecycleConfiguration": "GetLifecycleConfiguration", "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
}

// permission is the permission that a refused call needs, as IAM names it.
func permission(err error) string {
	var op *smithy.OperationError
	if !errors.As(err, &op) {
		return ""
	}
	service := strings.ToLower(op.Service())
	if service == "eventbridge" {
		service = "events"
	}
	name := op.Operation()
	if other := permissionNames[name]; other != "" && service == "s3" {
		name = other
	}
	return service + ":" + name
}

// lacks names the service that an endpoint which is not AWS does not have, as an
// answer tells that is none of that service; "" if it has it, or that cannot be
// told.
func (c *Clients) lacks(err error) string {
	var op *smithy.OperationError
	if c.Real() || !errors.As(err, &op) {
		return ""
	}
	names := map[string]string{"s3": "S3", "sqs": "SQS", "sns": "SNS", "eventbridge": "EventBridge"}
	service := names[strings.ToLower(op.Service())]
	if hasCode(err, "UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "MethodNotAllowed", "UnknownError") {
		return service
	}
	// The SDK makes these of an answer that is none of S3, and S3 never answers
	// so to this call.
	if op.Operation() == "CreateBucket" && hasCode(err, "NotFound", "BadRequest") {
		return service
	}
	var answer interface{ HTTPStatusCode() int }
	if !errors.As(err, &answer) {
		return ""
	}
	if status := answer.HTTPStatusCode(); code(err) == "" && status != 0 || slices.Contains(foreignStatuses, status) {
		return service
	}
	return ""
}

// foreignStatuses are what a server answers to what it does not know.
var foreignStatuses = []int{http.StatusMethodNotAllowed, http.StatusNotImplemented}
