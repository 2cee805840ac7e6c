package eventbridge

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
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

	forwarded bool // came from another bus
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

// PutServiceEvent puts an event of a service of AWS, such as aws.s3, on the
// default bus. It returns when the rules have been looked at; delivery goes on
// after it.
func (s *Service) PutServiceEvent(ctx context.Context, e Event) error {
	return s.route(ctx, defaultBus, s.complete(e))
}

type putEventsInput struct {
	Entries []putEventsEntry `json:"Entries"`
}

type putEventsEntry struct {
	Source       string          `json:"Source"`
	DetailType   string          `json:"DetailType"`
	Detail       string          `json:"Detail"`
	EventBusName string          `json:"EventBusName"`
	Time         *wire.Timestamp `json:"Time"`
	Resources    []string        `json:"Resources"`
}

type putEventsOutput struct {
	FailedEntryCount int              `json:"FailedEntryCount"`
	Entries          []putEventResult `json:"Entries"`
}

type putEventResult struct {
	EventID      string `json:"EventId,omitempty"`
	ErrorCode    string `json:"ErrorCode,omitempty"`
	ErrorMessage string `json:"ErrorMessage,omitempty"`
}

// maxEntries is how many events one call may put; maxEventBytes how large it
// may be.
const (
	maxEntries    = 10
	maxEventBytes = 1 << 20
)

func (s *Service) putEvents(ctx context.Context, in *putEventsInput) (*putEventsOutput, error) {
	if len(in.Entries) == 0 || len(in.Entries) > maxEntries {
		return nil, invalid("1 validation error detected: Value at 'entries' failed to satisfy constraint: "+
			"Member must have length between 1 and %d", maxEntries)
	}
	size := 0
	for _, e := range in.Entries {
		size += len(e.Source) + len(e.DetailType) + len(e.Detail)
	}
	if size > maxEventBytes {
		return nil, invalid("Total size of the entries in the request is over the limit.")
	}
	out := &putEventsOutput{}
	for _, entry := range in.Entries {
		result := s.putEvent(ctx, entry)
		if result.ErrorCode != "" {
			out.FailedEntryCount++
		}
		out.Entries = append(out.Entries, result)
	}
	return out, nil
}

// putEvent puts one event. An unknown bus takes the event and drops it, as on
// AWS.
func (s *Service) putEvent(ctx context.Context, entry putEventsEntry) putEventResult {
	if code, message := entry.refuse(); code != "" {
		return putEventResult{ErrorCode: code, ErrorMessage: message}
	}
	e := Event{
		DetailType: entry.DetailType, Source: entry.Source, Resources: entry.Resources, Detail: json.RawMessage(entry.Detail),
	}
	if entry.Time != nil {
		e.Time = time.Time(*entry.Time).UTC().Format(time.RFC3339)
	}
	e = s.complete(e)
	name := busName(entry.EventBusName)
	if name == "" {
		name = defaultBus
	}
	if err := s.route(ctx, name, e); err != nil {
		return putEventResult{ErrorCode: "InternalFailure", ErrorMessage: err.Error()}
	}
	return putEventResult{EventID: e.ID}
}

// refuse says what is wrong with an entry.
func (e *putEventsEntry) refuse() (code, message string) {
	switch {
	case e.Source == "":
		return "InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument."
	case strings.HasPrefix(e.Source, "aws."):
		return "NotAuthorizedForSourceException", "Not authorized for the source."
	case e.DetailType == "":
		return "InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument."
	case e.Detail == "":
		return "InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument."
	}
	var detail map[string]json.RawMessage
	if json.Unmarshal([]byte(e.Detail), &detail) != nil || detail == nil {
		return "MalformedDetail", "Detail is malformed."
	}
	return "", ""
}

// route holds an event against the rules of a bus and hands it to the targets
// of those that match.
func (s *Service) route(ctx context.Context, busName string, e Event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("read the event %s: %w", e.ID, err)
	}
	value, err := decodeEvent(text)
	if err != nil {
		return fmt.Errorf("read the event %s: %w", e.ID, err)
	}
	for _, m := range s.matching(busName, value) {
		s.cfg.Observer.EventMatched(ctx, EventMatched{Rule: m.rule, Bus: busName, Event: e})
		for _, t := range m.targets {
			s.out.add(&job{rule: m.rule, ruleARN: m.arn, bus: busName, target: t, event: e, text: text, value: value, since: s.cfg.Clock.Now()})
		}
	}
	return nil
}

// match is a rule that matched, with its targets at that moment.
type match struct {
	rule, arn string
	targets   []target
}

// matching are the enabled rules of a bus that match an event, in the order of
// their names.
func (s *Service) matching(busName string, value any) (found []match) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buses[busName]
	if b == nil {
		return nil
	}
	for _, name := range b.ruleNames() {
		r := b.Rules[name]
		if r.State == enabled && r.pattern != nil && r.pattern.matches(value) {
			found = append(found, match{rule: name, arn: r.ARN, targets: r.sortedTargets()})
		}
	}
	return found
}
