package state

import (
	"time"

	"inflight/pipeline/event"
)

// Node is a place in the flow diagram.
type Node uint8

// The places between which messages move.
const (
	SourceNode Node = iota
	BusNode
	QueueNode
	WorkersNode
	ThumbnailNode
	AnnounceNode
	DeadLetterNode
)

// Move is an image's step from one node to another. The screen draws the ones
// that happened in the last moments as tokens on the way.
type Move struct {
	At       time.Time
	Kind     event.Kind // the event it came of
	From, To Node
	Identity string // of the image, see Message.Identity
	Try      int    // receive count at the time; 0 where it is not known
	// MessageID is the message's, empty before there is one.
	MessageID string
	ByHand    bool // a person did it
}

// move notes a step for the eye.
func (s *State) move(e *event.Event, identity string, from, to Node) {
	try := e.Receives()
	if m := s.alive(e.MessageID); m != nil && try == 0 {
		try = m.Try
	}
	s.Moves.Add(&Move{At: e.Time, Kind: e.Kind(), From: from, To: to, Identity: identity, Try: try, MessageID: e.MessageID, ByHand: event.ByHand(e.Worker)})
}
