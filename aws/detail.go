package aws

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// detailOf says in a few words what a call that succeeded was about, or what
// came of it.
func detailOf(c Call, in, out any) string {
	if s := detailOfAnswer(out); s != "" {
		if i, ok := in.(*sqs.ReceiveMessageInput); ok {
			s = limits(i) + s
		}
		return s
	}
	return detailOfRequest(c, in)
}

// limits are how much a receive asks for and how long it waits, where it says so.
func limits(i *sqs.ReceiveMessageInput) string {
	var said []string
	if i.WaitTimeSeconds > 0 {
		said = append(said, fmt.Sprintf("wait %d s", i.WaitTimeSeconds))
	}
	if i.MaxNumberOfMessages > 0 {
		said = append(said, fmt.Sprintf("max %d", i.MaxNumberOfMessages))
	}
	if i.VisibilityTimeout > 0 {
		said = append(said, fmt.Sprintf("timeout %d s", i.VisibilityTimeout))
	}
	if len(said) == 0 {
		return ""
	}
	return strings.Join(said, ", ") + ": "
}

// isEmpty tells whether an answer is that of a receive that brought nothing.
func isEmpty(out any) bool {
	o, ok := out.(*sqs.ReceiveMessageOutput)
	return ok && len(o.Messages) == 0
}

// detailOfAnswer is for calls of which the answer tells the most.
func detailOfAnswer(out any) string {
	switch o := out.(type) {
	case *sqs.ReceiveMessageOutput:
		if len(o.Messages) == 0 {
			return "empty"
		}
		return count(len(o.Messages), "message")
	case *sqs.SendMessageBatchOutput:
		return batch(len(o.Successful), len(o.Failed), "message")
	case *sqs.DeleteMessageBatchOutput:
		return batch(len(o.Successful), len(o.Failed), "message")
	case *sqs.ChangeMessageVisibilityBatchOutput:
		return batch(len(o.Successful), len(o.Failed), "message")
	case *eventbridge.PutEventsOutput:
		return batch(len(o.Entries)-int(o.FailedEntryCount), int(o.FailedEntryCount), "event")
	case *s3.ListObjectsV2Output:
		return count(len(o.Contents), "object")
	case *s3.GetObjectOutput:
		return Bytes(deref(o.ContentLength))
	default:
		return ""
	}
}

// detailOfRequest is for calls that answer little.
func detailOfRequest(c Call, in any) string {
	switch i := in.(type) {
	case *sqs.ChangeMessageVisibilityInput:
		return fmt.Sprintf("→ %d s", i.VisibilityTimeout)
	case *sqs.SendMessageInput:
		return Bytes(int64(len(deref(i.MessageBody))))
	case *sns.PublishInput:
		return Bytes(int64(len(deref(i.Message))))
	case *s3.PutObjectInput, *s3.UploadPartInput:
		return Bytes(c.Size)
	default:
		return ""
	}
}

// isUpload reports whether the content is in the request.
func isUpload(in any) bool {
	switch in.(type) {
	case *s3.PutObjectInput, *s3.UploadPartInput:
		return true
	default:
		return false
	}
}

// isFIFO reports whether a call goes to a FIFO queue, which costs more.
func isFIFO(in any) bool {
	var url *string
	switch i := in.(type) {
	case *sqs.SendMessageInput:
		url = i.QueueUrl
	case *sqs.SendMessageBatchInput:
		url = i.QueueUrl
	case *sqs.ReceiveMessageInput:
		url = i.QueueUrl
	case *sqs.DeleteMessageInput:
		url = i.QueueUrl
	case *sqs.DeleteMessageBatchInput:
		url = i.QueueUrl
	case *sqs.ChangeMessageVisibilityInput:
		url = i.QueueUrl
	case *sqs.GetQueueAttributesInput:
		url = i.QueueUrl
	}
	return strings.HasSuffix(deref(url), ".fifo")
}

// entriesOf is how many entries are charged for one by one.
func entriesOf(in any) int {
	switch i := in.(type) {
	case *eventbridge.PutEventsInput:
		return len(i.Entries)
	case *sns.PublishBatchInput:
		return len(i.PublishBatchRequestEntries)
	default:
		return 1
	}
}

// batch says how a batch went.
func batch(ok, failed int, what string) string {
	if failed == 0 {
		return count(ok, what)
	}
	return fmt.Sprintf("%s, %d failed", count(ok, what), failed)
}

// count is a number of things: "1 message", "4 messages".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Bytes is a size as people read it, in powers of 1000: "812 B", "9.8 kB",
// "1.4 MB".
func Bytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	size, unit := float64(n)/1000, 0
	for size >= 999.95 && unit < len("kMGTPE")-1 {
		size, unit = size/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", size, "kMGTPE"[unit])
}

// deref is what p points to, or the zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
