package aws

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"

	"inflight/pipeline"
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
// either, the error is found as pipeline.ErrRefused.
func queueError(doing, queue string, err error) error {
	said := sayQueueError(doing, queue, err)
	if refusedForGood(err) {
		return pipeline.As(pipeline.ErrRefused, said)
	}
	return said
}

func sayQueueError(doing, queue string, err error) error {
	switch {
	case err == nil:
		return nil
	case noQueue(err):
		return fmt.Errorf("%s: %w: %w", doing, pipeline.Missing("queue", queue), err)
	case hasCode(err, "PurgeQueueInProgress"):
		return fmt.Errorf("%s: %s was purged less than 60 s ago; wait a minute: %w", doing, queue, err)
	case hasCode(err, "AccessDenied", "AccessDeniedException"):
		return fmt.Errorf("%s: these credentials may not do that with queue %s; "+
			"`inflight export iam` prints the policy they need: %w", doing, queue, err)
	default:
		return fmt.Errorf("%s, queue %s: %w", doing, queue, err)
	}
}

// receiptError is queueError for a call with the receipt of a message. SQS has
// one code for a receive that is over on a FIFO queue and for a message that is
// there no more; its words tell them apart.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func receiptError(doing, queue string, err error) error {
	said := queueError(doing, queue, err)
	switch {
	case hasCode(err, "MessageNotInflight"):
		return pipeline.As(pipeline.ErrNotInFlight, said)
	case hasCode(err, "ReceiptHandleIsInvalid"): // it was good when the queue gave it
		return pipeline.As(pipeline.ErrNoMessage, said)
	case !hasCode(err, "InvalidParameterValue", "InvalidParameterValueException"):
		return said
	case strings.Contains(err.Error(), "expired"):
		return pipeline.As(pipeline.ErrNotInFlight, said)
	case strings.Contains(err.Error(), "does not exist"):
		return pipeline.As(pipeline.ErrNoMessage, said)
	}
	return said
}

// objectError is the same for objects of S3. It marks what may pass.
func objectError(doing, bucket, key string, err error) error {
	err = passing(err)
	switch {
	case err == nil:
		return nil
	case hasCode(err, "NoSuchBucket"):
		return fmt.Errorf("%s %q: %w: %w", doing, key, pipeline.Missing("bucket", bucket), err)
	case hasCode(err, "AccessDenied", "Forbidden"):
		return fmt.Errorf("%s %q: these credentials may not do that in bucket %s; "+
			"`inflight export iam` prints the policy they need: %w", doing, key, bucket, err)
	default:
		return fmt.Errorf("%s %q of bucket %s: %w", doing, key, bucket, err)
	}
}
