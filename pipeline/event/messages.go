package event

import (
	"time"
	"unicode/utf8"
)

// MessageSent occurs when a message entered the queue. Only the embedded
// AWS can tell, or who sent it by hand.
type MessageSent struct {
	ofMessage
	inBucket
	ofKey
	ETag      string    `json:"-"` // entity tag, without quotes; a recording does without
	Queue     string    `json:"queue"`
	VisibleAt time.Time `json:"visible_at,omitzero"` // when the message is visible again
	Caller    string    `json:"caller,omitempty"`    // "" for ours, Outside or CallerSampler
	Body      string    `json:"body,omitempty"`      // of a message, cut to 4 KiB
}

var messageSent = declare[MessageSent]("message.sent")

func (*MessageSent) kind() *kind { return messageSent }

// MessageReceived occurs when a worker, or somebody outside this program,
// received a message: its visibility timeout starts.
type MessageReceived struct {
	ofMessage
	inBucket
	ofKey
	ETag string `json:"etag,omitempty"` // entity tag, without quotes
	byWorker
	ReceiveCount int       `json:"receive_count"`       // how often the message has been received
	SentAt       time.Time `json:"sent_at,omitzero"`    // SentTimestamp
	VisibleAt    time.Time `json:"visible_at,omitzero"` // when the message is visible again
	// Attributes are what SQS says of the message, such as SentTimestamp and SenderId,
	// MessageAttributes what its sender wrote on it, by name.
	Attributes        map[string]string `json:"attributes,omitempty"`
	MessageAttributes map[string]string `json:"message_attributes,omitempty"`
	Body              string            `json:"body,omitempty"` // of a message, cut to 4 KiB
}

var messageReceived = declare[MessageReceived]("message.received")

func (*MessageReceived) kind() *kind { return messageReceived }

// MessageHeld occurs when a message waits inside this program: it was received,
// and nobody works on it. Stage is the one that it waits for, Total the size of the
// channel it waits in and Count how many are in it now; a Total of 0 is no channel
// but the hand of Worker.
type MessageHeld struct {
	ofMessage
	ofKey
	byWorker
	ReceiveCount int   `json:"receive_count"`
	Count        int   `json:"count"`
	Total        int   `json:"total"`
	Stage        Stage `json:"stage"`
}

var messageHeld = declare[MessageHeld]("message.held")

func (*MessageHeld) kind() *kind { return messageHeld }

// MessageTaken occurs when Worker takes up a message that was held, or that
// another goroutine received. Its fields are those of MessageHeld.
type MessageTaken MessageHeld

var messageTaken = declare[MessageTaken]("message.taken")

func (*MessageTaken) kind() *kind { return messageTaken }

// MessageExtended occurs when a heartbeat set the visibility timeout again.
type MessageExtended struct {
	ofMessage
	byWorker
	VisibleAt time.Time `json:"visible_at,omitzero"` // when the message is visible again
}

var messageExtended = declare[MessageExtended]("message.extended")

func (*MessageExtended) kind() *kind { return messageExtended }

// MessageReturned occurs when a worker gives a message back, because its
// work failed or was interrupted: it is visible again at VisibleAt. One that is
// Late was put down and nothing done to it: its visibility had run out, and it
// may be another's.
type MessageReturned struct {
	ofMessage
	byWorker
	Late         bool      `json:"late,omitempty"`      // the visibility timeout of this receive had run out before
	ReceiveCount int       `json:"receive_count"`       // how often the message has been received
	VisibleAt    time.Time `json:"visible_at,omitzero"` // when the message is visible again
	Reason       string    `json:"reason"`              // escaped, one line
	Missing      *Resource `json:"-"`                   // what is gone, where that is why; see recorded_cause.go
}

var messageReturned = declare[MessageReturned]("message.returned")

func (*MessageReturned) kind() *kind { return messageReturned }

// MessageExpired occurs when the visibility timeout ran out while a worker
// still had the message: another worker may now receive it.
type MessageExpired struct {
	ofMessage
	byWorker
	ReceiveCount int `json:"receive_count"` // how often the message has been received
}

var messageExpired = declare[MessageExpired]("message.expired")

func (*MessageExpired) kind() *kind { return messageExpired }

// MessageAcknowledged occurs when a message names no image to make a thumbnail
// of, but is no fault either, such as S3's test event: Reason says what it
// was. Its deletion follows.
type MessageAcknowledged struct {
	ofMessage
	inBucket
	ofKey
	byWorker
	Reason string `json:"reason"` // escaped, one line
}

var messageAcknowledged = declare[MessageAcknowledged]("message.acknowledged")

func (*MessageAcknowledged) kind() *kind { return messageAcknowledged }

// ImageGone occurs when the image that a message names is not in its bucket
// any more, so that there is nothing to be done.
type ImageGone struct {
	ofMessage
	inBucket
	ofKey
	byWorker
	Reason string `json:"reason"` // escaped, one line
}

var imageGone = declare[ImageGone]("image.gone")

func (*ImageGone) kind() *kind { return imageGone }

// MessageDeleted occurs when a message is done with. It is Late where its
// visibility had run out before: another may be doing it again.
type MessageDeleted struct {
	ofMessage
	ofKey
	byWorker
	Late bool `json:"late,omitempty"` // the visibility timeout of this receive had run out before
}

var messageDeleted = declare[MessageDeleted]("message.deleted")

func (*MessageDeleted) kind() *kind { return messageDeleted }

// MessageDead occurs when a message moved to the dead-letter queue.
type MessageDead struct {
	ofMessage
	inBucket
	ofKey
	Queue        string `json:"queue"`
	ReceiveCount int    `json:"receive_count"`      // how often the message has been received
	Reason       string `json:"reason"`             // escaped, one line
	Inferred     bool   `json:"inferred,omitempty"` // deduced, because AWS does not tell
}

var messageDead = declare[MessageDead]("message.dead")

func (*MessageDead) kind() *kind { return messageDead }

// MessageDropped occurs when a message left its queue because it was in it for
// longer than the queue keeps messages. Only the embedded AWS can tell.
type MessageDropped struct {
	ofMessage
	ofKey
	Queue string `json:"queue"`
}

var messageDropped = declare[MessageDropped]("message.dropped")

func (*MessageDropped) kind() *kind { return messageDropped }

// QueueSampled carries the approximate counts that a queue told of itself.
type QueueSampled struct {
	Queue     string        `json:"queue"`
	Visible   int           `json:"visible"`    // messages that are visible
	InFlight  int           `json:"in_flight"`  // messages received and not yet deleted
	Delayed   int           `json:"delayed"`    // messages that are delayed
	OldestAge time.Duration `json:"oldest_age"` // of the oldest message that waits
}

var queueSampled = declare[QueueSampled]("queue.sampled")

func (*QueueSampled) kind() *kind { return queueSampled }

// QueuePurged occurs when everything in a queue was thrown away: Count says how
// many messages those were, where that is known.
type QueuePurged struct {
	Queue  string `json:"queue"`
	Count  int    `json:"count"`            // of messages
	Caller string `json:"caller,omitempty"` // "" for ours, Outside or CallerSampler
}

var queuePurged = declare[QueuePurged]("queue.purged")

func (*QueuePurged) kind() *kind { return queuePurged }

// Preview cuts a message's body to what an event carries: 4 KiB, at a rune's end.
func Preview(body string) string {
	const limit = 4 << 10
	if len(body) <= limit {
		return body
	}
	cut := body[:limit]
	for !utf8.ValidString(cut) && len(cut) > limit-utf8.UTFMax {
		cut = cut[:len(cut)-1]
	}
	return cut
}
