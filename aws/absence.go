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
	"NoSuchKey", "NoSuchBucket", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration", "NoSuchTagSet", // S3
}

// isGone tells whether what was to be deleted is not there: somebody else was faster, or
// an earlier try of ours, whose answer was lost.
func isGone(err error) bool { return hasCode(err, absences...) }

type (
	lookingKey     struct{}
	conditionalKey struct{}
)

// looking marks calls that ask whether something is there. For them "it is not"
// is an answer, and the tap reports it as one.
func looking(ctx context.Context) context.Context {
	return context.WithValue(ctx, lookingKey{}, true)
}

// conditional marks writes under a condition. For them "it does not hold" is an
// answer.
func conditional(ctx context.Context) context.Context {
	return context.WithValue(ctx, conditionalKey{}, true)
}

// answered is in a few words what a call made with looking or conditional wanted
// to know; empty where err is another.
func answered(ctx context.Context, err error) string {
	switch {
	case ctx.Value(lookingKey{}) != nil && (hasCode(err, absences...) || isUnreadable404(err)):
		return "not there"
	case ctx.Value(conditionalKey{}) != nil && hasCode(err, "PreconditionFailed"):
		return "changed meanwhile"
	}
	return ""
}

// isUnreadable404 reports whether S3 said that there is no such object in a way
// that the SDK cannot read: it names the key, and a key may have characters that
// XML cannot carry. Which key was meant the caller knows.
func isUnreadable404(err error) bool {
	var answer interface{ HTTPStatusCode() int }
	return errors.As(err, &answer) && answer.HTTPStatusCode() == http.StatusNotFound && code(err) == ""
}
