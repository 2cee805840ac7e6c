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

// queueError says what could not be done with a queue, and what to do about
// the errors that people run into.
func queueError(doing, queue string, err error) error {
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

// objectError is the same for objects of S3.
func objectError(doing, bucket, key string, err error) error {
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
