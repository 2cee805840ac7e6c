package event

import "strings"

// Overtaken says what SQS answers to a worker that would extend the visibility
// timeout of a message that it has lost, as the end of a sentence about that
// message: another worker was quicker, or somebody purged the queue. That is no
// failure of the call. It is empty for any other call.
func Overtaken(service, operation, err string) string {
	if service != "sqs" || operation != "ChangeMessageVisibility" {
		return ""
	}
	invalid := strings.Contains(err, "InvalidParameterValue")
	switch {
	case strings.Contains(err, "ReceiptHandleIsInvalid"), invalid && strings.Contains(err, "does not exist"):
		return "was deleted meanwhile, or the queue purged"
	case strings.Contains(err, "MessageNotInflight"), invalid && strings.Contains(err, "expired"):
		return "is not in flight any more"
	}
	return ""
}
