package consume

import (
	"errors"
	"time"
)

// Errors of an ObjectStore that say what is so, and are no fault.
var (
	// ErrNoObject is reported for an object that is not there.
	ErrNoObject = errors.New("no such object")
	// ErrChanged is reported for a write under a condition that does not hold: the
	// object is another than it was, or there is one.
	ErrChanged = errors.New("the object was changed meanwhile")
	// ErrNoConditions is reported for a write under a condition by what stands in
	// for S3 and knows no conditions.
	ErrNoConditions = errors.New("this endpoint does not write under conditions")
)

// PassingError marks an error whose cause may pass, such as a network that is down:
// the same call, tried again, may do.
type PassingError struct {
	Err error
	// After is how long whoever was called asks to wait; 0: he did not say.
	After time.Duration
}

// Error is the cause's own text.
func (e *PassingError) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *PassingError) Unwrap() error { return e.Err }

// Passing is the mark of an error whose cause may pass, nil where it is not so.
func Passing(err error) *PassingError {
	var p *PassingError
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// ShutError marks the error of a Publisher that any other announcement would get,
// too: the channel is gone, or may not be used.
type ShutError struct{ Err error }

// Error is the cause's own text.
func (e *ShutError) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *ShutError) Unwrap() error { return e.Err }

// What a Queue reports of a call that cannot succeed. A caller finds them with
// errors.Is.
var (
	// ErrRefused: the queue will refuse the next call just so, until a person
	// changes something: it is not there, or these credentials may not use it.
	ErrRefused = errors.New("refused for good")
	// ErrNotInFlight: the visibility timeout of that receive has run out.
	ErrNotInFlight = errors.New("the message is not in flight any more")
	// ErrNoMessage: the message was deleted, or its queue purged.
	ErrNoMessage = errors.New("the message is there no more")
	// ErrUnanswered: no answer came, and the call may have been obeyed all the same.
	ErrUnanswered = errors.New("no answer came")
)

// As marks an error as one of the kinds above and leaves its words as they are.
func As(kind, err error) error {
	if err == nil {
		return nil
	}
	return &kindError{error: err, kind: kind}
}

// kindError is an error that is also found as its kind.
type kindError struct {
	error

	kind error
}

// Unwrap are the error itself and its kind.
func (k *kindError) Unwrap() []error { return []error{k.error, k.kind} }

// ErrNotRunning is what a person hears who asks for something that takes time,
// before or after the run.
var ErrNotRunning = errors.New("the pipeline is not running")
