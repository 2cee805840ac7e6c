package event

import (
	"errors"
	"fmt"
)

// Cause is what an error of AWS means to this program, where it acts on that. Whoever
// sees the error says so in the event; a recording has the words alone, and what they
// mean is read out of them in recorded_cause.go.
type Cause uint8

// The causes. Of most errors there is none.
const (
	NoQueue     Cause = iota + 1 // there is no such queue
	NoMessage                    // the message was deleted, or its queue purged
	NotInFlight                  // the receive is over: the message may be another's
	Denied                       // a policy does not allow it
)

// Overtaken says what had become of a message whose visibility timeout a worker
// would extend too late, as the end of a sentence about that message: another worker
// was quicker, or somebody purged the queue. That is no failure of the call. It is
// empty for any other cause.
func (c Cause) Overtaken() string {
	switch c {
	case NoMessage:
		return "was deleted meanwhile, or the queue purged"
	case NotInFlight:
		return "is not in flight any more"
	default:
		return ""
	}
}

// Resource names a part of the stack: its kind (queue, bucket, topic) and its
// name, or its ARN.
type Resource struct{ Kind, Name string }

// missingError is the error for a part of the stack that does not exist.
type missingError struct{ Resource Resource }

// Error says what to do about it.
func (e *missingError) Error() string {
	return fmt.Sprintf("there is no %s %s%s", e.Resource.Kind, e.Resource.Name, missingAdvice)
}

const missingAdvice = "; create it with `inflight up`"

// Missing is the error for a part of the stack that does not exist. Kind is
// queue, bucket or topic.
func Missing(kind, name string) error { return &missingError{Resource{Kind: kind, Name: name}} }

// MissingIn is the part of the stack that an error says is gone; nil where it says
// something else.
func MissingIn(err error) *Resource {
	if m := (*missingError)(nil); errors.As(err, &m) {
		return &m.Resource
	}
	return nil
}
