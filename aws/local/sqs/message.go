package sqs

import (
	"crypto/md5"
	"crypto/rand"
	"time"

	"inflight/aws/local/wire"
)

// Attribute is the value of one message attribute.
type Attribute struct {
	DataType         string   `json:"DataType"`
	StringValue      *string  `json:"StringValue,omitempty"`
	BinaryValue      []byte   `json:"BinaryValue,omitempty"`
	StringListValues []string `json:"StringListValues,omitempty" query:"StringListValue"`
	BinaryListValues [][]byte `json:"BinaryListValues,omitempty" query:"BinaryListValue"`
}

// place is where in its queue a message is.
type place int8

const (
	gone     place = iota // in no queue
	waiting               // visible: the next receive may get it
	delayed               // sent, and not visible yet
	inFlight              // received, and not visible until its timeout runs out
)

// messageID is a UUID.
type messageID [16]byte

func newMessageID() messageID {
	var id messageID
	_, _ = rand.Read(id[:]) // crypto/rand.Read never fails
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// String writes the id as UUIDs are written.
func (id messageID) String() string { return wire.FormatUUID(id) }

// content is what a message carries and never changes.
type content struct {
	body       string
	attributes map[string]Attribute
	trace      string // the system attribute AWSTraceHeader
	sender     string
	group      string
	dedup      string
	bodyMD5    [md5.Size]byte // zero if it is not known yet: see md5OfBody
}

// message is one message in one queue.
type message struct {
	content
	id       messageID
	seq      uint64 // rises with each arrival in the queue
	source   string // ARN of the queue that it was dead-lettered from
	sentAt   time.Time
	receives int

	firstReceivedAt time.Time
	receivedAt      time.Time // last
	visibleAt       time.Time // when a delayed or in-flight message becomes visible

	place      place
	prev, next *message // neighbours in the line, while waiting
	dueSlot    int      // place in the heap of delayed or in-flight messages
	expirySlot int      // place in the heap of all messages
	queueGroup *group   // in a FIFO queue
}
