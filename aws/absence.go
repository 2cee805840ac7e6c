package aws

import (
	"context"
	"errors"
	"net/http"
)

// absences are the error codes with which AWS says that something is not there.
var absences = []string{
	"QueueDoesNotExist", "NonExistentQueue", // SQS
	"ResourceNotFoundException",     // EventBridge
	"NotFound", "NotFoundException", // SNS, and S3 where an answer has no body
	"NoSuchKey", "NoSuchBucket", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration", // S3
}

type lookingKey struct{}

// looking marks calls that ask whether something is there. For them "it is not"
// is an answer, and the tap reports it as one.
func looking(ctx context.Context) context.Context {
	return context.WithValue(ctx, lookingKey{}, true)
}

// isAnswer reports whether err is what a call made with looking wanted to know.
func isAnswer(ctx context.Context, err error) bool {
	return ctx.Value(lookingKey{}) != nil && (hasCode(err, absences...) || isUnreadable404(err))
}

// isUnreadable404 reports whether S3 said that there is no such object in a way
// that the SDK cannot read: it names the key, and a key may have characters that
// XML cannot carry. Which key was meant the caller knows.
func isUnreadable404(err error) bool {
	var answer interface{ HTTPStatusCode() int }
	return errors.As(err, &answer) && answer.HTTPStatusCode() == http.StatusNotFound && code(err) == ""
}
