package eventbridge

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

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

// maxEntries is how many events one call may put; maxEventBytes how large they
// may be together; timeBytes what a time counts.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const (
	maxEntries    = 10
	maxEventBytes = 1 << 20
	timeBytes     = 14
)

func (s *Service) putEvents(ctx context.Context, in *putEventsInput) (*putEventsOutput, error) {
	switch n := len(in.Entries); {
	case n == 0:
		return nil, invalid("1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case n > maxEntries:
		return nil, invalid("1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to %d", maxEntries)
	}
	size := 0
	for i := range in.Entries {
		size += in.Entries[i].size()
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

// size is what an entry counts towards the limit.
func (e *putEventsEntry) size() int {
	size := len(e.Source) + len(e.DetailType) + len(e.Detail)
	for _, r := range e.Resources {
		size += len(r)
	}
	if e.Time != nil {
		size += timeBytes
	}
	return size
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
	if err := s.put(ctx, entry.EventBusName, e); err != nil {
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
