package event

import (
	"regexp"
	"strings"
)

// A recording says why something failed in words alone. What follows from them is
// found here, and nowhere else, when a recording is read: events of this run say it
// in a field.

// understand fills in what the words of an event that was read mean.
func (e *Event) understand() {
	switch b := e.Body.(type) {
	case *APICalled:
		b.Cause = causeOfCall(b.Service, b.Operation, b.Error)
		b.Empty = b.Operation == "ReceiveMessage" && strings.HasSuffix(b.Text, "empty")
	case *EventFailed:
		b.Cause = causeNoQueue(b.Reason)
		if strings.HasPrefix(b.Reason, "AccessDenied") {
			b.Cause = Denied
		}
	case *MessageReturned:
		b.Missing = missingInText(b.Reason)
	case *UploadFailed:
		b.Missing = missingInText(b.Error)
	case *NotificationFailed:
		b.Missing = missingInText(b.Error)
	}
}

// causeOfCall is what the error of a call means. Of a worker that would extend the
// visibility timeout of a message SQS says in one of three ways that it has lost it.
func causeOfCall(service, operation, err string) Cause {
	if err == "" || service != "sqs" || operation != "ChangeMessageVisibility" {
		return causeNoQueue(err)
	}
	invalid := strings.Contains(err, "InvalidParameterValue")
	switch {
	case strings.Contains(err, "ReceiptHandleIsInvalid"), invalid && strings.Contains(err, "does not exist"):
		return NoMessage
	case strings.Contains(err, "MessageNotInflight"), invalid && strings.Contains(err, "expired"):
		return NotInFlight
	}
	return causeNoQueue(err)
}

// causeNoQueue is NoQueue where a text says so: each of the two protocols of SQS
// has a word of its own for it.
func causeNoQueue(text string) Cause {
	if strings.Contains(text, "NonExistentQueue") || strings.Contains(text, "QueueDoesNotExist") {
		return NoQueue
	}
	return 0
}

// missingPattern finds what a missingError says.
var missingPattern = regexp.MustCompile("there is no (queue|bucket|topic) (\\S+)" + regexp.QuoteMeta(missingAdvice))

// missingInText is the part of the stack that is gone, according to a text.
func missingInText(text string) *Resource {
	if !strings.Contains(text, missingAdvice) {
		return nil
	}
	m := missingPattern.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	return &Resource{Kind: m[1], Name: m[2]}
}
