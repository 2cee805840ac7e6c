package event

import (
	"cmp"
	"time"
)

// Event is one thing that happened. What every reader asks first stands here: when,
// and of which message, image and worker. What more there is to say is the Body, a
// struct for each kind; it says too which of the parts here its kind carries. Events
// are values and are not changed once they are in a Log, nor are their bodies.
type Event struct {
	// Seq numbers the events of a Log from 1.
	Seq uint64
	// Time is when it happened.
	Time time.Time

	MessageID string   // of SQS
	Bucket    string   // bucket of the object
	Key       string   // key of the object, as it is, not URL-encoded
	Worker    string   // who works on it; Outside for somebody else
	Process   *Process // the worker's; Log.Emit fills it in

	Body Body
}

// Process is where a worker runs. Events of one process share it.
type Process struct {
	Host string
	PID  int
}

// Kind names what happened. Names are a contract: recordings and the output of
// --headless use them, and they do not change meaning.
type Kind string

// Kind is what happened; empty where the event has no body.
func (e *Event) Kind() Kind {
	if e.Body == nil {
		return ""
	}
	return e.Body.kind().name
}

// Source is the key of the image that the event is about: of a thumbnail, that of
// the image it was made of.
func (e *Event) Source() string {
	source := ""
	switch b := e.Body.(type) {
	case *ThumbnailCreated:
		source = b.SourceKey
	case *ThumbnailPictured:
		source = b.SourceKey
	case *ThumbnailKept:
		source = b.SourceKey
	}
	return cmp.Or(source, e.Key)
}

// Receives is how often the event's message has been received; 0 where its kind
// does not say.
func (e *Event) Receives() int {
	switch b := e.Body.(type) {
	case *MessageReceived:
		return b.ReceiveCount
	case *MessageReturned:
		return b.ReceiveCount
	case *MessageExpired:
		return b.ReceiveCount
	case *MessageDead:
		return b.ReceiveCount
	case *LetterSeen:
		return b.ReceiveCount
	case *MessageHeld:
		return b.ReceiveCount
	case *MessageTaken:
		return b.ReceiveCount
	}
	return 0
}

// Content is the body of the event's message, and the entity tag of the image that
// it names; empty where its kind does not say.
func (e *Event) Content() (body, etag string) {
	switch b := e.Body.(type) {
	case *MessageSent:
		return b.Body, b.ETag
	case *MessageReceived:
		return b.Body, b.ETag
	case *MessageRedriven:
		return "", b.ETag
	case *LetterSeen:
		return b.Body, b.ETag
	}
	return "", ""
}

// Outside is the worker that stands for whoever else receives messages.
const Outside = "outside"

// Interrupted is the error of a stage, and the reason of a give-back, where
// somebody stopped the work and nothing failed.
const Interrupted = "interrupted"

// MaxWorkers is how many workers a pipeline may have.
const MaxWorkers = 200
