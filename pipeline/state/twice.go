package state

import (
	"time"

	"inflight/pipeline/event"
)

// inHistory tells whether an event about the message is in its history: the worker
// reports what it does, and the AWS that it works on may report it too.
func (m *Message) inHistory(e *event.Event, stage event.Stage, took time.Duration) bool {
	for i := len(m.History) - 1; i >= 0; i-- {
		at := &m.History[i]
		if at.Kind == e.Kind() && at.Time.Equal(e.Time) && at.Worker == e.Worker && at.Stage == stage &&
			(at.Try == 0 || at.Try == e.Receives()) && at.Took == took {
			return true
		}
	}
	return false
}

// backfill takes what was told of a receive before the receive itself.
func (m *Message) backfill(r *Receive) {
	for i := range m.History {
		at := &m.History[i]
		if at.Try != r.Try || at.Worker != r.Worker || at.Time.Before(r.At) {
			continue
		}
		switch at.Kind {
		case event.KindOf[event.MessageExpired]():
			if at.Held {
				r.Expired = at.Time
			}
		case event.KindOf[event.MessageReturned]():
			r.Ended = at.Time
		}
	}
}
