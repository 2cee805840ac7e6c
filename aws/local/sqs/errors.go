package sqs

import (
	"net/http"

	"inflight/aws/local/wire"
)

// The errors that need no details. Codes, old codes and statuses are those of
// the API reference.
var (
	errNoQueue = wire.Errorf("QueueDoesNotExist", "The specified queue does not exist.").
			WithQueryCode("AWS.SimpleQueueService.NonExistentQueue").
			WithQueryMessage("The specified queue does not exist for this wsdl version.")
	errDeletedRecently = wire.Errorf("QueueDeletedRecently",
		"You must wait 60 seconds after deleting a queue before you can create another with the same name.").
		WithQueryCode("AWS.SimpleQueueService.QueueDeletedRecently")
	errOverLimit = wire.Errorf("OverLimit",
		"Too many messages in flight: a queue can have %d at most. Delete messages, or wait until they become visible.", maxInFlight).
		WithStatus(http.StatusForbidden)
	errNoDeduplication = invalid("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	errClosed          = wire.Errorf("ServiceUnavailable", "The embedded SQS is stopping.").
				WithStatus(http.StatusServiceUnavailable)
)

// Two names are not the same in both protocols, without being prefixed in the
// older one; no other has this ending in JSON. They are in no model of the API,
// but in what AWS was recorded to answer.
const (
	invalidParameter = "InvalidParameterValue"
	missingParameter = "MissingParameter"
)

// missing says that a parameter has to be there.
func missing(parameter string) *wire.Error {
	return wire.Errorf("MissingRequiredParameterException", "The request must contain the parameter %s.", parameter).
		WithQueryCode(missingParameter)
}

// invalid says that a request cannot be answered as it stands.
func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf(invalidParameter+"Exception", format, args...).WithQueryCode(invalidParameter)
}

// badHandle says that a text is no receipt handle of the queue.
func badHandle(text string) *wire.Error {
	return wire.Errorf("ReceiptHandleIsInvalid", `The input receipt handle "%s" is not a valid receipt handle.`, text)
}

// invalidValue says what is wrong with the value of one parameter.
func invalidValue(parameter string, value any, reason string) *wire.Error {
	return invalid("Value %v for parameter %s is invalid. Reason: %s", value, parameter, reason)
}

// inRange checks a number that may be absent.
func inRange(parameter string, value *int, low, high int) error {
	if value == nil || *value >= low && *value <= high {
		return nil
	}
	return invalid("Value %d for parameter %s is invalid. Reason: Must be between %d and %d, if provided.", *value, parameter, low, high)
}
