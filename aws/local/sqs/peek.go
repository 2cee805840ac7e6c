package sqs

import (
	"context"
	"time"
)

// PeekedMessage is a message as it lies in its queue.
type PeekedMessage struct {
	MessageID    string
	Body         string
	State        string // "waiting", "delayed" or "in flight"
	ReceiveCount int
	SentAt       time.Time
	VisibleAt    time.Time // when a delayed or in-flight message becomes visible
	SourceARN    string    // the queue it was dead-lettered from, if it was
	GroupID      string
}

// Peek looks at up to limit messages of a queue, oldest first, without receiving
// them: no receive count changes. A queue that does not exist has none. It is
// for the screen of this program. Its time grows with limit, not with the number of
// messages in the queue.
func (s *Service) Peek(queueName string, limit int) []PeekedMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queues[queueName]
	if q == nil || limit <= 0 || s.closed {
		return nil
	}
	q.advance(&transaction{ctx: context.Background(), now: s.clock.Now(), service: s})
	found := q.expiry.earliest(limit)
	peeked := make([]PeekedMessage, len(found))
	for i, m := range found {
		peeked[i] = PeekedMessage{
			MessageID: m.id.String(), Body: m.body, State: m.place.String(), ReceiveCount: m.receives,
			SentAt: m.sentAt, VisibleAt: m.visibleAt, SourceARN: m.source, GroupID: m.group,
		}
	}
	return peeked
}

// String is the place's name.
func (p place) String() string {
	switch p {
	case waiting:
		return "waiting"
	case delayed:
		return "delayed"
	case inFlight:
		return "in flight"
	case gone:
		return "gone"
	}
	return "unknown"
}
