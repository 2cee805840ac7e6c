package redrive

import (
	"context"
	"time"

	"inflight/pipeline/consume"
)

// Letter is a dead letter as it was received from its queue, with everything
// that has to go along when it is sent on.
type Letter struct {
	consume.Message

	// Source is the name of the queue that it died in; empty where AWS does not
	// tell.
	Source string
	// GroupID is that of a FIFO queue, or of a fair one; else empty.
	GroupID string
	// Trace is the X-Ray trace header, empty for none.
	Trace string
	// Attributes are those of the message, by name.
	Attributes map[string]Attribute
}

// Attribute is a message attribute: see
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
type Attribute struct {
	Type   string // String, Number or Binary, with what may stand behind a dot
	Text   string // of String and Number
	Binary []byte // of Binary
}

// LetterQueue is what it takes to look at dead letters one by one. AWS has no
// way to look without receiving, which counts as a receive. Implementations are
// safe for use by many goroutines and know queues by their names.
type LetterQueue interface {
	// ReceiveLetters takes up to ten messages, which are then invisible to
	// others for hold. It waits up to a second for the first; none is no error.
	ReceiveLetters(ctx context.Context, queue string, hold time.Duration) ([]Letter, error)
	// HoldLetter makes the letter visible again d from now; 0 is at once.
	HoldLetter(ctx context.Context, queue, receipt string, d time.Duration) error
	// SendLetter puts a copy of the letter into a queue and returns its new id.
	// Sending one letter twice within five minutes into a FIFO queue makes one
	// message.
	SendLetter(ctx context.Context, queue string, l *Letter) (id string, err error)
	// DeleteLetter ends the letter in its queue. Twice is no error.
	DeleteLetter(ctx context.Context, queue, receipt string) error
	// QueueNames are the queues there are, in the order of their names.
	QueueNames(ctx context.Context) ([]string, error)
}

// MoveTask is a message move task of SQS, as SQS describes it: see
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html
type MoveTask struct {
	Handle       string // with which it can be cancelled, while it runs
	Status       MoveStatus
	To           string // name of the queue; empty: each to the one it came from
	Rate         int    // messages a second; 0: as fast as SQS does it
	Moved, Total int    // Total is an estimate from the start
	Failure      string
	Started      time.Time
}

// MoveStatus is what has become of a move task.
type MoveStatus string

// The states of a move task.
const (
	MoveRunning    MoveStatus = "RUNNING"
	MoveCompleted  MoveStatus = "COMPLETED"
	MoveCancelling MoveStatus = "CANCELLING"
	MoveCancelled  MoveStatus = "CANCELLED"
	MoveFailed     MoveStatus = "FAILED"
)

// ended tells whether the task moves nothing any more.
func (s MoveStatus) ended() bool { return s != MoveRunning && s != MoveCancelling }

// QueueOwner knows whose a queue is. Implementations are safe for use by many goroutines.
type QueueOwner interface {
	// Owns is an error that says why, where what is in a queue is not ours to throw away.
	Owns(ctx context.Context, queue string) error
}

// MoveTasks starts, follows and cancels move tasks. Implementations are safe
// for use by many goroutines and know queues by their names.
type MoveTasks interface {
	// StartMove starts to move everything in the dead-letter queue to another
	// queue, or, where to is empty, each message to the queue it came from; at
	// most rate a second, from 1 to 500, or 0 for as fast as SQS does it. It
	// returns when the task has started, with its handle.
	StartMove(ctx context.Context, from, to string, rate int) (handle string, err error)
	// LatestMove is the newest task of the dead-letter queue; false where it
	// never had one.
	LatestMove(ctx context.Context, from string) (MoveTask, bool, error)
	// RecentMoves are the last tasks of the dead-letter queue, up to ten, the
	// newest first.
	RecentMoves(ctx context.Context, from string) ([]MoveTask, error)
	// CancelMove cancels a task. What has moved stays moved.
	CancelMove(ctx context.Context, from, handle string) error
}
