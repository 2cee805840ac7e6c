package sqs

import (
	"net/http"

	"inflight/aws/local/wire"
)

// The errors that need no details. Codes, old codes and statuses are those of
// the API reference.
var (
	errNoQueue = wire.Errorf("QueueDoesNotExist", "The specified queue does not exist.").
			WithQueryCode("AWS.SimpleQueueService.NonExistentQueue")
	errDeletedRecently = wire.Errorf("QueueDeletedRecently",
		"You must wait 60 seconds after deleting a queue before you can create another with the same name.").
		WithQueryCode("AWS.SimpleQueueService.QueueDeletedRecently")
	errOverLimit = wire.Errorf("OverLimit",
		"Too many messages in flight: a queue can have %d at most. Delete messages, or wait until they become visible.", maxInFlight).
		WithStatus(http.StatusForbidden)
	errBadHandle = wire.Errorf("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
	errClosed    = wire.Errorf("ServiceUnavailable", "The embedded SQS is stopping.").
			WithStatus(http.StatusServiceUnavailable)
)

// missing says that a parameter has to be there.
func missing(parameter string) *wire.Error {
	return wire.Errorf("MissingParameter", "The request must contain the parameter %s.", parameter)
}

// invalid says that a request cannot be answered as it stands.
func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("InvalidParameterValue", format, args...)
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
