package eventbridge

import (
	"encoding/json"
	"fmt"
	"time"

	"inflight/aws/local/wire"
)

// Event is an event as rules see it and targets get it.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
type Event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"` // RFC 3339, whole seconds
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
	// ReplayName is the replay that an archive sends the event in.
	ReplayName string `json:"replay-name,omitempty"`
}

// complete fills in what the sender left out.
func (s *Service) complete(e Event) Event {
	e.Version = "0"
	if e.ID == "" {
		e.ID = wire.NewRequestID()
	}
	if e.Account == "" {
		e.Account = s.cfg.Account
	}
	if e.Region == "" {
		e.Region = s.cfg.Region
	}
	if e.Time == "" {
		e.Time = s.cfg.Clock.Now().UTC().Format(time.RFC3339)
	}
	if e.Resources == nil {
		e.Resources = []string{}
	}
	return e
}

// parsedEvent is an event in the forms it is needed in. It is not changed
// once it is made.
type parsedEvent struct {
	event Event
	text  string // as targets get it
	value any    // as paths see it
	// fields is the value as patterns see it.
	fields any
	// forwarded says that it came from another bus.
	forwarded bool
	// ending is told when nothing of it is left to be tried again; nil is nobody.
	ending *ending
}

// parcel writes an event and reads it back. It fails if the detail is not JSON.
func parcel(e Event) (*parsedEvent, error) {
	text, err := encode(e)
	if err != nil {
		return nil, fmt.Errorf("read the event %s: %w", e.ID, err)
	}
	value, err := decodeEvent([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("read the event %s: %w", e.ID, err)
	}
	return &parsedEvent{event: e, text: text, value: value, fields: fieldsOf(value)}, nil
}
