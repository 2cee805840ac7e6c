package event

import "time"

// MessageRedriven occurs when a dead letter went back to its source queue,
// under a new message id.
type MessageRedriven struct {
	ofMessage
	PreviousID string `json:"previous_id,omitempty"` // id of the dead letter that was redriven
	inBucket
	ofKey
	ETag  string `json:"-"` // entity tag, without quotes; a recording does without
	Queue string `json:"queue"`
}

var messageRedriven = declare[MessageRedriven]("message.redriven")

func (*MessageRedriven) kind() *kind { return messageRedriven }

// LetterSeen occurs when somebody looked at a dead letter, by receiving it:
// ReceiveCount counts that too.
type LetterSeen struct {
	ofMessage
	inBucket
	ofKey
	ETag         string    `json:"etag,omitempty"` // entity tag, without quotes
	Queue        string    `json:"queue"`
	ReceiveCount int       `json:"receive_count"`    // how often the message has been received
	SentAt       time.Time `json:"sent_at,omitzero"` // SentTimestamp
	Body         string    `json:"body,omitempty"`   // of a message, cut to 4 KiB
}

var letterSeen = declare[LetterSeen]("letter.seen")

func (*LetterSeen) kind() *kind { return letterSeen }

// LetterDeleted occurs when a dead letter was deleted, unworked.
type LetterDeleted struct {
	ofMessage
	ofKey
	Queue string `json:"queue"`
}

var letterDeleted = declare[LetterDeleted]("letter.deleted")

func (*LetterDeleted) kind() *kind { return letterDeleted }

// RedriveStarted occurs when dead letters begin to move: Text says which, all
// or chosen ones. Target is the queue they move to, empty where each goes to
// the one it came from, and Total, where it is known, how many they are. One
// that is only now known of may have Moved some.
type RedriveStarted struct {
	Target string `json:"target"` // name of a queue
	Queue  string `json:"queue"`
	Moved  int    `json:"moved"` // messages that a redrive has moved
	Total  int    `json:"total"` // messages that it is to move, about
	Rate   int    `json:"rate"`  // messages a second that it is held to; 0: none
	Text   string `json:"text,omitempty"`
}

var redriveStarted = declare[RedriveStarted]("redrive.started")

func (*RedriveStarted) kind() *kind { return redriveStarted }

// RedriveProgressed says how far a redrive is.
type RedriveProgressed struct {
	Queue string `json:"queue"`
	Moved int    `json:"moved"` // messages that a redrive has moved
	Total int    `json:"total"` // messages that it is to move, about
}

var redriveProgressed = declare[RedriveProgressed]("redrive.progressed")

func (*RedriveProgressed) kind() *kind { return redriveProgressed }

// RedriveEnded occurs when a redrive is over: Text is completed, cancelled
// or failed.
type RedriveEnded struct {
	Queue string `json:"queue"`
	Moved int    `json:"moved"` // messages that a redrive has moved
	Total int    `json:"total"` // messages that it is to move, about
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"` // why it failed, escaped, one line
}

var redriveEnded = declare[RedriveEnded]("redrive.ended")

func (*RedriveEnded) kind() *kind { return redriveEnded }

// EveryLetter is the Text of RedriveStarted where all dead letters move.
const EveryLetter = "all"
