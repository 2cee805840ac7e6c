package wire

import (
	"fmt"
	"net/http"
)

// Error is an answer of an AWS service that says no. Services return it (or
// wrap it); the protocol layer writes it in the caller's protocol.
type Error struct {
	// Code is the error's name in today's API reference, such as
	// QueueDoesNotExist.
	Code string
	// QueryCode is the name the older query protocol uses where it differs,
	// such as AWS.SimpleQueueService.NonExistentQueue.
	QueryCode string
	// Status is the HTTP status; 0 means 400.
	Status int
	// Message is a sentence for a person.
	Message string
	// QueryMessage is the sentence in the older query protocol where it differs.
	QueryMessage string
}

// Errorf makes an Error with status 400 and a formatted message.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Status: http.StatusBadRequest, Message: fmt.Sprintf(format, args...)}
}

// WithStatus returns a copy with another HTTP status.
func (e *Error) WithStatus(status int) *Error {
	c := *e
	c.Status = status
	return &c
}

// WithQueryCode returns a copy with the name the query protocol uses.
func (e *Error) WithQueryCode(code string) *Error {
	c := *e
	c.QueryCode = code
	return &c
}

// WithQueryMessage returns a copy with the sentence the query protocol uses.
func (e *Error) WithQueryMessage(message string) *Error {
	c := *e
	c.QueryMessage = message
	return &c
}

// Error is the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// HTTPStatus is the status to answer with.
func (e *Error) HTTPStatus() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// Fault is "Sender" for what the caller did wrong, "Receiver" for the rest.
func (e *Error) Fault() string {
	if e.HTTPStatus() >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}

// OldCode is the error's name in the query protocol.
func (e *Error) OldCode() string {
	if e.QueryCode != "" {
		return e.QueryCode
	}
	return e.Code
}
