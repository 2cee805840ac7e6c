package aws

import "context"

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
	return ctx.Value(lookingKey{}) != nil && hasCode(err, absences...)
}
